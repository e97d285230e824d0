import type { ReleaseSnapshot } from '../model/release'
import type { Variable, VariablePrompt } from '../model/variable-set'
import { scopeOf } from '../model/variable-set'
import type { Origin } from '../variables/contest'
import { type Labels, originWords, scopeWords } from '../variables/scope-words'
import type { FieldDifference, VariableDifference, VariableText } from './comparison'
import type { ComparisonNames } from './names'
import { toldApart } from './names'

type Frozen = Pick<ReleaseSnapshot, 'variables' | 'librarySets'>

interface Row {
  readonly row: Variable
  /** Where it is written: in the project, or in a library set. */
  readonly origin: Origin
}

/** What ids in rows are called. */
export interface RowNames {
  readonly names: ComparisonNames
  readonly labels: Labels
}

/** Row by row what differs between two releases, as they are written: a row is the same by its id. */
export function compareRows(before: Frozen, after: Frozen, around: RowNames): readonly VariableDifference[] {
  const [was, is] = [rowsOf(before), rowsOf(after)]
  const ids = new Set([...is.keys(), ...was.keys()])
  const rows = [...ids].flatMap(id => rowDifference(was.get(id), is.get(id), around) ?? [])
  return [...rows.sort(byName), ...setOrder(before, after)]
}

/** For people: names without case, and everywhere before anywhere in particular. */
const byName = (a: VariableDifference, b: VariableDifference): number =>
  compare(a.name.toLowerCase(), b.name.toLowerCase()) || compare(a.scope, b.scope)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function rowsOf({ variables, librarySets = [] }: Frozen): ReadonlyMap<string, Row> {
  const own = variables.map((row): Row => ({ row, origin: { kind: 'project' } }))
  const others = librarySets.flatMap(({ id, name, variables: rows }, position) =>
    rows.map((row): Row => ({ row, origin: { kind: 'library', id, name, position } }))
  )
  return new Map([...own, ...others].map(item => [`${listOfOrigin(item.origin)} ${item.row.id}`, item]))
}

/** Rows are known within their list. */
const listOfOrigin = (origin: Origin): string => (origin.kind === 'library' ? origin.id : 'project')

function rowDifference(
  before: Row | undefined,
  after: Row | undefined,
  { names, labels }: RowNames
): VariableDifference | null {
  const shown = after ?? before
  if (shown === undefined) return null
  const scope = scopeWords(scopeOf(shown.row), labels)
  const [old, now] = valuesOf(before?.row, after?.row, names)
  const fields = before && after ? rowFields(before.row, after.row, labels) : []
  const isSame = before && after && holds(before.row) === holds(after.row)
  if (isSame && fields.length === 0) return null
  return {
    name: shown.row.name,
    kind: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
    before: old,
    after: now,
    scope: scope === 'everywhere' ? '' : scope,
    origin: originWords(shown.origin),
    fields,
    variableId: shown.row.id
  }
}

/** What tells the values of two rows apart. */
function holds(row: Variable): string {
  switch (row.type) {
    case 'text':
      return `text ${row.value}`
    case 'sensitive':
      return `secret ${row.secret}`
    case 'account':
      return row.accountId
    case 'certificate':
      return row.certificateId
  }
}

function valuesOf(
  before: Variable | undefined,
  after: Variable | undefined,
  names: ComparisonNames
): readonly [VariableText | null, VariableText | null] {
  const [old, now] = [referenceIn(before, names), referenceIn(after, names)]
  if (old === null || now === null) return [shownValue(before, names), shownValue(after, names)]
  const [was, is] = toldApart(old, now)
  return [
    { kind: 'text', text: was },
    { kind: 'text', text: is }
  ]
}

function referenceIn(row: Variable | undefined, names: ComparisonNames) {
  if (row?.type !== 'account' && row?.type !== 'certificate') return null
  const id = row.type === 'account' ? row.accountId : row.certificateId
  return { id, name: `${row.type} “${names.reference(id)}”` }
}

function shownValue(row: Variable | undefined, names: ComparisonNames): VariableText | null {
  if (row === undefined) return null
  if (row.type === 'sensitive') return { kind: 'secret' }
  return { kind: 'text', text: row.type === 'text' ? row.value : (referenceIn(row, names)?.name ?? '') }
}

/** What else a row says, besides its value. */
function rowFields(before: Variable, after: Variable, labels: Labels): readonly FieldDifference[] {
  const told = (row: Variable): readonly (readonly [field: string, text: string | null])[] => [
    ['name', row.name],
    ['type', row.type],
    ['scope', scopeWords(scopeOf(row), labels)],
    ['description', row.description ?? null],
    ['prompt', row.prompt === undefined ? null : promptWords(row.prompt)]
  ]
  const was = new Map(told(before))
  return told(after).flatMap(([field, text]) => {
    const old = was.get(field) ?? null
    return old === text ? [] : [{ field, before: old, after: text }]
  })
}

/** A prompt in one line; whatever differs in it is told. */
function promptWords({ label, description, isRequired, control }: VariablePrompt): string {
  const options =
    control.kind === 'select' ? `: ${control.options.map(({ label: of, value }) => `${of} = ${value}`).join(', ')}` : ''
  return [
    ...(label === '' ? [] : [`“${label}”`]),
    ...(description === '' ? [] : [description]),
    isRequired ? 'required' : 'optional',
    `${control.kind.replace('-', ' ')}${options}`
  ].join(' · ')
}

/** A set that is included later wins over those before it, so that their order counts. */
function setOrder(before: Frozen, after: Frozen): readonly VariableDifference[] {
  const [old, now] = [before.librarySets ?? [], after.librarySets ?? []]
  const stayed = (of: typeof old, other: typeof old) => of.filter(({ id }) => other.some(item => item.id === id))
  const [was, is] = [stayed(old, now), stayed(now, old)]
  if (was.every(({ id }, index) => id === is[index]?.id)) return []
  const words = (sets: typeof old) => sets.map(({ name }) => name).join(', ')
  return [
    {
      name: 'Order of library sets',
      kind: 'changed',
      before: { kind: 'text', text: words(was) },
      after: { kind: 'text', text: words(is) },
      scope: '',
      origin: null,
      fields: [],
      variableId: null
    }
  ]
}
