import { type JsonNode, jsonDepthLimit, parseLenientJson } from '../../lenient-json'
import { type ImportedFile, type ImportedValue, lastOfEach } from './imported'

/**
 * Nested values as names joined with `:`, as .NET and Octopus name them: `{"Db":{"Ports":[1]}}` is `Db:Ports:0`. Empty
 * objects and lists are kept as `{}` and `[]`, null is an empty text. A name that occurs again keeps its last value.
 */
export const flatten = (value: unknown): readonly ImportedValue[] => lastOfEach(leaves(nodeOf(value), []))

/** The same for JSON text, whose numbers stay as they are written. */
export function flattenJson(text: string): ImportedFile {
  const reading = parseLenientJson(text.replace(/^\uFEFF/, ''))
  if (!reading.ok) return { values: [], problems: [{ line: reading.line, message: reading.message }] }
  if (reading.value.kind !== 'object' && reading.value.kind !== 'array')
    return { values: [], problems: [{ line: 1, message: 'is neither an object nor a list' }] }
  return { values: lastOfEach(leaves(reading.value, [])), problems: [] }
}

function leaves(node: JsonNode, path: readonly string[]): readonly ImportedValue[] {
  const inner: readonly (readonly [string, JsonNode])[] =
    node.kind === 'object'
      ? node.members.map(({ name, value }) => [name, value])
      : node.kind === 'array'
        ? node.items.map((value, index) => [String(index), value])
        : []
  if (inner.length > 0) return inner.flatMap(([name, value]) => leaves(value, [...path, name]))
  return path.length === 0 ? [] : [{ name: path.join(':'), value: textOf(node) }]
}

function textOf(node: JsonNode): string {
  switch (node.kind) {
    case 'object':
      return '{}'
    case 'array':
      return '[]'
    case 'string':
      return node.text
    case 'number':
      return node.raw
    case 'boolean':
      return String(node.value)
    case 'null':
      return ''
  }
}

/** Values of other readers, such as that of YAML, whose anchors can make a value contain itself. */
function nodeOf(value: unknown, depth = 0): JsonNode {
  if (value === null || value === undefined || depth > jsonDepthLimit) return { kind: 'null' }
  if (typeof value === 'boolean') return { kind: 'boolean', value }
  if (typeof value === 'number' || typeof value === 'bigint') return { kind: 'number', raw: String(value) }
  if (value instanceof Date) return { kind: 'string', text: value.toISOString() }
  if (Array.isArray(value)) return { kind: 'array', items: value.map(item => nodeOf(item, depth + 1)) }
  if (typeof value !== 'object') return { kind: 'string', text: String(value) }
  const entries = value instanceof Map ? [...value] : Object.entries(value)
  return {
    kind: 'object',
    members: entries.map(([name, item]) => ({ name: String(name), value: nodeOf(item, depth + 1) }))
  }
}
