import type { ProjectId } from '@shared/ids'
import { expect, test } from 'vitest'
import { byDay } from '../../../renderer/screens/audit/entry-looks'
import { everything, type FilterState, toFilter } from '../../../renderer/screens/audit/filter-state'
import { aChain } from '../../support/audit'

const now = new Date(2026, 2, 31, 15, 30).getTime()
const day = (month: number, date: number) => new Date(2026, month - 1, date).getTime()
const filterOf = (changes: Partial<FilterState>) => toFilter({ ...everything, ...changes }, now)

test('an untouched filter bar lets everything through', () => {
  expect(filterOf({})).toEqual({})
  expect(filterOf({ text: '  ' })).toEqual({})
})

test('what is chosen narrows by project, person and text', () => {
  const projectId = 'project-0000000001' as ProjectId
  expect(filterOf({ projectId, user: 'ada', text: ' key ' })).toEqual({ projectId, user: 'ada', text: 'key' })
})

test('periods begin at midnight of this workstation, and a last day counts to its end', () => {
  expect(filterOf({ period: 'today' })).toEqual({ from: day(3, 31) })
  expect(filterOf({ period: 'week' })).toEqual({ from: day(3, 25) })
  expect(filterOf({ period: 'month' })).toEqual({ from: day(3, 2) })
  const days = { period: 'days', from: '2026-03-01', to: '2026-03-02' } as const
  expect(filterOf(days)).toEqual({ from: day(3, 1), to: day(3, 3) })
  expect(filterOf({ ...days, from: '' })).toEqual({ to: day(3, 3) })
  // Days that are left over from before count only while days are chosen.
  expect(filterOf({ ...days, period: 'all' })).toEqual({})
})

test('entries stand under the day on which they were made', () => {
  const moments = [now, day(3, 31), day(3, 31) - 1, day(3, 2)]
  const entries = aChain(4).map((entry, index) => ({ ...entry, at: moments[index] ?? 0 }))
  const days = byDay(entries, now)
  expect(days.map(({ name, entries }) => [name, entries.map(entry => entry.seq)])).toEqual([
    ['Today', [1, 2]],
    ['Yesterday', [3]],
    [expect.stringContaining('2026'), [4]]
  ])
})
