import type { ConnectionStageReport, ReportedHost } from '@shared/connection-report'
import type { Failure } from '@shared/failure'
import type { Policy } from '@shared/model/health'
import { addressOf, type Target } from '@shared/model/target'
import { fail, ok, type Result } from '@shared/result'
import { runCheckScript } from '../engine/check-script'
import { inspectHost } from '../engine/inspect-host'
import type { Connection, Sudo } from '../engine/ports'
import type { ServiceContext } from './context'
import { endpointOf } from './endpoints'
import { type Findings, runsScript } from './health-verdict'
import type { ServicePorts } from './ports'
import { sudoOf } from './sudoers'

/** How long a host may take to answer what it is asked, and a policy's script to end; in milliseconds. */
const answerLimit = 20_000
const scriptLimit = 5 * 60_000

/** Looks at one target as its policy says. Fails only when nobody could even try, as with a locked vault. */
export type CheckOne = (target: Target, policy: Policy, signal: AbortSignal) => Promise<Result<Findings>>

export const checkGivenUp: Failure = {
  kind: 'cancelled',
  message: 'The health check was given up.',
  remedy: 'Check again.'
}

const notReached = ({ name }: Target): Failure => ({
  kind: 'unhealthy',
  message: `${name} gets bundles, and nobody here can look at it.`,
  remedy: 'Bring its receipt back; it says what the machine was like.'
})

/** A machine that somebody is logged in to. */
interface Reached {
  readonly connection: Connection
  readonly host: ReportedHost
  readonly platform: 'posix' | 'windows'
  readonly address: string
  readonly sudo: Sudo
}

export function createCheckOne(
  { store, thisMachine }: Pick<ServiceContext, 'store' | 'thisMachine'>,
  ports: Pick<ServicePorts, 'ssh' | 'here' | 'now' | 'sleep' | 'random'>
): CheckOne {
  const token = () => Buffer.from(ports.random(16)).toString('hex')

  const lookAt = async (reached: Reached, policy: Policy, signal: AbortSignal): Promise<Findings> => {
    const { connection, platform, sudo } = reached
    try {
      if (policy.isConnectionOnly) return { stages: [], script: null }
      const question = { ...reached, expectations: policy, limitMs: answerLimit, now: ports.now, signal }
      const stages = await inspectHost(connection, { ...question, onStage: () => undefined })
      const hasShell = stages.some(({ stage, outcome }) => stage === 'shell' && outcome === 'ok')
      if (!runsScript(platform, policy) || !hasShell) return { stages, script: null }
      const check = {
        script: policy.script,
        platform,
        folder: `health-check.${token()}`,
        secrets: sudo.kind === 'password' ? [sudo.password.reveal()] : [],
        limitMs: scriptLimit
      }
      return { stages, script: await runCheckScript(connection, check, { ...ports, token }, signal) }
    } finally {
      connection.close()
    }
  }

  const checkHere = async (host: ReportedHost, policy: Policy, signal: AbortSignal): Promise<Result<Findings>> => {
    const connection = await ports.here(signal)
    if (connection.ok) {
      const about = { host, platform: thisMachine, address: 'this machine', sudo: { kind: 'none' } } as const
      return ok(await lookAt({ ...about, connection: connection.value }, policy, signal))
    }
    const { failure } = connection
    const stage: ConnectionStageReport = {
      host,
      stage: 'shell',
      outcome: 'failed',
      ms: 0,
      detail: failure.message,
      failure
    }
    return ok({ stages: [stage], script: null })
  }

  return async (target, policy, signal) => {
    const host: ReportedHost = { kind: 'target', id: target.id, name: target.name }
    if (target.kind === 'local') return checkHere(host, policy, signal)
    if (target.kind === 'offline') return fail(notReached(target))
    const endpoint = await endpointOf(store, target)
    if (!endpoint.ok) return endpoint
    const sudo = await sudoOf(store, target)
    if (!sudo.ok) return sudo
    const { stages, connection } = await ports.ssh.probe(endpoint.value, () => undefined, signal)
    if (signal.aborted) {
      connection?.close()
      return fail(checkGivenUp)
    }
    if (connection === null) return ok({ stages, script: null })
    const { platform } = target
    const reached = { connection, host, platform, address: addressOf(target), sudo: sudo.value }
    const found = await lookAt(reached, policy, signal)
    return ok({ ...found, stages: [...stages, ...found.stages] })
  }
}
