import { placeComments } from './comments'
import { type CollectionStyle, type NodeProperties, type TagHandle, usualHandles, type YamlEvent } from './events'
import { YamlError } from './reader'
import { scanYaml } from './scanner'
import type { Mark, Sign, Token } from './tokens'

/** What the parser expects next. One that waits for a later turn lies on the stack, so nesting costs no call depth. */
type State =
  | 'document'
  | 'document-content'
  | 'document-end'
  | 'block-sequence'
  | 'indentless-sequence'
  | 'block-key'
  | 'block-value'
  | 'flow-sequence-first'
  | 'flow-sequence'
  | 'flow-pair-key'
  | 'flow-pair-value'
  | 'flow-pair-end'
  | 'flow-key-first'
  | 'flow-key'
  | 'flow-value'

interface Parse {
  readonly tokens: readonly Token[]
  at: number
  readonly events: YamlEvent[]
  /** What is to be done, the next at the end. */
  readonly states: State[]
  handles: readonly TagHandle[]
}

/** Reads a text whose lines end in `\n`. Throws `YamlError` where it is not YAML. */
export function parseYaml(text: string): readonly YamlEvent[] {
  const parse: Parse = { tokens: scanYaml(text), at: 0, events: [], states: ['document'], handles: [] }
  for (let state = parse.states.pop(); state !== undefined; state = parse.states.pop()) steps[state](parse)
  return placeComments(parse.events)
}

/** The next token that is no comment. Comments on the way become events. */
function peek(parse: Parse): Token {
  for (;;) {
    const token = parse.tokens[parse.at]
    if (token === undefined) throw new Error('A list of tokens ends with the end of the stream or an error.')
    if (token.kind === 'error') throw new YamlError(token.message, token.start)
    if (token.kind !== 'comment') return token
    const { text, isInline, isAfterIndicator, start } = token
    parse.events.push({ kind: 'comment', text, isInline, isAfterIndicator, column: start.column })
    parse.at++
  }
}

function takeIf(parse: Parse, sign: Sign): boolean {
  if (peek(parse).kind !== sign) return false
  parse.at++
  return true
}

const isNext = (parse: Parse, ...kinds: readonly Token['kind'][]): boolean => kinds.includes(peek(parse).kind)

const fail = (message: string, mark: Mark): never => {
  throw new YamlError(message, mark)
}

const missingNode = 'A value was expected here.'
const missingStart = "The start of a document ('---') is missing."

const bare: NodeProperties = { anchor: null, tag: null }

const addEmpty = (parse: Parse, properties = bare): void =>
  void parse.events.push({ kind: 'scalar', ...properties, value: '', style: 'plain', comment: null })

function startDocument(parse: Parse): void {
  while (takeIf(parse, 'document-end'));
  const first = peek(parse)
  if (first.kind === 'stream-end') return
  const directives: string[] = []
  const handles: TagHandle[] = []
  for (let token = first; token.kind === 'directive'; token = peek(parse)) {
    const [handle = '', prefix = ''] = token.parameters
    if (token.name === 'TAG') {
      if (handles.some(known => known.handle === handle)) fail('A tag handle is declared twice.', token.start)
      handles.push({ handle, prefix })
    }
    directives.push([`%${token.name}`, ...token.parameters].join(' '))
    parse.at++
  }
  const isExplicit = takeIf(parse, 'document-start')
  if (!isExplicit && directives.length > 0) fail(missingStart, peek(parse).start)
  parse.handles = [...handles, ...usualHandles]
  parse.events.push({ kind: 'document-start', isExplicit, directives, handles })
  parse.states.push('document-end', 'document-content')
}

function takeDocumentContent(parse: Parse): void {
  if (isNext(parse, 'directive', 'document-start', 'document-end', 'stream-end')) addEmpty(parse)
  else takeNode(parse)
}

function endDocument(parse: Parse): void {
  const token = peek(parse)
  const isExplicit = takeIf(parse, 'document-end')
  parse.events.push({ kind: 'document-end', isExplicit })
  if (!isExplicit && token.kind !== 'document-start' && token.kind !== 'stream-end') fail(missingStart, token.start)
  parse.states.push('document')
}

/** Takes a node. `mayBeIndentless` where a sequence may stand in the column of its key. */
function takeNode(parse: Parse, mayBeIndentless = false): void {
  const alias = peek(parse)
  if (alias.kind === 'alias') {
    parse.at++
    parse.events.push({ kind: 'alias', name: alias.name })
    return
  }
  const properties = takeProperties(parse)
  const { anchor, tag } = properties
  const token = peek(parse)
  const open = (kind: 'mapping-start' | 'sequence-start', style: CollectionStyle, next: State) => {
    parse.events.push({ kind, anchor, tag, style, column: token.start.column })
    parse.states.push(next)
  }
  switch (token.kind) {
    case 'scalar':
      parse.at++
      parse.events.push({
        anchor,
        tag,
        kind: 'scalar',
        value: token.value,
        style: token.style,
        comment: token.comment
      })
      return
    case 'flow-sequence-start':
      parse.at++
      open('sequence-start', 'flow', 'flow-sequence-first')
      break
    case 'flow-mapping-start':
      parse.at++
      open('mapping-start', 'flow', 'flow-key-first')
      break
    case 'block-sequence-start':
      parse.at++
      open('sequence-start', 'block', 'block-sequence')
      break
    case 'block-mapping-start':
      parse.at++
      open('mapping-start', 'block', 'block-key')
      break
    case 'block-entry':
      // A sequence in the column of its key has no token that opens it.
      if (!mayBeIndentless) fail(missingNode, token.start)
      open('sequence-start', 'block', 'indentless-sequence')
      break
    default:
      if (properties === bare) fail(missingNode, token.start)
      addEmpty(parse, properties)
  }
}

function takeProperties(parse: Parse): NodeProperties {
  let { anchor, tag } = bare
  for (;;) {
    const token = peek(parse)
    if (token.kind === 'anchor' && anchor === null) anchor = token.name
    else if (token.kind === 'tag' && tag === null) tag = resolveTag(parse, token.handle, token.suffix, token.start)
    else return anchor === null && tag === null ? bare : { anchor, tag }
    parse.at++
  }
}

function resolveTag(parse: Parse, handle: string | null, suffix: string, mark: Mark): string {
  if (handle === null) return suffix
  const prefix = parse.handles.find(known => known.handle === handle)?.prefix
  return prefix === undefined ? fail('A tag has a handle that is not declared.', mark) : prefix + suffix
}

function takeBlockEntry(parse: Parse): void {
  const token = peek(parse)
  if (takeIf(parse, 'block-entry')) {
    parse.states.push('block-sequence')
    if (isNext(parse, 'block-entry', 'block-end')) addEmpty(parse)
    else takeNode(parse)
  } else if (takeIf(parse, 'block-end')) parse.events.push({ kind: 'sequence-end' })
  else fail("A sequence goes on with '-' here.", token.start)
}

function takeIndentlessEntry(parse: Parse): void {
  if (!takeIf(parse, 'block-entry')) {
    parse.events.push({ kind: 'sequence-end' })
    return
  }
  parse.states.push('indentless-sequence')
  if (isNext(parse, 'block-entry', 'key', 'value', 'block-end')) addEmpty(parse)
  else takeNode(parse)
}

function takeBlockKey(parse: Parse): void {
  const token = peek(parse)
  if (takeIf(parse, 'key')) {
    parse.states.push('block-value')
    if (isNext(parse, 'key', 'value', 'block-end')) addEmpty(parse)
    else takeNode(parse, true)
  } else if (token.kind === 'value') {
    parse.states.push('block-value')
    addEmpty(parse)
  } else if (takeIf(parse, 'block-end')) parse.events.push({ kind: 'mapping-end' })
  else fail('A mapping goes on with a key here.', token.start)
}

function takeBlockValue(parse: Parse): void {
  parse.states.push('block-key')
  if (!takeIf(parse, 'value') || isNext(parse, 'key', 'value', 'block-end')) addEmpty(parse)
  else takeNode(parse, true)
}

function takeFlowEntry(parse: Parse, isFirst: boolean): void {
  if (!isFirst && !isNext(parse, 'flow-sequence-end') && !takeIf(parse, 'flow-entry'))
    fail("A flow sequence goes on with ',' or ends with ']' here.", peek(parse).start)
  if (takeIf(parse, 'flow-sequence-end')) {
    parse.events.push({ kind: 'sequence-end' })
    return
  }
  parse.states.push('flow-sequence')
  const token = peek(parse)
  if (token.kind === 'key' || token.kind === 'value') {
    parse.events.push({ kind: 'mapping-start', ...bare, style: 'flow', column: token.start.column })
    parse.states.push('flow-pair-end', 'flow-pair-value', 'flow-pair-key')
  } else takeNode(parse)
}

function takeFlowNode(parse: Parse, sign: 'key' | 'value', ...ends: readonly Sign[]): void {
  if (!takeIf(parse, sign) || isNext(parse, ...ends)) addEmpty(parse)
  else takeNode(parse)
}

function takeFlowKey(parse: Parse, isFirst: boolean): void {
  if (!isFirst && !isNext(parse, 'flow-mapping-end') && !takeIf(parse, 'flow-entry'))
    fail("A flow mapping goes on with ',' or ends with '}' here.", peek(parse).start)
  if (takeIf(parse, 'flow-mapping-end')) {
    parse.events.push({ kind: 'mapping-end' })
    return
  }
  parse.states.push('flow-key', 'flow-value')
  if (isNext(parse, 'key', 'value')) takeFlowNode(parse, 'key', 'value', 'flow-entry', 'flow-mapping-end')
  else takeNode(parse)
}

const steps: Readonly<Record<State, (parse: Parse) => void>> = {
  document: startDocument,
  'document-content': takeDocumentContent,
  'document-end': endDocument,
  'block-sequence': takeBlockEntry,
  'indentless-sequence': takeIndentlessEntry,
  'block-key': takeBlockKey,
  'block-value': takeBlockValue,
  'flow-sequence-first': parse => takeFlowEntry(parse, true),
  'flow-sequence': parse => takeFlowEntry(parse, false),
  'flow-pair-key': parse => takeFlowNode(parse, 'key', 'value', 'flow-entry', 'flow-sequence-end'),
  'flow-pair-value': parse => takeFlowNode(parse, 'value', 'flow-entry', 'flow-sequence-end'),
  'flow-pair-end': parse => void parse.events.push({ kind: 'mapping-end' }),
  'flow-key-first': parse => takeFlowKey(parse, true),
  'flow-key': parse => takeFlowKey(parse, false),
  'flow-value': parse => takeFlowNode(parse, 'value', 'flow-entry', 'flow-mapping-end')
}
