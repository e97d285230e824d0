import type { PreviewedVariable } from '@shared/variables/explain'
import { expect, test } from 'vitest'
import { filtered, inOrder, moveInList } from '../../../renderer/components/explain/variable-rows'

const variable = (name: string, text: string, changes: Partial<PreviewedVariable> = {}): PreviewedVariable => ({
  name,
  value: { text, holdsSecret: false },
  origin: { kind: 'project' },
  isTied: false,
  ...changes
})

const names = (variables: readonly PreviewedVariable[]) => variables.map(({ name }) => name)

test('what people wrote comes before what Slipway says, both by name', () => {
  const system = variable('Octopus.Action.Id', 'x', { origin: { kind: 'system' } })
  expect(names(inOrder([system, variable('b10', ''), variable('B2', ''), variable('a', '')]))).toEqual([
    'a',
    'B2',
    'b10',
    'Octopus.Action.Id'
  ])
})

test('the filter looks for every word in names and values, and never into secrets', () => {
  const all = [
    variable('Db.Host', 'db-1.internal'),
    variable('Db.Port', '5432'),
    variable('Db.Password', '••••••', { value: { text: '••••••', holdsSecret: true } })
  ]
  expect(names(filtered(all, ''))).toHaveLength(3)
  expect(names(filtered(all, 'DB internal'))).toEqual(['Db.Host'])
  expect(names(filtered(all, '••'))).toEqual([])
})

test('keys move within the list and stop at its ends', () => {
  expect(moveInList('ArrowDown', 1, 3, 8)).toBe(2)
  expect(moveInList('ArrowDown', 2, 3, 8)).toBe(2)
  expect(moveInList('PageUp', 9, 20, 8)).toBe(1)
  expect(moveInList('End', 0, 20, 8)).toBe(19)
  expect(moveInList('a', 0, 20, 8)).toBeNull()
})
