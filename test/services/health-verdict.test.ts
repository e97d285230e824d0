import type { ConnectionStageReport, ReportedHost } from '@shared/connection-report'
import type { FailureKind } from '@shared/failure'
import { describe, expect, it } from 'vitest'
import type { CheckedByScript } from '../../electron/engine/check-script'
import { failureOf, verdictOf } from '../../electron/services/health-verdict'
import { ids } from '../support/plans'

const host: ReportedHost = { kind: 'target', id: ids.target(1), name: 'web-1' }
type Outcome = ConnectionStageReport['outcome']
const stage = (
  name: ConnectionStageReport['stage'],
  outcome: Outcome = 'ok',
  kind?: FailureKind
): ConnectionStageReport => ({
  host,
  stage: name,
  outcome,
  ms: 1,
  detail: `${name} found`,
  ...(kind === undefined ? {} : { failure: { kind, message: `${name}: ${kind}.`, remedy: `Mend ${name}.` } })
})
const script = (changes: Partial<CheckedByScript> = {}): CheckedByScript => ({
  end: 'succeeded',
  how: 'exit code 0',
  reason: '',
  warnings: [],
  errors: [],
  ...changes
})
const all = ['resolve', 'tcp', 'host-key', 'authentication', 'shell', 'disk', 'clock', 'tools'] as const
const stages = (...changed: readonly ConnectionStageReport[]) =>
  all.map(name => changed.find(item => item.stage === name) ?? stage(name))
const statusOf = (...[found]: Parameters<typeof verdictOf>) => {
  const { status, summary } = verdictOf(found)
  return [status, summary]
}

describe('the health of a target', () => {
  it('is healthy when nothing was found', () => {
    expect(statusOf({ stages: stages(), script: script() })).toEqual([
      'healthy',
      'Everything that was looked at is in order.'
    ])
    expect(statusOf({ stages: stages(), script: null })[0]).toBe('healthy')
  })

  it.each([
    ['resolve', 'host-unresolved'],
    ['tcp', 'connection-refused'],
    ['tcp', 'connection-timeout'],
    ['tcp', 'air-gapped'],
    ['authentication', 'authentication-failed'],
    ['shell', 'connection-lost']
  ] as const)('is unavailable when %s fails with %s', (name, kind) => {
    expect(statusOf({ stages: stages(stage(name, 'failed', kind)), script: null })).toEqual([
      'unavailable',
      `${name}: ${kind}.`
    ])
  })

  it.each(['host-key-changed', 'host-key-unknown'] as const)('is unhealthy with %s, which stands first', kind => {
    const key = stage('host-key', 'failed', kind)
    const verdict = verdictOf({ stages: stages(stage('disk', 'failed', 'disk-low'), key), script: null })
    expect([verdict.status, verdict.summary]).toEqual(['unhealthy', `host-key: ${kind}.`])
    expect(verdict.stages[0]).toEqual({
      host: 'web-1',
      stage: 'host-key',
      outcome: 'failed',
      detail: `host-key: ${kind}.`,
      remedy: 'Mend host-key.'
    })
    expect(verdict.stages).toHaveLength(all.length)
  })

  it('keeps which accepted key it was that the host did not show', () => {
    const failure = {
      kind: 'host-key-changed',
      message: 'Another key.',
      remedy: 'Find out why.',
      detail: { expectedFingerprint: 'SHA256:old', actualFingerprint: 'SHA256:new' }
    } as const
    const verdict = verdictOf({ stages: [{ ...stage('host-key', 'failed'), failure }], script: null })
    expect(verdict.stages).toEqual([
      {
        host: 'web-1',
        stage: 'host-key',
        outcome: 'failed',
        detail: 'Another key.',
        remedy: 'Find out why.',
        notShown: 'SHA256:old'
      }
    ])
  })

  it('is unhealthy when the machine itself or the script fails, and unavailable when it went away meanwhile', () => {
    const noBash = stages(stage('shell', 'failed', 'interpreter-missing'))
    expect(statusOf({ stages: noBash, script: null })[0]).toBe('unhealthy')
    const failing = (changes: Partial<CheckedByScript>) => statusOf({ stages: stages(), script: script(changes) })
    expect(failing({ end: 'failed', how: 'exit code 3' })).toEqual([
      'unhealthy',
      'The policy’s script ended with exit code 3.'
    ])
    expect(failing({ end: 'failed', reason: 'The queue is stuck.' })).toEqual(['unhealthy', 'The queue is stuck.'])
    expect(failing({ errors: ['bad disk'] })).toEqual(['unhealthy', 'bad disk'])
    expect(failing({ end: 'late', how: 'no end after 300 s' })[0]).toBe('unhealthy')
    expect(failing({ end: 'lost', how: 'gone' })[0]).toBe('unavailable')
  })

  it('has warnings when something should be looked at, and counts them', () => {
    const low = stages(stage('disk', 'warning', 'disk-low'))
    expect(statusOf({ stages: low, script: null })).toEqual(['has-warnings', 'disk: disk-low.'])
    expect(statusOf({ stages: low, script: script({ warnings: ['old kernel', 'old bash'] }) })).toEqual([
      'has-warnings',
      'disk: disk-low. (and 2 more warnings)'
    ])
  })
})

describe('what a step is told', () => {
  const told = (...[found]: Parameters<typeof verdictOf>) => failureOf('web-1', found)

  it('is nothing where the target can be used', () => {
    expect(told({ stages: stages(), script: null })).toBeNull()
    expect(told({ stages: stages(stage('disk', 'warning', 'disk-low')), script: null })).toBeNull()
  })

  it('is the kind of what kept it from being reached, or of a strange host key', () => {
    const kinds = [
      ['resolve', 'host-unresolved'],
      ['tcp', 'air-gapped'],
      ['host-key', 'host-key-changed'],
      ['authentication', 'authentication-failed'],
      ['shell', 'connection-lost']
    ] as const
    for (const [name, kind] of kinds)
      expect(told({ stages: stages(stage(name, 'failed', kind)), script: null })).toMatchObject({ kind })
    const both = stages(stage('resolve', 'failed', 'host-unresolved'), stage('host-key', 'failed', 'host-key-changed'))
    expect(told({ stages: both, script: null })).toMatchObject({ kind: 'host-key-changed' })
    expect(told({ stages: stages(), script: script({ end: 'lost', how: 'gone' }) })).toMatchObject({
      kind: 'connection-lost'
    })
  })

  it('is that it is unhealthy, and why, for everything else', () => {
    expect(told({ stages: stages(stage('disk', 'failed', 'disk-low')), script: null })).toEqual({
      kind: 'unhealthy',
      message: 'web-1 is unhealthy: disk: disk-low.',
      remedy: 'Mend disk.'
    })
    expect(told({ stages: stages(), script: script({ errors: ['bad disk'] }) })).toMatchObject({
      kind: 'unhealthy',
      message: 'web-1 is unhealthy: bad disk'
    })
  })
})
