import { isApproved, missingIn, statusOf, statusWords, strictest } from '@shared/approvals/judge'
import type { EnvironmentId, ProjectId, ReleaseId, Sha256 } from '@shared/ids'
import type { Approval } from '@shared/model/approval'
import { describe, expect, it } from 'vitest'

const hashOf = (sign: string): Sha256 => sign.charCodeAt(0).toString(16).padStart(64, '0') as Sha256

const hour = 60 * 60 * 1000
const now = Date.UTC(2026, 10, 28)

const approvalOf = (key: string, changes: Partial<Approval> = {}): Approval => ({
  id: `${hashOf('a')}.${hashOf(key)}`,
  planHash: hashOf('a'),
  projectId: 'project-0000000001' as ProjectId,
  releaseId: 'release-0000000001' as ReleaseId,
  environmentId: 'environment-0000000001' as EnvironmentId,
  approverId: hashOf(key),
  name: key,
  decision: 'approved',
  note: '',
  at: now - hour,
  receivedAt: now - hour,
  ...changes
})

const everybody = () => true
const two = [{ name: 'Production', rule: { count: 2 } }]

describe('what has to be approved', () => {
  it('is nothing where no rule says so', () => {
    expect(strictest([{ name: 'Test', rule: undefined }])).toBeNull()
    expect(statusOf([{ name: 'Test', rule: undefined }], [], everybody, now)).toBeNull()
    expect(isApproved(undefined)).toBe(true)
  })

  it('is what the stricter of project and environment says, each way', () => {
    expect(
      strictest([
        { name: 'Production', rule: { count: 2, hours: 48 } },
        { name: 'Shop', rule: { count: 1, hours: 8 } }
      ])
    ).toEqual({ rule: { count: 2, hours: 8 }, why: 'Production asks for 2 approvals, none older than 8 hours.' })
  })
})

describe('a plan', () => {
  it('is approved once enough people with keys of their own said yes', () => {
    const one = statusOf(two, [approvalOf('b')], everybody, now)!
    expect([isApproved(one), missingIn(one), statusWords(one)]).toEqual([false, 1, 'Needs 2 approvals, has 1: b.'])
    expect(isApproved(statusOf(two, [approvalOf('b'), approvalOf('c')], everybody, now)!)).toBe(true)
  })

  it('is blocked by one refusal, however many approve and however old it is', () => {
    const no = approvalOf('d', { decision: 'refused', note: 'Not on Friday.', at: 0, receivedAt: 0 })
    const status = statusOf(
      [{ name: 'Production', rule: { count: 1, hours: 1 } }],
      [approvalOf('b'), no],
      everybody,
      now
    )!
    expect([isApproved(status), statusWords(status)]).toEqual([false, 'd refused it: Not on Friday.'])
  })

  it('does not count what is too old, by the earlier of both clocks, nor whose key is gone', () => {
    const rules = [{ name: 'Production', rule: { count: 1, hours: 2 } }]
    const old = approvalOf('b', { at: now + 90 * hour, receivedAt: now - 3 * hour })
    const strange = approvalOf('c')
    const status = statusOf(rules, [old, strange], ({ name }) => name !== 'c', now)!
    expect(status.given.map(({ name, counts }) => [name, counts])).toEqual([
      ['b', false],
      ['c', false]
    ])
    expect(isApproved(status)).toBe(false)
  })
})
