import type { LibrarySetId } from '@shared/ids'
import type { ReleaseSnapshot } from '@shared/model/release'
import type { LibrarySetView, Variable, VariableSetView } from '@shared/model/variable-set'
import { expect, test } from 'vitest'
import {
  currentLists,
  diffVariables,
  diffWords,
  frozenLists,
  type RowList
} from '../../../renderer/screens/releases/variable-diff'
import { ids, sensitiveVariable, textVariable } from '../../support/plans'

const test1 = { environments: [ids.environment(1)] }
const lists = (...rows: readonly Variable[]): readonly RowList[] => [{ set: null, rows }]
const noNames = new Map<string, string>()
const diff = (before: readonly RowList[], after: readonly RowList[]) => diffVariables(before, after, noNames)

test('rows are known by name and scope, whatever their order and the case of their names', () => {
  const before = lists(textVariable(1, 'Db', 'a'), textVariable(2, 'Db', 'b', test1))
  const after = lists(textVariable(8, 'db', 'b', test1), textVariable(9, 'DB', 'a'))
  expect(diffWords(diff(before, after))).toBeNull()
})

test('what is added, changed and removed is told with what it was and what it becomes', () => {
  const before = lists(textVariable(1, 'A', 'old'), textVariable(2, 'B', 'gone'))
  const after = lists(textVariable(1, 'A', 'new'), textVariable(3, 'C', ''))
  const found = diff(before, after)
  expect(diffWords(found)).toBe('1 variable added, 1 changed and 1 removed')
  expect(found.changes.map(({ kind, name, before: old, after: now }) => [kind, name, old?.kind, now?.kind])).toEqual([
    ['changed', 'A', 'text', 'text'],
    ['removed', 'B', 'text', undefined],
    ['added', 'C', undefined, 'note']
  ])
})

test('another scope is another row', () => {
  const found = diff(lists(textVariable(1, 'A', 'x')), lists(textVariable(1, 'A', 'x', test1)))
  expect(found.changes.map(({ kind }) => kind).sort()).toEqual(['added', 'removed'])
})

test('secrets on both sides are counted and not compared; one that becomes readable is a change', () => {
  expect(
    diff(
      lists(sensitiveVariable(1, 'P')),
      lists({ type: 'sensitive', id: ids.variable(1), name: 'P', secret: ids.secret(9) })
    )
  ).toEqual({
    changes: [],
    secrets: 1,
    isReordered: false
  })
  expect(diffWords(diff(lists(sensitiveVariable(1, 'P')), lists(textVariable(1, 'P', 'x'))))).toBe('1 variable changed')
})

test('a prompt that is new is a change of its row', () => {
  const prompt = { label: '', description: '', isRequired: true, control: { kind: 'single-line' } } as const
  const found = diff(lists(textVariable(1, 'A', 'x')), lists({ ...textVariable(1, 'A', 'x'), prompt }))
  expect(found.changes.map(({ kind, also }) => [kind, also])).toEqual([['changed', ['prompt']]])
})

test('library sets are compared as included, and their order counts', () => {
  const set = (n: number, name: string, ...variables: readonly Variable[]) => ({
    id: `library-000000000${n}` as LibrarySetId,
    name,
    variables
  })
  const [one, two] = [set(1, 'One', textVariable(1, 'A', 'x')), set(2, 'Two', textVariable(2, 'B', 'y'))]
  const snapshot = { variables: [], librarySets: [one, two] } as unknown as ReleaseSnapshot
  const current = { variables: [], includes: [two.id, one.id] } as unknown as VariableSetView
  const found = diff(frozenLists(snapshot), currentLists(current, [one, two] as unknown as readonly LibrarySetView[]))
  expect(diffWords(found)).toBe('library sets in another order')
})
