import { expect, test } from 'vitest'
import { stateLooks, stateOf } from '../../../renderer/components/StateBadge'

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
