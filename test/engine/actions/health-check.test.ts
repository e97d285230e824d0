import type { Failure, FailureKind } from '@shared/failure'
import { fail, ok } from '@shared/result'
import { describe, expect, it } from 'vitest'
import { performHealthCheck } from '../../../electron/engine/actions/health-check'
import { attempt } from '../../support/action-attempt'
import { ids } from '../../support/plans'

const failureOf = (kind: FailureKind): Failure => ({ kind, message: `It is ${kind}.`, remedy: 'Mend it.' })
const check = (unavailable: 'fail' | 'exclude', how: 'full' | 'connection' = 'full') =>
  ({ type: 'health-check', check: how, unavailable }) as const

describe('a health check', () => {
  it('asks for what the action says, and the log has what was found', async () => {
    const asked: unknown[] = []
    const { end, lines, facts } = await attempt(performHealthCheck, check('fail', 'connection'), {
      health: async (target, how) => {
        asked.push([target, how])
        return ok({ status: 'healthy', words: 'Everything is in order.' })
      }
    })
    expect(asked).toEqual([[ids.target(1), 'connection']])
    expect([end, lines, facts]).toEqual([{ kind: 'succeeded' }, ['info web-1 is healthy. Everything is in order.'], []])
  })

  it('lets warnings pass, and says them', async () => {
    const { end, lines } = await attempt(performHealthCheck, check('fail'), {
      health: async () => ok({ status: 'has-warnings', words: 'Only 100 MB are free.' })
    })
    expect([end.kind, lines]).toEqual(['succeeded', ['warning web-1 is usable, with warnings. Only 100 MB are free.']])
  })

  it.each([
    'host-unresolved',
    'connection-refused',
    'connection-timeout',
    'connection-lost',
    'authentication-failed'
  ] as const)('with “exclude” lets a target go that cannot be reached: %s', async kind => {
    const { end, lines, facts } = await attempt(performHealthCheck, check('exclude'), {
      health: async () => fail(failureOf(kind))
    })
    expect(end).toEqual({ kind: 'succeeded' })
    expect(lines).toEqual([
      `warning web-1 takes no further part in this deployment, because it cannot be reached. It is ${kind}.`
    ])
    expect(facts).toEqual([
      { kind: 'target-excluded', targetId: ids.target(1), reason: `“Warm up” found it unavailable: It is ${kind}.` }
    ])
  })

  it.each(['host-key-changed', 'host-key-unknown', 'unhealthy', 'air-gapped', 'vault-locked'] as const)(
    'fails whatever was said about unavailable targets: %s',
    async kind => {
      const health = async () => fail<never>(failureOf(kind))
      const { end, facts } = await attempt(performHealthCheck, check('exclude'), { health })
      expect([end, facts]).toEqual([{ kind: 'failed', end: null, failure: failureOf(kind) }, []])
    }
  )

  it('without “exclude” fails for a target that cannot be reached', async () => {
    const { end } = await attempt(performHealthCheck, check('fail'), {
      health: async () => fail(failureOf('connection-refused'))
    })
    expect(end).toEqual({ kind: 'failed', end: null, failure: failureOf('connection-refused') })
  })
})
