import type { ConnectionReport, ConnectionStageReport, ReportedHost } from '@shared/connection-report'
import { type Failure, notFound } from '@shared/failure'
import type { JumpHostId, TargetId } from '@shared/ids'
import type { JumpHost } from '@shared/model/jump-host'
import { addressOf, hopStages, type SshTarget } from '@shared/model/target'
import { fail, ok, type Result } from '@shared/result'
import type { HostExpectations } from '../engine/host-inspection'
import { type HostQuestion, inspectHost, skippedHostStages } from '../engine/inspect-host'
import type { Ask, Connection } from '../engine/ports'
import type { ServiceContext } from './context'
import { endpointOf, jumpEndpointOf } from './endpoints'
import type { ServicePorts } from './ports'
import { sudoOf } from './sudoers'

/** What a host should have as long as nobody said otherwise. */
const usualExpectations: HostExpectations = { requiredTools: [], warnBelowMegabytes: 1024 }

/** How long a host may take to answer what it is asked, in milliseconds. */
const answerLimit = 20_000

/** Connects to a target stage by stage, looks at it, and tells each stage as it ends. It changes nothing. */
export function createConnectionTest(
  { store, now, publish, thisMachine }: ServiceContext,
  { ssh, here }: Pick<ServicePorts, 'ssh' | 'here'>,
  ask: Ask
) {
  const running = new Set<AbortController>()

  const inspect = async (
    connection: Connection,
    about: Pick<HostQuestion, 'host' | 'platform' | 'address' | 'sudo' | 'onStage' | 'signal'>
  ): Promise<readonly ConnectionStageReport[]> => {
    try {
      return await inspectHost(connection, { ...about, expectations: usualExpectations, limitMs: answerLimit, now })
    } finally {
      connection.close()
    }
  }

  const testSsh = async (target: SshTarget, signal: AbortSignal): Promise<Result<ConnectionReport>> => {
    const endpoint = await endpointOf(store, target)
    if (!endpoint.ok) return endpoint
    const onStage = (stage: ConnectionStageReport) => publish({ type: 'target.test', targetId: target.id, stage })
    const sudo = await sudoOf(store, target)
    if (!sudo.ok) return sudo
    const { who: host, platform } = endpoint.value
    const { stages, hostKeys, connection } = await ssh.probe(endpoint.value, onStage, signal, ask)
    const found = connection
      ? await inspect(connection, { host, platform, address: addressOf(target), sudo: sudo.value, onStage, signal })
      : skippedHostStages(host)
    if (!connection) for (const stage of found) onStage(stage)
    return ok({ stages: [...stages, ...found], hostKeys })
  }

  const testHere = async (host: ReportedHost, signal: AbortSignal): Promise<ConnectionReport> => {
    const stages: ConnectionStageReport[] = []
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
      await inspect(connection.value, { ...about, onStage, signal })
      return { stages, hostKeys: [] }
    }
    const { failure } = connection
    const [shell, ...others] = skippedHostStages(host)
    if (shell) onStage({ ...shell, outcome: 'failed', ms: now() - startedAt, detail: failure.message, failure })
    for (const other of others) onStage(other)
    return { stages, hostKeys: [] }
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
      if (target.kind === 'ssh') return whileRunning(signal => testSsh(target, signal))
      if (target.kind === 'offline') return fail(notReached(target.name))
      const host: ReportedHost = { kind: 'target', id, name: target.name }
      return ok(await whileRunning(signal => testHere(host, signal)))
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
