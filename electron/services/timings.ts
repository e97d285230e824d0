import type { DeploymentSummary } from '@shared/deployment'
import type { DeploymentFilter } from '@shared/deployment-filter'
import type { DeploymentId, EnvironmentId, ProjectId, RunbookId, TenantId } from '@shared/ids'
import { ok, type Result } from '@shared/result'
import { type Durations, durationsOf, type Timings, timingsOf, timingsWithin } from '@shared/timings'
import type { ServiceContext } from './context'

export interface TimingsOf {
  readonly projectId: ProjectId
  readonly environmentId: EnvironmentId
  /** Absent for without a tenant. */
  readonly tenantId?: TenantId | undefined
  readonly runbookId?: RunbookId | undefined
}

/** How many of those that succeeded last are looked at. */
const learnedFrom = 20
/** How far back they are looked for. */
const searched = 200
/** Of how many deployments the durations are kept at hand. */
const remembered = 1000

/** How long deployments took, from their logs. A log that is over never changes, so that each is read once. */
export function createTimings({ store, logs, report }: ServiceContext) {
  const known = new Map<DeploymentId, Promise<Durations | null>>()

  /** Null where its log cannot be read: the others have to do then. */
  const read = async (id: DeploymentId): Promise<Durations | null> => {
    try {
      const deployment = await logs.use(id, log => log.state())
      return deployment && durationsOf(deployment)
    } catch (error) {
      known.delete(id)
      report(`The log of ${id} cannot be read for its durations: ${String(error)}`)
      return null
    }
  }

  const durations = (id: DeploymentId): Promise<Durations | null> => {
    const found = known.get(id) ?? read(id)
    known.delete(id)
    known.set(id, found)
    const [oldest] = known.keys()
    if (known.size > remembered && oldest !== undefined) known.delete(oldest)
    return found
  }

  const isOfKind = (summary: DeploymentSummary, runbookId: RunbookId | undefined): boolean =>
    summary.outcome === 'succeeded' && (summary.runbook?.id ?? undefined) === runbookId

  const history = async (where: DeploymentFilter, runbookId: RunbookId | undefined): Promise<readonly Durations[]> => {
    const newest = await store.deployments.newest(where, searched)
    const all: Durations[] = []
    // One after the other: whoever waits for a plan or a page of a log comes in between.
    for (const { id } of newest.filter(summary => isOfKind(summary, runbookId)).slice(0, learnedFrom)) {
      const found = await durations(id)
      if (found) all.push(found)
    }
    return all
  }

  return {
    get: async ({ projectId, environmentId, tenantId, runbookId }: TimingsOf): Promise<Result<Timings>> => {
      const where = { projectId, environmentId }
      const own = await history({ ...where, tenantId: tenantId ?? null }, runbookId)
      const enough = own.length === learnedFrom
      return ok(timingsWithin(timingsOf(own), timingsOf(enough ? own : await history(where, runbookId))))
    }
  }
}
