import type { ConnectionReport, ConnectionStageReport, ReportedHost } from '@shared/connection-report'
import { type Failure, notFound } from '@shared/failure'
import type { JumpHostId, TargetId } from '@shared/ids'
import type { Policy } from '@shared/model/health'
import type { JumpHost } from '@shared/model/jump-host'
import { addressOf, hopStages, type SshTarget, type Target } from '@shared/model/target'
import { fail, ok, type Result } from '@shared/result'
import { type HostQuestion, inspectHost, skippedHostStages } from '../engine/inspect-host'
import type { Ask, Connection } from '../engine/ports'
import type { ServiceContext } from './context'
import { endpointOf, jumpEndpointOf } from './endpoints'
import type { Health } from './health'
import type { TestedStages } from './health-verdict'
import type { Policies } from './policies'
import type { ServicePorts } from './ports'
import { sudoOf } from './sudoers'

/** How long a host may take to answer what it is asked, in milliseconds. */
const answerLimit = 20_000

/** A connection test of a target, with its stages in the parts that its health is judged by. */
interface Tested {
  readonly report: ConnectionReport
  readonly found: TestedStages
}

/**
 * Connects to a target stage by stage, looks at it as its policy says, and tells each stage as it ends. It changes
 * nothing there; what it found is news for the target's health.
 */
export function createConnectionTest(
  { store, now, publish, thisMachine }: ServiceContext,
  { ssh, here }: Pick<ServicePorts, 'ssh' | 'here'>,
  ask: Ask,
  policies: Pick<Policies, 'of'>,
  health: Pick<Health, 'learn'>
) {
  const running = new Set<AbortController>()

  const inspect = async (
    connection: Connection,
    about: Omit<HostQuestion, 'limitMs' | 'now'>
  ): Promise<readonly ConnectionStageReport[]> => {
    try {
      return await inspectHost(connection, { ...about, limitMs: answerLimit, now })
    } finally {
      connection.close()
    }
  }

  const testSsh = async (target: SshTarget, policy: Policy, signal: AbortSignal): Promise<Result<Tested>> => {
    const endpoint = await endpointOf(store, target)
    if (!endpoint.ok) return endpoint
    const onStage = (stage: ConnectionStageReport) => publish({ type: 'target.test', targetId: target.id, stage })
    const sudo = await sudoOf(store, target)
    if (!sudo.ok) return sudo
    const { who: host, platform } = endpoint.value
    const { stages: way, hostKeys, connection } = await ssh.probe(endpoint.value, onStage, signal, ask)
    const about = { host, platform, address: addressOf(target), sudo: sudo.value, expectations: policy }
    const machine = connection ? await inspect(connection, { ...about, onStage, signal }) : []
    const skipped = connection ? [] : skippedHostStages(host)
    for (const stage of skipped) onStage(stage)
    return ok({
      report: { stages: [...way, ...machine, ...skipped], hostKeys },
      found: { platform, way, machine }
    })
  }

  const testHere = async (host: ReportedHost, policy: Policy, signal: AbortSignal): Promise<Tested> => {
    const stages: ConnectionStageReport[] = []
    const tested = (found: Omit<TestedStages, 'platform'>): Tested => ({
      report: { stages, hostKeys: [] },
      found: { ...found, platform: thisMachine }
    })
    const onStage = (stage: ConnectionStageReport) => {
      stages.push(stage)
      if (host.kind === 'target') publish({ type: 'target.test', targetId: host.id, stage })
    }
    for (const stage of hopStages)
      onStage({ host, stage, outcome: 'skipped', ms: 0, detail: 'not needed for this machine' })
    const startedAt = now()
    const connection = await here(signal)
    if (connection.ok) {
      const about = { host, platform: thisMachine, address: 'this machine', sudo: { kind: 'none' } } as const
      const machine = await inspect(connection.value, { ...about, expectations: policy, onStage, signal })
      return tested({ way: [], machine })
    }
    const { failure } = connection
    const [shell, ...others] = skippedHostStages(host)
    if (shell) onStage({ ...shell, outcome: 'failed', ms: now() - startedAt, detail: failure.message, failure })
    for (const other of others) onStage(other)
    // Nothing runs here at all, so that is about the way as well.
    return tested({ way: stages.filter(({ outcome }) => outcome !== 'skipped'), machine: [] })
  }

  const testTarget = async (
    target: Exclude<Target, { kind: 'offline' }>,
    signal: AbortSignal
  ): Promise<Result<ConnectionReport>> => {
    const policy = policies.of(target)
    const host: ReportedHost = { kind: 'target', id: target.id, name: target.name }
    const tested =
      target.kind === 'ssh' ? await testSsh(target, policy, signal) : ok(await testHere(host, policy, signal))
    if (!tested.ok) return tested
    const { report, found } = tested.value
    if (!signal.aborted) await health.learn(target, policy, found)
    return ok(report)
  }

  /** Logging in is all that a jump host is for, so nothing is looked at there. */
  const probeJumpHost = async (jumpHost: JumpHost, signal: AbortSignal): Promise<Result<ConnectionReport>> => {
    const endpoint = await jumpEndpointOf(store, jumpHost)
    if (!endpoint.ok) return endpoint
    const onStage = (stage: ConnectionStageReport) => publish({ type: 'jumpHost.test', jumpHostId: jumpHost.id, stage })
    const { stages, hostKeys, connection } = await ssh.probe(endpoint.value, onStage, signal, ask)
    connection?.close()
    return ok({ stages, hostKeys })
  }

  const whileRunning = async <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const abort = new AbortController()
    running.add(abort)
    try {
      return await work(abort.signal)
    } finally {
      running.delete(abort)
    }
  }

  return {
    test: async (id: TargetId): Promise<Result<ConnectionReport>> => {
      const target = store.targets.get(id)
      if (!target) return fail(notFound('target', id))
      if (target.kind === 'offline') return fail(notReached(target.name))
      return whileRunning(signal => testTarget(target, signal))
    },
    testJumpHost: async (id: JumpHostId): Promise<Result<ConnectionReport>> => {
      const jumpHost = store.jumpHosts.get(id)
      if (!jumpHost) return fail(notFound('jump host', id))
      return whileRunning(signal => probeJumpHost(jumpHost, signal))
    },
    /** Ends the tests that are under way, because the workspace is being closed. */
    stop: () => {
      for (const abort of running) abort.abort()
    }
  }
}

const notReached = (name: string): Failure => ({
  kind: 'invalid-input',
  message: `${name} gets bundles, and nobody here can connect to it.`,
  remedy: 'Deploy to it, carry the bundle there, and import the receipt.',
  issues: [{ path: 'id', message: 'is an offline target' }]
})
