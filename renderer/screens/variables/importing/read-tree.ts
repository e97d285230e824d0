import { distinctMembers, type JsonNode, parseLenientJson } from '@shared/lenient-json'
import type { ScopeDimension } from '@shared/model/variable-scope'
import { assertNever } from '@shared/result'
import { parseDocument, visit } from 'yaml'
import { type ImportedRow, plainRow } from './import-row'

/** Values by path: names of nested members are joined by `:`, as configuration files of .NET are. */
function flatten(value: unknown, path: string): readonly ImportedRow[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => flatten(item, below(path, String(index))))
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, item]) => flatten(item, below(path, name)))
  return [plainRow(path, value === null || value === undefined ? '' : String(value))]
}

const below = (path: string, name: string): string => (path === '' ? name : `${path}:${name}`)

/** Reads YAML. Everything is text as it is written; what stands for nothing is empty. */
export function readYaml(text: string): readonly ImportedRow[] {
  const document = parseDocument(text, { schema: 'failsafe', uniqueKeys: false })
  const [error] = document.errors
  if (error !== undefined) throw error
  visit(document, {
    Scalar: (key, node) => {
      if (key === 'value' && node.type === 'PLAIN' && /^(~|null)?$/i.test(node.source ?? '')) node.value = ''
    }
  })
  return flatten(document.toJS(), '')
}

/** Reads JSON: an export of Octopus variables, or an object whose members are variables. */
export function readJson(text: string): readonly ImportedRow[] {
  const reading = parseLenientJson(text)
  if (!reading.ok) throw new Error(`${reading.message} in line ${reading.line}, column ${reading.column}`)
  const value = plainOf(reading.value)
  if (isRecord(value) && Array.isArray(value.Variables)) return octopusRows(value.Variables, idNames(value.ScopeValues))
  return flatten(value, '')
}

/** Numbers stay as they are written. */
function plainOf(node: JsonNode): unknown {
  switch (node.kind) {
    case 'object':
      return Object.fromEntries(distinctMembers(node.members).map(({ name, value }) => [name, plainOf(value)]))
    case 'array':
      return node.items.map(plainOf)
    case 'string':
      return node.text
    case 'number':
      return node.raw
    case 'boolean':
      return node.value
    case 'null':
      return null
    default:
      return assertNever(node)
  }
}

type Json = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const octopusDimensions: Readonly<Record<string, ScopeDimension>> = {
  Environment: 'environments',
  Machine: 'targets',
  Role: 'roles',
  TargetRole: 'roles',
  Action: 'actions',
  Channel: 'channels',
  TenantTag: 'tenantTags',
  ProcessOwner: 'processes'
}

/** The names of the ids that scopes hold; an export without them has names there already. */
function idNames(scopeValues: unknown): ReadonlyMap<string, string> {
  if (!isRecord(scopeValues)) return new Map()
  const entries = Object.values(scopeValues).flatMap(list => (Array.isArray(list) ? list : []))
  return new Map(entries.filter(isRecord).map(({ Id, Name }) => [textOf(Id), textOf(Name)]))
}

const octopusRows = (variables: readonly unknown[], names: ReadonlyMap<string, string>): readonly ImportedRow[] =>
  variables.filter(isRecord).map(variable => {
    const isSensitive = variable.IsSensitive === true || variable.Type === 'Sensitive'
    return {
      name: textOf(variable.Name).trim(),
      value: typeof variable.Value === 'string' ? variable.Value : isSensitive ? null : '',
      type: isSensitive ? 'sensitive' : octopusType(textOf(variable.Type)),
      description: textOf(variable.Description),
      scope: octopusScope(variable.Scope, names)
    }
  })

function octopusType(type: string): ImportedRow['type'] {
  if (type.endsWith('Account')) return 'account'
  return type === 'Certificate' ? 'certificate' : 'text'
}

function octopusScope(scope: unknown, names: ReadonlyMap<string, string>): ImportedRow['scope'] {
  if (!isRecord(scope)) return {}
  const found: { [Dimension in ScopeDimension]?: readonly string[] } = {}
  for (const [key, values] of Object.entries(scope)) {
    const dimension = octopusDimensions[key]
    if (dimension === undefined || !Array.isArray(values)) continue
    found[dimension] = [...(found[dimension] ?? []), ...values.map(value => names.get(textOf(value)) ?? textOf(value))]
  }
  return found
}
