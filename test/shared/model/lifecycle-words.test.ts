import type { Retention } from '@shared/model/lifecycle'
import { inheritedRetention, phasesWords, requiredWords, retentionWords } from '@shared/model/lifecycle-words'
import { expect, test } from 'vitest'

const newest = (count: number): Retention => ({ keep: 'releases', count })
const days = (count: number): Retention => ({ keep: 'days', count })

test('what is kept is said in words', () => {
  expect([{ keep: 'forever' } as const, newest(1), newest(3), days(1), days(30)].map(retentionWords)).toEqual([
    'everything',
    'the newest release',
    'the newest 3 releases',
    'releases of the last day',
    'releases of the last 30 days'
  ])
})

test('a phase inherits from the nearest earlier phase that says something, or else from the lifecycle', () => {
  const phases = [{ name: 'A' }, { name: 'B', retention: newest(3) }, { name: 'C' }, { name: 'D' }]
  expect(phases.map((_, index) => inheritedRetention(phases, index, days(30)))).toEqual([
    { retention: days(30), from: null },
    { retention: days(30), from: null },
    { retention: newest(3), from: 'B' },
    { retention: newest(3), from: 'B' }
  ])
})

test('how many environments are needed is said where there is a choice', () => {
  expect([requiredWords(0, 0), requiredWords(0, 1), requiredWords(0, 2), requiredWords(1, 2)]).toEqual([
    null,
    null,
    'needs both',
    'needs any 1 of 2'
  ])
})

test('no phases is said as what it means', () => {
  expect([phasesWords([]), phasesWords([1]), phasesWords([1, 2])]).toEqual([
    'Each environment is a phase, in order',
    '1 phase',
    '2 phases'
  ])
})
