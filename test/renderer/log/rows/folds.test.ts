import type { Run } from '@shared/deployment'
import type { OutlineItem } from '@shared/task-log/outline'
import { describe, expect, test } from 'vitest'
import { foldsAfter, isPartOpen, isRunOpen, nextFold, shortLog } from '../../../../renderer/components/log/rows/folds'
import { deploymentOf, fails, planOf, runId, succeeds } from '../../deployment/build'

const id = runId(1, 1)
const plan = planOf(1, [{ name: 'Stop', on: [1] }])
const runAfter = (facts: Parameters<typeof deploymentOf>[1]): Run =>
  deploymentOf(plan, [{ kind: 'started' }, ...facts]).runs[id]!
const succeeded = runAfter(succeeds(id))
const failed = runAfter(fails(id, 1))
const running = runAfter(succeeds(id).slice(0, 1))
const end = succeeded.state === 'succeeded' ? succeeded.finishedAt : 0
const moment = { preset: 'interesting', now: end + foldsAfter, lines: shortLog + 1 } as const

describe('a run', () => {
  test('is open while it runs and when it failed, and folds two seconds after it went well', () => {
    expect([running, failed, succeeded].map(run => isRunOpen(run, moment))).toEqual([true, true, false])
    expect(isRunOpen(succeeded, { ...moment, now: moment.now - 1 })).toBe(true)
    expect([nextFold([succeeded], end), nextFold([succeeded], moment.now)]).toEqual([end + foldsAfter, null])
  })

  test('is open in a short log, and where everything is', () => {
    expect(isRunOpen(succeeded, { ...moment, lines: shortLog })).toBe(true)
    expect(isRunOpen(succeeded, { ...moment, preset: 'everything' })).toBe(true)
  })
})

describe('a part of a run', () => {
  const part = (changes: Partial<OutlineItem>): OutlineItem => ({
    id: 0,
    kind: 'group',
    run: id,
    first: 0,
    end: 5,
    depth: 0,
    name: 'G',
    look: 'plain',
    hasEndMarker: true,
    errors: 0,
    from: 0,
    to: 0,
    ...changes
  })

  test.each([
    ['that is over is folded', {}, running, false],
    ['with an error is open', { errors: 1 }, running, true],
    ['that a script wants to be seen is open', { look: 'open' as const }, running, true],
    ['that a script calls unimportant is folded', { look: 'quiet' as const, end: null }, running, false],
    ['that goes on is open', { end: null, hasEndMarker: false }, running, true],
    ['where a run failed is open', { end: failed.lines, hasEndMarker: false }, failed, true],
    ['of like lines is one row', { kind: 'repeat' as const, errors: 1 }, failed, false]
  ])('%s', (_, changes, run, isOpen) => {
    expect(isPartOpen(part(changes), run, { ...moment, now: 1_000_000 })).toBe(isOpen)
  })
})
