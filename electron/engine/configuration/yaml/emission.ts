import type { TagHandle } from './events'
import { type Writer, writeIndent, writeSign } from './writer'

/** What the writer is in the middle of. */
export type EmissionState =
  | 'root'
  | 'block-sequence-first'
  | 'block-sequence'
  | 'block-key-first'
  | 'block-key'
  | 'block-value-simple'
  | 'block-value'
  | 'flow-sequence-first'
  | 'flow-sequence'
  | 'flow-key-first'
  | 'flow-key'
  | 'flow-value-simple'
  | 'flow-value'

/** How far the writing has come. */
export interface Emission {
  readonly writer: Writer
  readonly states: EmissionState[]
  flowLevel: number
  handles: readonly TagHandle[]
  isFirstDocument: boolean
  wasEndWritten: boolean
  /** Whether the `-`, `:` or `,` of the next node was written before a comment. */
  isSignWritten: boolean
  /** Whether a comment has just ended the line. */
  isAfterComment: boolean
}

/** Whether the sign was written before a comment. Asks once for each sign. */
export function takeSign(emission: Emission): boolean {
  const isWritten = emission.isSignWritten
  emission.isSignWritten = false
  return isWritten
}

export function writeDash(emission: Emission): void {
  if (takeSign(emission)) return
  writeIndent(emission.writer)
  emission.isAfterComment = false
  writeSign(emission.writer, '-', { needsSpace: true, isIndentation: true })
}

export function writeBlockColon(emission: Emission, state: 'block-value-simple' | 'block-value'): void {
  if (takeSign(emission)) return
  if (state === 'block-value-simple') writeSign(emission.writer, ':')
  else {
    writeIndent(emission.writer)
    emission.isAfterComment = false
    writeSign(emission.writer, ':', { needsSpace: true, isIndentation: true })
  }
}

export function writeComma(emission: Emission, isFirst: boolean): void {
  if (!takeSign(emission) && !isFirst) writeSign(emission.writer, ',')
}

export function writeFlowColon(emission: Emission, state: 'flow-value-simple' | 'flow-value'): void {
  if (takeSign(emission)) return
  padAfterComment(emission)
  writeSign(emission.writer, ':', { needsSpace: state === 'flow-value' })
}

/** Continues behind a comment, further in than what the node belongs to. */
export function padAfterComment(emission: Emission): void {
  if (!emission.isAfterComment) return
  emission.isAfterComment = false
  writeIndent(emission.writer, innerColumn(emission))
}

/** Where something that belongs to the current node may stand. */
export const innerColumn = ({ writer, flowLevel }: Emission): number =>
  flowLevel > 0 ? writer.indent : writer.indent < 0 ? 0 : writer.indent + writer.step
