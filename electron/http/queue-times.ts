import type { DeploymentSummary } from '@shared/deployment'
import { beginAfter, estimate } from '@shared/eta'
import type { DeploymentId } from '@shared/ids'
import type { Timings } from '@shared/timings'
import type { Ask } from './request'

/** What is left of something that has to be over first. */
interface Left {
  readonly isUnderWay: boolean
  /** Milliseconds; 0 where nothing is known. */
  readonly left: number
}

/**
 * How long tasks are likely to wait for their turn, in milliseconds: by what is in their way and what such deployments
 * usually take, or until the moment that was chosen for them. 0 where nothing is waited for, and where nothing is known.
 * What several wait for is asked once.
 */
export function createQueueTimes(ask: Ask, now: number): (summary: DeploymentSummary) => Promise<number> {
  const timings = new Map<string, Promise<Timings>>()
  const lefts = new Map<DeploymentId, Promise<Left>>()

  const timingsOf = ({ projectId, environmentId, tenant, runbook }: DeploymentSummary): Promise<Timings> => {
    const where = {
      projectId,
      environmentId,
      ...(tenant === undefined ? {} : { tenantId: tenant.id }),
      ...(runbook === null ? {} : { runbookId: runbook.id })
    }
    const key = Object.values(where).join(' ')
    const found = timings.get(key) ?? ask('deployment.timings', where)
    timings.set(key, found)
    return found
  }

  const measure = async (summary: DeploymentSummary): Promise<Left> => {
    const deployment = await ask('deployment.get', { id: summary.id })
    const eta = estimate(deployment, await timingsOf(summary), now)
    return { isUnderWay: deployment.state !== 'queued', left: eta?.remaining ?? 0 }
  }
  const leftOf = (summary: DeploymentSummary): Promise<Left> => {
    const found = lefts.get(summary.id) ?? measure(summary)
    lefts.set(summary.id, found)
    return found
  }

  return async summary => {
    if (summary.state !== 'queued') return 0
    if (summary.startAt !== null && summary.startAt > now) return summary.startAt - now
    const ahead = await ask('deployment.ahead', { id: summary.id })
    const lanes = await Promise.all(ahead.map(leftOf))
    // As many as are under way may be: one of the same project and place, or as many as the limit says.
    return beginAfter(lanes, Math.max(1, lanes.filter(lane => lane.isUnderWay).length))
  }
}
