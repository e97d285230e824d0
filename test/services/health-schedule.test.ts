import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dueAt } from '../../electron/services/health-schedule'
import { ids, sshTarget } from '../support/plans'

const minute = 60_000
const hourly = { intervalMinutes: 60 }
const openedAt = 1_000_000_000

describe('when a target is checked next', () => {
  it('is never where it is disabled, checked on demand only, or nobody accepted its host key', () => {
    expect(dueAt(sshTarget(1, { isDisabled: true }), hourly, undefined, openedAt)).toBeNull()
    expect(dueAt(sshTarget(1), { intervalMinutes: null }, undefined, openedAt)).toBeNull()
    expect(dueAt(sshTarget(1, { hostKey: null }), hourly, undefined, openedAt)).toBeNull()
  })

  it('is not right after the workspace was opened, and no later than a quarter of an hour after it when overdue', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.option(fc.integer({ min: 0, max: openedAt - 70 * minute })),
        (n, at) => {
          const health = at === null ? undefined : { checkedAt: at }
          const due = dueAt(sshTarget(n), hourly, health, openedAt) ?? 0
          expect(due).toBeGreaterThanOrEqual(openedAt + 5 * minute)
          expect(due).toBeLessThanOrEqual(openedAt + 15 * minute)
        }
      )
    )
  })

  it('is one interval after the last check, and up to a twentieth later', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 10_080 }), (n, intervalMinutes) => {
        const checkedAt = openedAt + 100 * minute
        const due = dueAt(sshTarget(n), { intervalMinutes }, { checkedAt }, openedAt) ?? 0
        expect(due).toBeGreaterThanOrEqual(checkedAt + intervalMinutes * minute)
        expect(due).toBeLessThanOrEqual(checkedAt + intervalMinutes * minute * 1.05)
      })
    )
  })

  it('is apart for different targets', () => {
    const times = new Set(
      [1, 2, 3, 4, 5].map(n => dueAt(sshTarget(n, { id: ids.target(n) }), hourly, undefined, openedAt))
    )
    expect(times.size).toBe(5)
  })
})
