import { type ScopeDimension, sameScope, scopeDimensions, type VariableScope } from '@shared/model/variable-scope'
import type { VariableType } from '@shared/model/variable-set'
import { nameKey } from '@shared/variables/rows'
import { dimensionWords } from '@shared/variables/scope-words'
import type { DraftCommand } from '../draft/draft'
import type { DraftRow, RowContent, RowKey } from '../draft/draft-row'
import type { ScopeOption } from '../grid/scope-options'
import type { ImportedRow } from './import-row'
import { looksLikeSecret } from './secret-look'

/** What an import does with one row of the text. */
export interface PlannedRow {
  readonly name: string
  readonly outcome: 'add' | 'change' | 'same' | 'skip'
  /** Why it is left out, or what to look after. */
  readonly notes: readonly string[]
  readonly content: RowContent
  /** The row that is changed. */
  readonly key: RowKey | null
  /** Readable in the text, and looks like a secret: it is stored as one unless the person says otherwise. */
  readonly isProposedSecret: boolean
}

/** What the workspace has that rows can refer to by name. */
export interface ImportWorld {
  readonly options: readonly ScopeOption[]
  readonly accounts: readonly { readonly id: string; readonly name: string }[]
  readonly certificates: readonly { readonly id: string; readonly name: string }[]
  readonly isLibrary: boolean
}

/** Holds a text's rows against the draft: what is new, what changes, and what cannot be taken over. */
export function planImport(
  imported: readonly ImportedRow[],
  rows: readonly DraftRow[],
  world: ImportWorld
): readonly PlannedRow[] {
  const byName = new Map<string, DraftRow[]>()
  for (const row of rows) byName.set(nameKey(row.name), [...(byName.get(nameKey(row.name)) ?? []), row])
  const seen = new Map<string, VariableScope[]>()
  return imported.map(row => {
    const { scope, problems } = resolveScope(row, world)
    const reference = resolveReference(row, world)
    const refusal = [...nameProblems(row.name), ...problems, ...reference.problems]
    const before = seen.get(nameKey(row.name)) ?? []
    if (before.some(other => sameScope(other, scope))) refusal.push('the same name and scope stands further up')
    seen.set(nameKey(row.name), [...before, scope])
    const existing = byName.get(nameKey(row.name))?.find(other => sameScope(other.scope, scope))
    return planned(row, scope, reference.value, refusal, existing)
  })
}

function planned(
  row: ImportedRow,
  scope: VariableScope,
  value: string | null,
  refusal: readonly string[],
  existing: DraftRow | undefined
): PlannedRow {
  const isProposedSecret =
    (row.type === null || row.type === 'text') &&
    existing?.type !== 'sensitive' &&
    looksLikeSecret(row.name, value ?? '')
  const type: VariableType = existing?.type === 'sensitive' && row.type === null ? 'sensitive' : (row.type ?? 'text')
  const content: RowContent = { name: row.name, type, value, scope, description: row.description, prompt: null }
  const common = { name: row.name, content, key: existing?.key ?? null, isProposedSecret }
  if (refusal.length > 0) return { ...common, outcome: 'skip', notes: refusal, isProposedSecret: false }
  if (existing === undefined) {
    const notes =
      type === 'sensitive' && value === null ? ['the secret is not in the text: type it after the import'] : []
    return { ...common, outcome: 'add', notes }
  }
  const isSame =
    existing.type === type &&
    (value === null || existing.value === value) &&
    (row.description === '' || existing.description === row.description)
  return { ...common, outcome: isSame ? 'same' : 'change', notes: [] }
}

function nameProblems(name: string): string[] {
  if (name === '') return ['has no name']
  if (name.length > 300) return ['the name is longer than 300 characters']
  return /[#{}\r\n]/.test(name) ? ['the name must not contain #, braces or line breaks'] : []
}

interface Resolved {
  readonly scope: VariableScope
  readonly problems: readonly string[]
}

function resolveScope(row: ImportedRow, world: ImportWorld): Resolved {
  const scope: { [Dimension in ScopeDimension]?: readonly string[] } = {}
  const problems: string[] = []
  for (const dimension of scopeDimensions)
    for (const written of row.scope[dimension] ?? []) {
      const found = resolveNames(dimension, written, world)
      scope[dimension] = [...(scope[dimension] ?? []), ...found.values]
      problems.push(...found.problems)
    }
  return { scope: scope as VariableScope, problems }
}

/** A cell is one name where there is one that is called that, and a list otherwise. */
function resolveNames(dimension: ScopeDimension, written: string, { options, isLibrary }: ImportWorld) {
  const known = options.filter(option => option.dimension === dimension)
  const idOf = (name: string) =>
    known.find(({ label, value }) => nameKey(label) === nameKey(name) || value === name)?.value
  const whole = idOf(written.trim())
  if (whole !== undefined) return { values: [whole], problems: [] }
  const names = written
    .split(/[,;|\n]/)
    .map(name => name.trim())
    .filter(Boolean)
  if (dimension === 'roles') return { values: names, problems: [] }
  if (dimension === 'tenantTags') return { values: names.filter(name => name.includes('/')), problems: [] }
  if (isLibrary && dimension === 'actions') return { values: [], problems: ['library sets know no steps'] }
  const values = names.flatMap(name => idOf(name) ?? [])
  const problems = names
    .filter(name => idOf(name) === undefined)
    .map(name => `no ${dimensionWords[dimension]} named “${name}”`)
  return { values, problems }
}

function resolveReference(row: ImportedRow, { accounts, certificates }: ImportWorld) {
  const fine = { value: row.value, problems: [] as readonly string[] }
  if (row.type !== 'account' && row.type !== 'certificate') return fine
  const list = row.type === 'account' ? accounts : certificates
  const found = list.find(({ id, name }) => id === row.value || nameKey(name) === nameKey(row.value ?? ''))
  if (found !== undefined) return { value: found.id, problems: [] }
  return { value: '', problems: [`no ${row.type} named “${row.value ?? ''}”`] }
}

/** The one command that takes over a plan. `secrets` are the proposed ones that the person agrees with. */
export function importCommand(plan: readonly PlannedRow[], secrets: ReadonlySet<PlannedRow>): DraftCommand {
  const contentOf = (row: PlannedRow): RowContent =>
    secrets.has(row) ? { ...row.content, type: 'sensitive' } : row.content
  return {
    kind: 'merge',
    changes: plan.flatMap(row =>
      row.outcome === 'change' && row.key !== null ? [{ key: row.key, change: changeOf(contentOf(row)) }] : []
    ),
    added: plan
      .filter(({ outcome }) => outcome === 'add')
      .map(row => ({ ...contentOf(row), value: row.content.value ?? '' }))
  }
}

/** What the text does not say stays as it is. */
function changeOf({ type, value, description }: RowContent): Partial<RowContent> {
  return { type, ...(value === null ? {} : { value }), ...(description === '' ? {} : { description }) }
}
