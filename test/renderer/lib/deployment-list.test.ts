import { expect, test } from 'vitest'
import { listAfter, upsertSummary } from '../../../renderer/lib/deployment-list'
import { aSummary, environmentIdOf, projectIdOf } from '../../support/catalogue'

test('a new deployment goes in front and pushes the oldest out of a full list', () => {
  expect(upsertSummary([aSummary(2), aSummary(1)], aSummary(3), { limit: 2 })).toEqual([aSummary(3), aSummary(2)])
})

test('what is listed keeps its order, also where the clock was set back in between', () => {
  const list = [aSummary(2), aSummary(9), aSummary(1)]
  expect(upsertSummary(list, aSummary(3), {})).toEqual([aSummary(3), ...list])
})

test('a known deployment changes in its place', () => {
  const done = aSummary(1, { state: 'finished', outcome: 'failed' })
  expect(upsertSummary([aSummary(2), aSummary(1)], done, {})).toEqual([aSummary(2), done])
})

test('a deployment that the filter leaves out stays out', () => {
  const list = [aSummary(1)]
  const other = aSummary(2, { projectId: projectIdOf(2), environmentId: environmentIdOf(2) })
  expect(upsertSummary(list, other, { projectId: projectIdOf(1) })).toBe(list)
  expect(upsertSummary(list, other, { environmentId: environmentIdOf(1) })).toBe(list)
})

test('one that no longer matches goes, and a later page takes nothing new in', () => {
  const list = [aSummary(2), aSummary(1)]
  const done = aSummary(1, { state: 'finished', outcome: 'failed' })
  expect(upsertSummary(list, done, { states: ['running'] })).toEqual([aSummary(2)])
  expect(upsertSummary(list, aSummary(3), { skip: 50 })).toBe(list)
})

test('a full list that loses one is to be read again, because another may take its place', () => {
  const list = [aSummary(2), aSummary(1)]
  const done = aSummary(1, { state: 'finished', outcome: 'failed' })
  expect(listAfter(list, done, { states: ['running'], limit: 2 })).toBeNull()
  expect(listAfter(list, done, { states: ['running'], limit: 3 })).toEqual([aSummary(2)])
  expect(listAfter(list, done, { limit: 2 })).toEqual([aSummary(2), done])
})

test('where one that is queued belongs is asked for when the clock says that others came later', () => {
  const list = [aSummary(3), aSummary(2)]
  const late = aSummary(1, { state: 'queued' })
  expect([listAfter(list, late, { limit: 2 }), listAfter(list, late, {})]).toEqual([null, null])
  expect(listAfter(list, aSummary(4, { state: 'queued' }), {})?.length).toBe(3)
  expect(listAfter(list, aSummary(1, { state: 'running' }), { limit: 2 })).toEqual(list)
  expect(listAfter(list, late, { skip: 50 })).toBe(list)
  expect(listAfter(list, late, { states: ['running'] })).toBe(list)
})
