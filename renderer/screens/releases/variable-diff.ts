import type { ReleaseSnapshot } from '@shared/model/release'
import { normalScope, type VariableScope } from '@shared/model/variable-scope'
import {
  type LibrarySetView,
  scopeOf,
  type Variable,
  type VariableSetView,
  type VariableView
} from '@shared/model/variable-set'
import { countOf, listOf } from '@shared/plan/words'
import type { ValueLook } from '@shared/variables/explain-words'
import { type ReferenceNames, rowLook } from '../../components/explain/row-look'

type Row = Variable | VariableView

/** Rows of one list: the project's, or those of a library set. */
export interface RowList {
  /** Null for the project. */
  readonly set: string | null
  readonly rows: readonly Row[]
}

/** One row that would be another. */
export interface RowChange {
  readonly kind: 'added' | 'removed' | 'changed'
  /** The library set it is in; null for the project. */
  readonly set: string | null
  readonly name: string
  readonly scope: VariableScope
  readonly before: ValueLook | null
  readonly after: ValueLook | null
  /** What else changed: `prompt`, `description`. */
  readonly also: readonly string[]
}

export interface VariableDiff {
  readonly changes: readonly RowChange[]
  /** Secrets on both sides. The window is told that they are there, never whether one was replaced. */
  readonly secrets: number
  /** Whether library sets are included in another order, which may decide between equals. */
  readonly isReordered: boolean
}

/** What a release froze, by list. */
export const frozenLists = ({ variables, librarySets = [] }: ReleaseSnapshot): readonly RowList[] => [
  { set: null, rows: variables },
  ...librarySets.map(({ name, variables: rows }) => ({ set: name, rows }))
]

/** What a release would freeze now, by list. */
export function currentLists(set: VariableSetView, library: readonly LibrarySetView[]): readonly RowList[] {
  const byId = new Map(library.map(item => [item.id, item]))
  return [
    { set: null, rows: set.variables },
    ...set.includes.flatMap(id => {
      const found = byId.get(id)
      return found ? [{ set: found.name, rows: found.variables }] : []
    })
  ]
}

/** What changes when what was frozen is taken anew, row by row: a row is known by its list, its name and its scope. */
export function diffVariables(
  before: readonly RowList[],
  after: readonly RowList[],
  names: ReferenceNames
): VariableDiff {
  const [old, now] = [byKey(before), byKey(after)]
  const changes: RowChange[] = []
  let secrets = 0
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const [olds, nows] = [old.get(key) ?? [], now.get(key) ?? []]
    for (let at = 0; at < Math.max(olds.length, nows.length); at++) {
      const [left, right] = [olds[at], nows[at]]
      if (left?.row.type === 'sensitive' && right?.row.type === 'sensitive') secrets += 1
      const change = changeOf(left, right, names)
      if (change) changes.push(change)
    }
  }
  return { changes, secrets, isReordered: isReordered(before, after) }
}

interface Placed {
  readonly set: string | null
  readonly row: Row
}

function byKey(lists: readonly RowList[]): ReadonlyMap<string, readonly Placed[]> {
  const found = new Map<string, Placed[]>()
  for (const { set, rows } of lists)
    for (const row of rows) {
      const key = JSON.stringify([set, row.name.toLowerCase(), normalScope(scopeOf(row))])
      found.set(key, [...(found.get(key) ?? []), { set, row }])
    }
  return found
}

function changeOf(before: Placed | undefined, after: Placed | undefined, names: ReferenceNames): RowChange | null {
  const placed = after ?? before
  if (placed === undefined) return null
  const common = {
    set: placed.set,
    name: placed.row.name,
    scope: scopeOf(placed.row),
    before: before ? rowLook(before.row, names) : null,
    after: after ? rowLook(after.row, names) : null
  }
  if (before === undefined) return { kind: 'added', ...common, also: [] }
  if (after === undefined) return { kind: 'removed', ...common, also: [] }
  const also = [
    ...(JSON.stringify(before.row.prompt) === JSON.stringify(after.row.prompt) ? [] : ['prompt']),
    ...((before.row.description ?? '') === (after.row.description ?? '') ? [] : ['description'])
  ]
  const isSame = content(before.row) === content(after.row)
  return isSame && also.length === 0 ? null : { kind: 'changed', ...common, also }
}

/** What tells two rows of one name and scope apart, as far as the window knows. */
function content(row: Row): string {
  switch (row.type) {
    case 'text':
      return JSON.stringify(['text', row.value])
    case 'sensitive':
      return 'sensitive'
    case 'account':
      return row.accountId
    case 'certificate':
      return row.certificateId
  }
}

const setNames = (lists: readonly RowList[]): readonly string[] => lists.flatMap(({ set }) => set ?? [])

function isReordered(before: readonly RowList[], after: readonly RowList[]): boolean {
  const [old, now] = [setNames(before), setNames(after)]
  const common = (list: readonly string[], other: readonly string[]) =>
    list.filter(name => other.includes(name)).join('\n')
  return common(old, now) !== common(now, old)
}

/** `2 variables added, 1 changed and 1 removed`; null when nothing is. */
export function diffWords({ changes, isReordered: isOtherOrder }: VariableDiff): string | null {
  const count = (kind: RowChange['kind']) => changes.filter(change => change.kind === kind).length
  const parts = (['added', 'changed', 'removed'] as const)
    .flatMap(kind => (count(kind) === 0 ? [] : [{ kind, count: count(kind) }]))
    .map(({ kind, count: many }, index) => (index === 0 ? `${countOf(many, 'variable')} ${kind}` : `${many} ${kind}`))
  const all = [...parts, ...(isOtherOrder ? ['library sets in another order'] : [])]
  return all.length === 0 ? null : listOf(all)
}
