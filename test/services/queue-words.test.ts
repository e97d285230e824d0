import type { DeploymentId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import type { Verdict } from '../../electron/services/queue'
import { momentWords, waitWords } from '../../electron/services/queue-words'
import { ids } from '../support/plans'
import { tenantIds } from '../support/tenants'

const now = new Date(2026, 4, 12, 14, 0).getTime()
const shop = { projectName: 'Shop', releaseVersion: '1.4.1', environmentName: 'Test', runbook: null, isWaiting: false }
const runbook = { id: 'runbook-0000000001' as never, name: 'Restart' }
const words = (verdict: Exclude<Verdict, { kind: 'begins' }>, other: Parameters<typeof waitWords>[1]) =>
  waitWords(verdict, other, now)
const key = { kind: 'key', other: ids.deployment as DeploymentId, isAhead: false } as const

describe('what a deployment waits for', () => {
  it.each([
    ['Shop 1.4.1 is being deployed to Test', key, shop],
    ['Shop 1.4.1 to Test comes first', { ...key, isAhead: true }, shop],
    ['Shop 1.4.1 to Test waits for a person', key, { ...shop, isWaiting: true }],
    ['Restart 1.4.1 of Shop is being run in Test', key, { ...shop, runbook }],
    ['Restart 1.4.1 of Shop in Test comes first', { ...key, isAhead: true }, { ...shop, runbook }],
    ['Shop 1.4.1 is being deployed to Test for Acme', key, { ...shop, tenant: { id: tenantIds(1), name: 'Acme' } }],
    ['another one comes first', key, null],
    ['1 other is running', { kind: 'limit', running: 1 } as const, null],
    ['5 others are running', { kind: 'limit', running: 5 } as const, null],
    ['until the vault is unlocked', { kind: 'held', by: 'vault' } as const, null],
    ['until somebody lets it go on', { kind: 'held', by: 'paused' } as const, null],
    ['until 14:30', { kind: 'time', at: now + 30 * 60_000 } as const, null]
  ])('is said as “%s”', (expected, verdict, other) => {
    expect(words(verdict, () => other)).toBe(expected)
  })
})

describe('a moment', () => {
  it('of another day says which, and of another year which one', () => {
    expect(momentWords(new Date(2026, 4, 12, 9, 5).getTime(), now)).toBe('09:05')
    expect(momentWords(new Date(2026, 4, 13, 0, 0).getTime(), now)).toBe('00:00 on 13 May')
    expect(momentWords(new Date(2027, 0, 1, 12, 0).getTime(), now)).toBe('12:00 on 1 January 2027')
  })
})
