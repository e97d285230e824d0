import type {
  CollectionStart,
  CommentEvent,
  DocumentEnd,
  DocumentStart,
  NodeProperties,
  ScalarEvent,
  TagHandle,
  YamlEvent
} from './events'
import { fittingStyle } from './scalar-style'
import { writeScalar } from './write-scalar'
import {
  decreaseIndent,
  increaseIndent,
  type Writer,
  write,
  writeBreak,
  writeIndent,
  writerOf,
  writeSign
} from './writer'

/** What the writer is in the middle of. */
type State =
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

/** Events with something in them that is written as a node begins. */
type NodeEvent = Extract<YamlEvent, { readonly kind: 'scalar' | 'alias' | 'mapping-start' | 'sequence-start' }>

interface Emitter {
  readonly writer: Writer
  readonly states: State[]
  flowLevel: number
  handles: readonly TagHandle[]
  isFirstDocument: boolean
  wasEndWritten: boolean
  /** Whether the `-`, `:` or `,` of the next node was written before a comment. */
  isSignWritten: boolean
  /** Whether a comment has just ended the line. */
  isAfterComment: boolean
}

const usualHandles: readonly TagHandle[] = [
  { handle: '!', prefix: '!' },
  { handle: '!!', prefix: 'tag:yaml.org,2002:' }
]

/**
 * Writes events as text with `\n` as its line ending. The layout is normal: lines are never folded, sequences in
 * mappings stand in the column of their key unless a comment comes between, and `step` is the indentation.
 */
export function emitYaml(events: readonly YamlEvent[], step: number): string {
  const emitter: Emitter = {
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
    emit(emitter, event, events, at)
  })
  return emitter.writer.chunks.join('')
}

function emit(emitter: Emitter, event: YamlEvent, events: readonly YamlEvent[], at: number): void {
  switch (event.kind) {
    case 'document-start':
      startDocument(emitter, event, events[at + 1])
      break
    case 'document-end':
      endDocument(emitter, event)
      break
    case 'comment':
      writeComment(emitter, event, nextContent(events, at))
      break
    case 'mapping-end':
    case 'sequence-end':
      endCollection(emitter)
      break
    default:
      writeNodeInPlace(emitter, event, events[at + 1])
      break
  }
}

function nextContent(events: readonly YamlEvent[], at: number): YamlEvent | undefined {
  for (let next = at + 1; next < events.length; next++) if (events[next]?.kind !== 'comment') return events[next]
  return undefined
}

function startDocument(emitter: Emitter, event: DocumentStart, next: YamlEvent | undefined): void {
  const { writer } = emitter
  if (!emitter.isFirstDocument && !emitter.wasEndWritten && event.directives.length > 0) {
    writeSign(writer, '...', { needsSpace: true })
    writeIndent(writer)
  }
  for (const directive of event.directives) {
    writeSign(writer, directive, { needsSpace: true })
    writeIndent(writer)
  }
  emitter.handles = [...event.handles, ...usualHandles]
  const isBare = next?.kind === 'scalar' && next.value === '' && next.style === 'plain'
  if (
    event.isExplicit ||
    isBare ||
    event.directives.length > 0 ||
    !(emitter.isFirstDocument || emitter.wasEndWritten)
  ) {
    writeIndent(writer)
    writeSign(writer, '---', { needsSpace: true })
  }
  emitter.isFirstDocument = false
  emitter.wasEndWritten = false
  emitter.isAfterComment = false
  emitter.states.push('root')
}

function endDocument(emitter: Emitter, event: DocumentEnd): void {
  writeIndent(emitter.writer)
  if (!event.isExplicit) return
  writeSign(emitter.writer, '...', { needsSpace: true })
  writeIndent(emitter.writer)
  emitter.wasEndWritten = true
}

/** Writes a node where its state wants it, with the sign that goes before it. */
function writeNodeInPlace(emitter: Emitter, event: NodeEvent, next: YamlEvent | undefined): void {
  const state = emitter.states.pop() ?? 'root'
  switch (state) {
    case 'root':
      writeNode(emitter, event, next, {})
      break
    case 'block-sequence-first':
    case 'block-sequence':
      writeDash(emitter)
      emitter.states.push('block-sequence')
      writeNode(emitter, event, next, {})
      break
    case 'block-key-first':
    case 'block-key':
      writeBlockKey(emitter, event, next, state === 'block-key-first')
      break
    case 'block-value-simple':
    case 'block-value':
      writeBlockColon(emitter, state)
      emitter.states.push('block-key')
      writeNode(emitter, event, next, { isMapping: true })
      break
    case 'flow-sequence-first':
    case 'flow-sequence':
      writeComma(emitter, state === 'flow-sequence-first')
      emitter.states.push('flow-sequence')
      writeNode(emitter, event, next, {})
      break
    case 'flow-key-first':
    case 'flow-key':
      writeFlowKey(emitter, event, next, state === 'flow-key-first')
      break
    case 'flow-value-simple':
    case 'flow-value':
      writeFlowColon(emitter, state)
      emitter.states.push('flow-key')
      writeNode(emitter, event, next, { isMapping: true })
      break
  }
}

/** Whether the sign was written before a comment. Asks once for each sign. */
function takeSign(emitter: Emitter): boolean {
  const isWritten = emitter.isSignWritten
  emitter.isSignWritten = false
  return isWritten
}

function writeDash(emitter: Emitter): void {
  if (takeSign(emitter)) return
  writeIndent(emitter.writer)
  emitter.isAfterComment = false
  writeSign(emitter.writer, '-', { needsSpace: true, isIndentation: true })
}

function writeBlockKey(emitter: Emitter, event: NodeEvent, next: YamlEvent | undefined, isFirst: boolean): void {
  const { writer } = emitter
  if (isFirst) increaseIndent(writer, { isFlow: false, isIndentless: false })
  writeIndent(writer)
  emitter.isAfterComment = false
  const isSimpleKey = canBeSimpleKey(event, next)
  if (!isSimpleKey) writeSign(writer, '?', { needsSpace: true, isIndentation: true })
  emitter.states.push(isSimpleKey ? 'block-value-simple' : 'block-value')
  writeNode(emitter, event, next, { isMapping: true, isSimpleKey })
}

function writeBlockColon(emitter: Emitter, state: 'block-value-simple' | 'block-value'): void {
  if (takeSign(emitter)) return
  if (state === 'block-value-simple') writeSign(emitter.writer, ':')
  else {
    writeIndent(emitter.writer)
    emitter.isAfterComment = false
    writeSign(emitter.writer, ':', { needsSpace: true, isIndentation: true })
  }
}

function writeComma(emitter: Emitter, isFirst: boolean): void {
  if (!takeSign(emitter) && !isFirst) writeSign(emitter.writer, ',')
}

function writeFlowKey(emitter: Emitter, event: NodeEvent, next: YamlEvent | undefined, isFirst: boolean): void {
  writeComma(emitter, isFirst)
  const isSimpleKey = canBeSimpleKey(event, next)
  padAfterComment(emitter)
  if (!isSimpleKey) writeSign(emitter.writer, '?', { needsSpace: true })
  emitter.states.push(isSimpleKey ? 'flow-value-simple' : 'flow-value')
  writeNode(emitter, event, next, { isMapping: true, isSimpleKey })
}

function writeFlowColon(emitter: Emitter, state: 'flow-value-simple' | 'flow-value'): void {
  if (takeSign(emitter)) return
  padAfterComment(emitter)
  writeSign(emitter.writer, ':', { needsSpace: state === 'flow-value' })
}

/** Continues behind a comment, further in than what the node belongs to. */
function padAfterComment(emitter: Emitter): void {
  if (!emitter.isAfterComment) return
  emitter.isAfterComment = false
  writeIndent(emitter.writer, innerColumn(emitter))
}

const innerColumn = ({ writer, flowLevel }: Emitter): number =>
  flowLevel > 0 ? writer.indent : writer.indent < 0 ? 0 : writer.indent + writer.step

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

function writeNode(emitter: Emitter, event: NodeEvent, next: YamlEvent | undefined, options: NodeOptions): void {
  const { writer } = emitter
  const isSimpleKey = options.isSimpleKey === true
  switch (event.kind) {
    case 'alias':
      padAfterComment(emitter)
      writeSign(writer, `*${event.name}`, { needsSpace: true })
      // Right behind the name a colon would belong to it.
      if (isSimpleKey) write(writer, ' ')
      return
    case 'scalar':
      writeScalarNode(emitter, event, isSimpleKey)
      break
    default:
      startCollection(emitter, event, next, options)
      break
  }
}

function writeScalarNode(emitter: Emitter, event: ScalarEvent, isSimpleKey: boolean): void {
  const { writer } = emitter
  if (event.value !== '' || event.style !== 'plain') padAfterComment(emitter)
  writeProperties(emitter, event)
  const style = fittingStyle(event.value, event.style, { isInFlow: emitter.flowLevel > 0, isSimpleKey })
  increaseIndent(writer, { isFlow: true, isIndentless: false })
  writeScalar(writer, event.value, style, event.comment)
  decreaseIndent(writer)
}

function writeProperties(emitter: Emitter, { anchor, tag }: NodeProperties): void {
  if (anchor === null && tag === null) return
  padAfterComment(emitter)
  if (anchor !== null) writeSign(emitter.writer, `&${anchor}`, { needsSpace: true })
  if (tag !== null) writeSign(emitter.writer, shortTag(tag, emitter.handles), { needsSpace: true })
}

/** A tag by the first handle that it fits; without one it is verbatim. */
function shortTag(tag: string, handles: readonly TagHandle[]): string {
  const known = handles.find(({ prefix }) => tag.startsWith(prefix))
  const encode = (text: string) => encodeURI(text).replaceAll(/[,[\]{}]/g, encodeURIComponent)
  return known ? known.handle + encode(tag.slice(known.prefix.length)) : `!<${encodeURI(tag)}>`
}

function startCollection(
  emitter: Emitter,
  event: CollectionStart,
  next: YamlEvent | undefined,
  { isMapping = false }: NodeOptions
): void {
  const { writer, states } = emitter
  writeProperties(emitter, event)
  const isSequence = event.kind === 'sequence-start'
  const isEmpty = next?.kind === 'sequence-end' || next?.kind === 'mapping-end'
  if (emitter.flowLevel === 0 && event.style === 'block' && !isEmpty) {
    states.push(isSequence ? 'block-sequence-first' : 'block-key-first')
    if (isSequence) increaseIndent(writer, { isFlow: false, isIndentless: isMapping && !writer.isIndentation })
    return
  }
  padAfterComment(emitter)
  writeSign(writer, isSequence ? '[' : '{', { needsSpace: true, isWhitespace: true })
  increaseIndent(writer, { isFlow: true, isIndentless: false })
  emitter.flowLevel++
  states.push(isSequence ? 'flow-sequence-first' : 'flow-key-first')
}

function endCollection(emitter: Emitter): void {
  const state = emitter.states.pop()
  emitter.isSignWritten = false
  if (state === 'flow-sequence' || state === 'flow-sequence-first') writeFlowEnd(emitter, ']')
  else if (state === 'flow-key' || state === 'flow-key-first') writeFlowEnd(emitter, '}')
  else decreaseIndent(emitter.writer)
}

function writeFlowEnd(emitter: Emitter, sign: string): void {
  padAfterComment(emitter)
  emitter.flowLevel--
  decreaseIndent(emitter.writer)
  writeSign(emitter.writer, sign)
}

/** Writes a comment at the end of the line or in one of its own, where what follows it will stand. */
function writeComment(emitter: Emitter, event: CommentEvent, next: YamlEvent | undefined): void {
  const { writer } = emitter
  writeSignBefore(emitter, event, next)
  if (event.isInline && writer.column > 0) write(writer, ' ')
  else writeIndent(writer, commentColumn(emitter))
  write(writer, `#${event.text.startsWith(' ') ? '' : ' '}${event.text}`)
  writeBreak(writer)
  writer.isWhitespace = true
  writer.isIndentation = true
  emitter.isAfterComment = true
}

function commentColumn(emitter: Emitter): number {
  const state = emitter.states.at(-1)
  const isInside = emitter.isSignWritten || state === 'block-key-first'
  return isInside ? innerColumn(emitter) : Math.max(emitter.writer.indent, 0)
}

/** The sign of the node that a comment stands in front of goes before the comment. */
function writeSignBefore(emitter: Emitter, event: CommentEvent, next: YamlEvent | undefined): void {
  if (emitter.isSignWritten || next?.kind === 'mapping-end' || next?.kind === 'sequence-end') return
  const state = emitter.states.at(-1)
  switch (state) {
    case 'block-sequence-first':
    case 'block-sequence':
      if (!event.isAfterIndicator) return
      writeDash(emitter)
      break
    case 'block-value':
      if (!event.isAfterIndicator) return
      writeBlockColon(emitter, state)
      break
    case 'block-value-simple':
      writeBlockColon(emitter, state)
      break
    case 'flow-sequence':
    case 'flow-key':
      writeComma(emitter, false)
      break
    case 'flow-value-simple':
    case 'flow-value':
      writeFlowColon(emitter, state)
      break
    default:
      return
  }
  emitter.isSignWritten = true
}
