import { distinctMembers, type JsonNode, parseLenientJson } from '@shared/lenient-json'
import { ConfigurationError, type ConfigurationVariables, type Replacement } from './errors'
import { writeJson } from './json-write'
import { lineEndingOf, withLineEnding } from './text-encoding'
import { type NamedValue, variablesByPath } from './variable-names'

/**
 * Puts variables into the JSON values that their names are paths to, and writes the document anew. What is there
 * decides what a value may become: numbers and booleans stay so when the text allows it, and only objects and arrays
 * take JSON.
 */
export function replaceInJson(text: string, variables: ConfigurationVariables): Replacement {
  // An empty file counts as one that has no settings yet.
  const document: JsonNode = text === '' ? { kind: 'object', members: [] } : ownNodes(parse(text))
  const targets = findTargets(document, variablesByPath(variables))
  const hits: string[] = []
  const warnings: string[] = []
  const values = new Map<JsonNode, JsonNode>()
  for (const [node, { name, value }] of targets) {
    const changed = replaceNode(node, value)
    if (changed === null) {
      warnings.push(`The value of the variable '${name}' is not valid JSON. What it was to replace stays as it is.`)
      continue
    }
    hits.push(name)
    values.set(node, changed)
  }
  const written = writeJson(values.size === 0 ? document : rebuild(document, values))
  return { text: withLineEnding(written, lineEndingOf(text)), hits, warnings }
}

function parse(text: string): JsonNode {
  const reading = parseLenientJson(text)
  if (reading.ok) return reading.value
  throw new ConfigurationError('unparsable', 'json', reading.message, reading)
}

/** The same values, each an object of its own, since they are told apart by identity; and each name once. */
function ownNodes(node: JsonNode): JsonNode {
  if (node.kind === 'array') return { kind: 'array', items: node.items.map(ownNodes) }
  if (node.kind !== 'object') return { ...node }
  const members = distinctMembers(node.members).map(({ name, value }) => ({ name, value: ownNodes(value) }))
  return { kind: 'object', members }
}

/** The values that variables name. Where two are reached by one path, in another case or through a colon, the last counts. */
function findTargets(
  document: JsonNode,
  variables: ReadonlyMap<string, NamedValue>
): ReadonlyMap<JsonNode, NamedValue> {
  const longest = Math.max(0, ...[...variables.keys()].map(name => name.length))
  const byPath = new Map<string, JsonNode>()
  const visit = (node: JsonNode, prefix: string): void => {
    const note = (part: string, value: JsonNode) => {
      const path = prefix + part.toLowerCase()
      if (path.length > longest) return
      if (variables.has(path)) byPath.set(path, value)
      visit(value, `${path}:`)
    }
    if (node.kind === 'object') for (const { name, value } of node.members) note(name, value)
    if (node.kind === 'array') for (const [at, item] of node.items.entries()) note(String(at), item)
  }
  visit(document, '')
  const targets = new Map<JsonNode, NamedValue>()
  for (const [path, variable] of variables) {
    const node = byPath.get(path)
    if (node !== undefined) targets.set(node, variable)
  }
  return targets
}

/** What a value becomes. Null when it is an object or array and the text is no JSON. */
function replaceNode(node: JsonNode, value: string | null): JsonNode | null {
  if (value === null) return { kind: 'null' }
  switch (node.kind) {
    case 'object':
    case 'array': {
      const reading = parseLenientJson(value)
      return reading.ok ? reading.value : null
    }
    case 'number':
      return numberOf(value) ?? { kind: 'string', text: value }
    case 'boolean': {
      const word = value.trim().toLowerCase()
      return word === 'true' || word === 'false'
        ? { kind: 'boolean', value: word === 'true' }
        : { kind: 'string', text: value }
    }
    default:
      return { kind: 'string', text: value }
  }
}

const numberForm = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/
const [least, most] = [-(2n ** 63n), 2n ** 63n - 1n]

/** A number as people write it; an integer that 64 bits cannot hold is a double. */
function numberOf(value: string): JsonNode | null {
  const text = value.trim()
  if (!numberForm.test(text) || !Number.isFinite(Number(text))) return null
  if (!/^[-+]?\d+$/.test(text)) return { kind: 'number', raw: text }
  const integer = BigInt(text.replace('+', ''))
  // With an exponent the writer takes it for a double.
  return { kind: 'number', raw: integer >= least && integer <= most ? String(integer) : `${integer}e0` }
}

/** The document with other values in place of some. What is in a replaced value is gone with it. */
function rebuild(node: JsonNode, values: ReadonlyMap<JsonNode, JsonNode>): JsonNode {
  const changed = values.get(node)
  if (changed !== undefined) return changed
  if (node.kind === 'array') return { kind: 'array', items: node.items.map(item => rebuild(item, values)) }
  if (node.kind !== 'object') return node
  const members = node.members.map(({ name, value }) => ({ name, value: rebuild(value, values) }))
  return { kind: 'object', members }
}
