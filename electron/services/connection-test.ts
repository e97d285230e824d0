import type { ConnectionReport, ConnectionStageReport } from '@shared/connection-report'
import { notFound } from '@shared/failure'
import type { TargetId } from '@shared/ids'
import { connectionStages, type HostKeyPin, type SshTarget } from '@shared/model/target'
import { fail, ok, type Result } from '@shared/result'
import type { ServiceContext } from './context'
import { endpointOf } from './endpoints'
import type { ServicePorts } from './ports'
import { sameKey } from './targets'

/** Connects to a target stage by stage, and tells each stage as it ends. It changes nothing. */
export function createConnectionTest(
  { store, now, publish }: ServiceContext,
  { ssh, here }: Pick<ServicePorts, 'ssh' | 'here'>
) {
  const running = new Set<AbortController>()

  const testSsh = async (target: SshTarget, signal: AbortSignal): Promise<Result<ConnectionReport>> => {
    const endpoint = await endpointOf(store, target)
    if (!endpoint.ok) return endpoint
    const onStage = (stage: ConnectionStageReport) => publish({ type: 'target.test', targetId: target.id, stage })
    const { stages, hostKey } = await ssh.probe(endpoint.value, onStage, signal)
    return ok({ stages, hostKey, trust: trustOf(target.hostKey, hostKey) })
  }

  const testHere = async (targetId: TargetId, signal: AbortSignal): Promise<Result<ConnectionReport>> => {
    const startedAt = now()
    const connection = await here(signal)
    if (connection.ok) connection.value.close()
    const ms = now() - startedAt
    const shell: ConnectionStageReport = connection.ok
      ? { stage: 'shell', outcome: 'ok', ms, detail: 'this machine' }
      : { stage: 'shell', outcome: 'failed', ms, detail: '', failure: connection.failure }
    const stages = connectionStages.map(stage =>
      stage === 'shell' ? shell : ({ stage, outcome: 'skipped', ms: 0, detail: 'not needed for this machine' } as const)
    )
    for (const stage of stages) publish({ type: 'target.test', targetId, stage })
    return ok({ stages, hostKey: null, trust: 'none' })
  }

  return {
    test: async (id: TargetId): Promise<Result<ConnectionReport>> => {
      const target = store.targets.get(id)
      if (!target) return fail(notFound('target', id))
      const abort = new AbortController()
      running.add(abort)
      try {
        return await (target.kind === 'ssh' ? testSsh(target, abort.signal) : testHere(id, abort.signal))
      } finally {
        running.delete(abort)
      }
    },
    /** Ends the tests that are under way, because the workspace is being closed. */
    stop: () => {
      for (const abort of running) abort.abort()
    }
  }
}

function trustOf(accepted: HostKeyPin | null, shown: HostKeyPin | null): ConnectionReport['trust'] {
  if (!shown) return 'none'
  if (!accepted) return 'unknown'
  return sameKey(accepted, shown) ? 'pinned' : 'changed'
}
