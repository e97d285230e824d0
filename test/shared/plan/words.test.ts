import { countOf, durationOf, listOf, rolesOf } from '@shared/plan/words'
import { expect, it } from 'vitest'

it('lists things as people say them', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(items => listOf(items))).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c'
  ])
  expect(rolesOf(['web'])).toBe('role web')
  expect(rolesOf(['web', 'db'])).toBe('roles web or db')
})

it('counts things', () => {
  expect([0, 1, 2].map(count => countOf(count, 'target'))).toEqual(['0 targets', '1 target', '2 targets'])
})

it('writes durations in the two units that matter', () => {
  expect([-5, 0, 449, 9_949, 9_950, 59_499, 60_000, 185_000, 7_440_000].map(durationOf)).toEqual([
    '0.0 s',
    '0.0 s',
    '0.4 s',
    '9.9 s',
    '10 s',
    '59 s',
    '1 min 0 s',
    '3 min 5 s',
    '2 h 4 min'
  ])
})
