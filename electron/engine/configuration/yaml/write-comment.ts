import { type Emission, innerColumn, writeBlockColon, writeComma, writeDash, writeFlowColon } from './emission'
import type { CommentEvent, YamlEvent } from './events'
import { write, writeBreak, writeIndent } from './writer'

/** Writes a comment at the end of the line or in one of its own, where what follows it will stand. */
export function writeComment(emission: Emission, event: CommentEvent, next: YamlEvent | undefined): void {
  const { writer } = emission
  writeSignBefore(emission, event, next)
  if (event.isInline && writer.column > 0) write(writer, ' ')
  else writeIndent(writer, commentColumn(emission))
  write(writer, `#${event.text.startsWith(' ') ? '' : ' '}${event.text}`)
  writeBreak(writer)
  writer.isWhitespace = true
  writer.isIndentation = true
  emission.isAfterComment = true
}

function commentColumn(emission: Emission): number {
  const state = emission.states.at(-1)
  const isInside = emission.isSignWritten || state === 'block-key-first'
  return isInside ? innerColumn(emission) : Math.max(emission.writer.indent, 0)
}

/** The sign of the node that a comment stands in front of goes before the comment. */
function writeSignBefore(emission: Emission, event: CommentEvent, next: YamlEvent | undefined): void {
  if (emission.isSignWritten || next?.kind === 'mapping-end' || next?.kind === 'sequence-end') return
  const state = emission.states.at(-1)
  switch (state) {
    case 'block-sequence-first':
    case 'block-sequence':
      if (!event.isAfterIndicator) return
      writeDash(emission)
      break
    case 'block-value':
      if (!event.isAfterIndicator) return
      writeBlockColon(emission, state)
      break
    case 'block-value-simple':
      writeBlockColon(emission, state)
      break
    case 'flow-sequence':
    case 'flow-key':
      writeComma(emission, false)
      break
    case 'flow-value-simple':
    case 'flow-value':
      writeFlowColon(emission, state)
      break
    default:
      return
  }
  emission.isSignWritten = true
}
