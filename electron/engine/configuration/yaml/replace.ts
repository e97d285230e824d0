import { ConfigurationError, type ConfigurationVariables, type Replacement } from '../errors'
import { lineEndingOf, withLineEnding } from '../text-encoding'
import { type NamedValue, variablesByPath } from '../variable-names'
import { emitYaml } from './emitter'
import type { CollectionStart, NodeProperties, ScalarEvent, YamlEvent } from './events'
import { indentationOf } from './indentation'
import { parseYaml } from './parser'
import { createPathFinder } from './paths'
import { YamlError } from './reader'

/**
 * Puts variables into the YAML nodes that their names are paths to. The text is taken apart into events and written
 * anew from them, so comments, anchors, tags and styles stay while the layout becomes normal.
 */
export function replaceInYaml(text: string, variables: ConfigurationVariables): Replacement {
  const events = parse(text)
  const hits: string[] = []
  const replaced = replaceEvents(events, variablesByPath(variables), hits)
  const written = emitYaml(replaced, indentationOf(events))
  return { text: withLineEnding(written, lineEndingOf(text)), hits, warnings: [] }
}

function parse(text: string): readonly YamlEvent[] {
  try {
    return parseYaml(withLineEnding(text, '\n'))
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    const { line, column } = error.mark
    throw new ConfigurationError('unparsable', 'yaml', error.message, { line: line + 1, column: column + 1 })
  }
}

function replaceEvents(
  events: readonly YamlEvent[],
  variables: ReadonlyMap<string, NamedValue>,
  hits: string[]
): readonly YamlEvent[] {
  const paths = createPathFinder(Math.max(0, ...[...variables.keys()].map(name => name.length)))
  const result: YamlEvent[] = []
  // How many collections are open in the one that is being replaced, itself included.
  let skipped = 0
  for (const event of events) {
    const path = paths.next(event)
    const found = path === null || skipped > 0 ? undefined : variables.get(path)
    if (skipped > 0) skipped += nestingOf(event)
    else if (found !== undefined && event.kind === 'scalar') result.push(replaceScalar(event, found.value))
    else if (found !== undefined && isStart(event)) {
      for (const part of readFragment(found.value, event)) result.push(part)
      skipped = 1
    } else {
      result.push(event)
      continue
    }
    if (found !== undefined) hits.push(found.name)
  }
  return result
}

const isStart = (event: YamlEvent): event is CollectionStart =>
  event.kind === 'mapping-start' || event.kind === 'sequence-start'

const nestingOf = (event: YamlEvent): number =>
  isStart(event) ? 1 : event.kind === 'mapping-end' || event.kind === 'sequence-end' ? -1 : 0

/** The scalar with another text in its own style, so that what was quoted stays quoted. */
function replaceScalar(event: ScalarEvent, value: string | null): ScalarEvent {
  if (value === null) return plainNull(event)
  // Only escapes can hold a carriage return; elsewhere a line break is a line break.
  const text = event.style === 'double' ? value : withLineEnding(value, '\n')
  // Nothing at all would be read as null.
  const style = event.style === 'plain' && text === '' ? 'single' : event.style
  return { ...event, value: text, style }
}

const plainNull = ({ anchor, tag }: NodeProperties): ScalarEvent => ({
  kind: 'scalar',
  anchor,
  tag,
  value: 'null',
  style: 'plain',
  comment: null
})

/** The events of a value that is YAML itself. What is none, or not one document, becomes a text in double quotes. */
function readFragment(value: string | null, replaced: CollectionStart): readonly YamlEvent[] {
  if (value === null) return [plainNull({ anchor: replaced.anchor, tag: null })]
  const events = parseFragment(value)
  if (events === null) {
    return [{ kind: 'scalar', anchor: replaced.anchor, tag: null, value, style: 'double', comment: null }]
  }
  const root = rootOf(events)
  return events.map((event, at) => (at === root ? withProperties(event, replaced) : event))
}

const rootOf = (events: readonly YamlEvent[]): number => events.findIndex(event => event.kind !== 'comment')

function parseFragment(value: string): readonly YamlEvent[] | null {
  try {
    const events = parseYaml(withLineEnding(value, '\n'))
    const documents = events.filter(event => event.kind === 'document-start').length
    return documents === 1 ? events.filter(event => !event.kind.startsWith('document-')) : null
  } catch (error) {
    if (error instanceof YamlError) return null
    throw error
  }
}

/** Aliases elsewhere need the anchor. The tag stays with a collection of the same kind that has none of its own. */
function withProperties(event: YamlEvent, replaced: CollectionStart): YamlEvent {
  if (event.kind !== 'scalar' && !isStart(event)) return event
  const tag = event.tag ?? (event.kind === replaced.kind ? replaced.tag : null)
  return { ...event, anchor: event.anchor ?? replaced.anchor, tag }
}
