import { expect, test } from 'vitest'
import { shortWords, stateLooks, stateOf } from '../../../renderer/components/StateBadge'

test('a deployment looks like its outcome once it is finished, and like its state before', () => {
  const looks = (state: 'running' | 'finished', outcome: 'succeeded' | 'failed' | null, hasWarnings = false) =>
    stateOf({ state, outcome, hasWarnings })
  expect([
    looks('running', null, true),
    looks('finished', 'succeeded'),
    looks('finished', 'succeeded', true),
    looks('finished', 'failed', true)
  ]).toEqual(['running', 'succeeded', 'warned', 'failed'])
})

test('every state has a word of its own, so that colour is never all', () => {
  const words = Object.values(stateLooks).map(({ word }) => word)
  expect(new Set(words).size).toBe(words.length)
})

test('what holds a deployment up is told apart from running', () => {
  const shown = { outcome: null, hasWarnings: false }
  expect([
    stateOf({ ...shown, state: 'running', isWaiting: true }),
    stateOf({ ...shown, state: 'running', isPaused: true }),
    stateOf({ ...shown, state: 'queued', isPaused: true }),
    stateOf({ ...shown, state: 'queued', startAt: 1 }),
    stateOf({ ...shown, state: 'queued', startAt: null }),
    stateOf({ ...shown, state: 'cancelling', isWaiting: true, isPaused: true }),
    stateOf({ state: 'finished', outcome: 'expired', hasWarnings: false })
  ]).toEqual(['waiting', 'paused', 'paused', 'scheduled', 'queued', 'cancelling', 'expired'])
})

test('lists say how far it is, and when it is to begin', () => {
  const summary = { runsDone: 2, runsTotal: 5, startAt: null, queuedAt: 0 }
  expect([
    shortWords('running', summary),
    shortWords('waiting', summary),
    shortWords('warned', summary),
    shortWords('running', { ...summary, runsTotal: 0 })
  ]).toEqual(['2 of 5', null, 'Warnings', null])
  expect(shortWords('scheduled', { ...summary, startAt: 3_600_000 })).toMatch(/^At /)
})
