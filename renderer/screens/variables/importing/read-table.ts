import type { ScopeDimension } from '@shared/model/variable-scope'
import type { VariableType } from '@shared/model/variable-set'
import Papa from 'papaparse'
import type { ImportedRow } from './import-row'

type Field = 'name' | 'value' | 'type' | 'sensitive' | 'description' | ScopeDimension

/** What columns may be called, without spaces and in small letters. */
const synonyms: Readonly<Record<string, Field>> = {
  name: 'name',
  variable: 'name',
  key: 'name',
  value: 'value',
  type: 'type',
  sensitive: 'sensitive',
  issensitive: 'sensitive',
  secret: 'sensitive',
  description: 'description',
  notes: 'description',
  comment: 'description',
  environment: 'environments',
  environments: 'environments',
  env: 'environments',
  target: 'targets',
  targets: 'targets',
  machine: 'targets',
  machines: 'targets',
  role: 'roles',
  roles: 'roles',
  targettag: 'roles',
  step: 'actions',
  steps: 'actions',
  action: 'actions',
  actions: 'actions',
  tenanttag: 'tenantTags',
  tenanttags: 'tenantTags'
}

const fieldOf = (heading: string): Field | undefined => synonyms[heading.toLowerCase().replaceAll(/[\s_-]/g, '')]

const scopeFields: readonly ScopeDimension[] = ['environments', 'targets', 'roles', 'actions', 'tenantTags']

/** Reads a table from a spreadsheet. Without a line of headings the columns are name, value and environment. */
export function readTable(text: string): readonly ImportedRow[] {
  const { data } = Papa.parse<readonly string[]>(text.replace(/^\uFEFF/, ''), {
    skipEmptyLines: 'greedy',
    delimiter: text.includes('\t') ? '\t' : '',
    delimitersToGuess: [',', ';', '|']
  })
  const [first = [], ...rest] = data
  const headings = first.map(fieldOf)
  const hasHeadings = headings.includes('name')
  const fields: readonly (Field | undefined)[] = hasHeadings ? headings : ['name', 'value', 'environments']
  return (hasHeadings ? rest : data).map(cells => rowOf(cells, fields))
}

/** Whether a first line names columns. */
export const hasHeadings = (line: string): boolean => {
  const cells = line.split(/[\t,;|]/).map(cell => fieldOf(cell.trim().replaceAll('"', '')))
  return cells.length > 1 && cells.includes('name') && cells.filter(cell => cell !== undefined).length > 1
}

function rowOf(cells: readonly string[], fields: readonly (Field | undefined)[]): ImportedRow {
  const at = (field: Field): string | undefined => {
    const index = fields.indexOf(field)
    return index < 0 ? undefined : cells[index]
  }
  const type = typeOf(at('type'), at('sensitive'))
  const value = at('value') ?? ''
  const scope = scopeFields.flatMap(field => {
    const cell = at(field)?.trim() ?? ''
    return cell === '' ? [] : [[field, [cell]] as const]
  })
  return {
    name: at('name')?.trim() ?? '',
    // Nobody copies secrets into tables; an empty cell says that the stored one is meant.
    value: type === 'sensitive' && value === '' ? null : value,
    type,
    description: at('description')?.trim() ?? '',
    scope: Object.fromEntries(scope)
  }
}

const types: Readonly<Record<string, VariableType>> = {
  text: 'text',
  string: 'text',
  sensitive: 'sensitive',
  secret: 'sensitive',
  password: 'sensitive',
  account: 'account',
  certificate: 'certificate'
}

function typeOf(type: string | undefined, sensitive: string | undefined): VariableType | null {
  if (/^(true|yes|y|1|x)$/i.test(sensitive?.trim() ?? '')) return 'sensitive'
  return types[type?.trim().toLowerCase() ?? ''] ?? null
}
