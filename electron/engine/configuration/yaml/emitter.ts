import { type Emission, padAfterComment, writeBlockColon, writeComma, writeDash, writeFlowColon } from './emission'
import {
  type CollectionStart,
  type DocumentEnd,
  type DocumentStart,
  type NodeProperties,
  type ScalarEvent,
  type TagHandle,
  usualHandles,
  type YamlEvent
} from './events'
import { fittingStyle } from './scalar-style'
import { writeComment } from './write-comment'
import { writeScalar } from './write-scalar'
import { decreaseIndent, increaseIndent, write, writeIndent, writerOf, writeSign } from './writer'

/** Events with something in them that is written as a node begins. */
type NodeEvent = Extract<YamlEvent, { readonly kind: 'scalar' | 'alias' | 'mapping-start' | 'sequence-start' }>

/**
 * Writes events as text with `\n` as its line ending. The layout is normal: lines are never folded, sequences in
 * mappings stand in the column of their key unless a comment comes between, and `step` is the indentation.
 */
export function emitYaml(events: readonly YamlEvent[], step: number): string {
  const emission: Emission = {
    writer: writerOf(step),
    states: [],
    flowLevel: 0,
    handles: [],
    isFirstDocument: true,
    wasEndWritten: false,
    isSignWritten: false,
    isAfterComment: false
  }
  events.forEach((event, at) => {
    emit(emission, event, events, at)
  })
  return emission.writer.chunks.join('')
}

function emit(emission: Emission, event: YamlEvent, events: readonly YamlEvent[], at: number): void {
  switch (event.kind) {
    case 'document-start':
      startDocument(emission, event, events[at + 1])
      break
    case 'document-end':
      endDocument(emission, event)
      break
    case 'comment':
      writeComment(emission, event, nextContent(events, at))
      break
    case 'mapping-end':
    case 'sequence-end':
      endCollection(emission)
      break
    default:
      writeNodeInPlace(emission, event, events[at + 1])
      break
  }
}

function nextContent(events: readonly YamlEvent[], at: number): YamlEvent | undefined {
  for (let next = at + 1; next < events.length; next++) if (events[next]?.kind !== 'comment') return events[next]
  return undefined
}

function startDocument(emission: Emission, event: DocumentStart, next: YamlEvent | undefined): void {
  const { writer } = emission
  if (!emission.isFirstDocument && !emission.wasEndWritten && event.directives.length > 0) {
    writeSign(writer, '...', { needsSpace: true })
    writeIndent(writer)
  }
  for (const directive of event.directives) {
    writeSign(writer, directive, { needsSpace: true })
    writeIndent(writer)
  }
  emission.handles = [...event.handles, ...usualHandles]
  const isBare = next?.kind === 'scalar' && next.value === '' && next.style === 'plain'
  if (
    event.isExplicit ||
    isBare ||
    event.directives.length > 0 ||
    !(emission.isFirstDocument || emission.wasEndWritten)
  ) {
    writeIndent(writer)
    writeSign(writer, '---', { needsSpace: true })
  }
  emission.isFirstDocument = false
  emission.wasEndWritten = false
  emission.isAfterComment = false
  emission.states.push('root')
}

function endDocument(emission: Emission, event: DocumentEnd): void {
  writeIndent(emission.writer)
  if (!event.isExplicit) return
  writeSign(emission.writer, '...', { needsSpace: true })
  writeIndent(emission.writer)
  emission.wasEndWritten = true
}

/** Writes a node where its state wants it, with the sign that goes before it. */
function writeNodeInPlace(emission: Emission, event: NodeEvent, next: YamlEvent | undefined): void {
  const state = emission.states.pop() ?? 'root'
  switch (state) {
    case 'root':
      writeNode(emission, event, next, {})
      break
    case 'block-sequence-first':
    case 'block-sequence':
      writeDash(emission)
      emission.states.push('block-sequence')
      writeNode(emission, event, next, {})
      break
    case 'block-key-first':
    case 'block-key':
      writeBlockKey(emission, event, next, state === 'block-key-first')
      break
    case 'block-value-simple':
    case 'block-value':
      writeBlockColon(emission, state)
      emission.states.push('block-key')
      writeNode(emission, event, next, { isMapping: true })
      break
    case 'flow-sequence-first':
    case 'flow-sequence':
      writeComma(emission, state === 'flow-sequence-first')
      emission.states.push('flow-sequence')
      writeNode(emission, event, next, {})
      break
    case 'flow-key-first':
    case 'flow-key':
      writeFlowKey(emission, event, next, state === 'flow-key-first')
      break
    case 'flow-value-simple':
    case 'flow-value':
      writeFlowColon(emission, state)
      emission.states.push('flow-key')
      writeNode(emission, event, next, { isMapping: true })
      break
  }
}

function writeBlockKey(emission: Emission, event: NodeEvent, next: YamlEvent | undefined, isFirst: boolean): void {
  const { writer } = emission
  if (isFirst) increaseIndent(writer, { isFlow: false, isIndentless: false })
  writeIndent(writer)
  emission.isAfterComment = false
  const isSimpleKey = canBeSimpleKey(event, next)
  if (!isSimpleKey) writeSign(writer, '?', { needsSpace: true, isIndentation: true })
  emission.states.push(isSimpleKey ? 'block-value-simple' : 'block-value')
  writeNode(emission, event, next, { isMapping: true, isSimpleKey })
}

function writeFlowKey(emission: Emission, event: NodeEvent, next: YamlEvent | undefined, isFirst: boolean): void {
  writeComma(emission, isFirst)
  const isSimpleKey = canBeSimpleKey(event, next)
  padAfterComment(emission)
  if (!isSimpleKey) writeSign(emission.writer, '?', { needsSpace: true })
  emission.states.push(isSimpleKey ? 'flow-value-simple' : 'flow-value')
  writeNode(emission, event, next, { isMapping: true, isSimpleKey })
}

const longestSimpleKey = 1024

/** Whether a node can stand before its colon without `?`. */
function canBeSimpleKey(event: NodeEvent, next: YamlEvent | undefined): boolean {
  switch (event.kind) {
    case 'alias':
      return true
    case 'scalar':
      if (event.value === '' && event.style === 'plain') return false
      return !event.value.includes('\n') && event.value.length <= longestSimpleKey
    case 'mapping-start':
      return next?.kind === 'mapping-end'
    case 'sequence-start':
      return next?.kind === 'sequence-end'
  }
}

interface NodeOptions {
  /** Whether it is the key or value of a mapping. */
  readonly isMapping?: boolean
  readonly isSimpleKey?: boolean
}

function writeNode(emission: Emission, event: NodeEvent, next: YamlEvent | undefined, options: NodeOptions): void {
  const { writer } = emission
  const isSimpleKey = options.isSimpleKey === true
  switch (event.kind) {
    case 'alias':
      padAfterComment(emission)
      writeSign(writer, `*${event.name}`, { needsSpace: true })
      // Right behind the name a colon would belong to it.
      if (isSimpleKey) write(writer, ' ')
      return
    case 'scalar':
      writeScalarNode(emission, event, isSimpleKey)
      break
    default:
      startCollection(emission, event, next, options)
      break
  }
}

function writeScalarNode(emission: Emission, event: ScalarEvent, isSimpleKey: boolean): void {
  const { writer } = emission
  if (event.value !== '' || event.style !== 'plain') padAfterComment(emission)
  writeProperties(emission, event)
  const style = fittingStyle(event.value, event.style, { isInFlow: emission.flowLevel > 0, isSimpleKey })
  increaseIndent(writer, { isFlow: true, isIndentless: false })
  writeScalar(writer, event.value, style, event.comment)
  decreaseIndent(writer)
}

function writeProperties(emission: Emission, { anchor, tag }: NodeProperties): void {
  if (anchor === null && tag === null) return
  padAfterComment(emission)
  if (anchor !== null) writeSign(emission.writer, `&${anchor}`, { needsSpace: true })
  if (tag !== null) writeSign(emission.writer, shortTag(tag, emission.handles), { needsSpace: true })
}

/** A tag by the first handle that it fits; without one it is verbatim. */
function shortTag(tag: string, handles: readonly TagHandle[]): string {
  const known = handles.find(({ prefix }) => tag.startsWith(prefix))
  const encode = (text: string) => encodeURI(text).replaceAll(/[,[\]{}]/g, encodeURIComponent)
  return known ? known.handle + encode(tag.slice(known.prefix.length)) : `!<${encodeURI(tag)}>`
}

function startCollection(
  emission: Emission,
  event: CollectionStart,
  next: YamlEvent | undefined,
  { isMapping = false }: NodeOptions
): void {
  const { writer, states } = emission
  writeProperties(emission, event)
  const isSequence = event.kind === 'sequence-start'
  const isEmpty = next?.kind === 'sequence-end' || next?.kind === 'mapping-end'
  if (emission.flowLevel === 0 && event.style === 'block' && !isEmpty) {
    states.push(isSequence ? 'block-sequence-first' : 'block-key-first')
    if (isSequence) increaseIndent(writer, { isFlow: false, isIndentless: isMapping && !writer.isIndentation })
    return
  }
  padAfterComment(emission)
  writeSign(writer, isSequence ? '[' : '{', { needsSpace: true, isWhitespace: true })
  increaseIndent(writer, { isFlow: true, isIndentless: false })
  emission.flowLevel++
  states.push(isSequence ? 'flow-sequence-first' : 'flow-key-first')
}

function endCollection(emission: Emission): void {
  const state = emission.states.pop()
  emission.isSignWritten = false
  if (state === 'flow-sequence' || state === 'flow-sequence-first') writeFlowEnd(emission, ']')
  else if (state === 'flow-key' || state === 'flow-key-first') writeFlowEnd(emission, '}')
  else decreaseIndent(emission.writer)
}

function writeFlowEnd(emission: Emission, sign: string): void {
  padAfterComment(emission)
  emission.flowLevel--
  decreaseIndent(emission.writer)
  writeSign(emission.writer, sign)
}
