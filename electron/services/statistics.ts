import type { Parsed } from '@shared/api'
import type { DeploymentStatistics } from '@shared/dashboard-calls'
import { notFound } from '@shared/failure'
import { fail, ok, type Result } from '@shared/result'
import { bucketEdges, Statistics } from '@shared/statistics/statistics'
import { Breath } from '../store/breathe'
import type { ServiceContext } from './context'

/** How often, how long and how well was deployed. */
export function createStatistics({ store, now }: Pick<ServiceContext, 'store' | 'now'>) {
  return {
    /** Counts what the archive keeps in memory of each deployment, and lets others in between. */
    get: async ({
      projectId,
      environmentId,
      tenantId,
      days
    }: Parsed<'deployment.statistics'>): Promise<Result<DeploymentStatistics>> => {
      if (projectId !== undefined && !store.projects.get(projectId)) return fail(notFound('project', projectId))
      if (environmentId !== undefined && !store.environments.get(environmentId))
        return fail(notFound('environment', environmentId))
      if (tenantId !== undefined && !store.tenants.get(tenantId)) return fail(notFound('tenant', tenantId))
      const statistics = new Statistics(bucketEdges(days, midnightsFrom(now())))
      const breath = new Breath()
      for await (const some of store.deployments.counted({ projectId, environmentId, tenantId })) {
        for (const deployment of some) statistics.add(deployment)
        await breath.take()
      }
      return ok(statistics.result())
    }
  }
}

/** When the day begins that is so many days away, by the clock of this machine: days of 23 and of 25 hours, too. */
const midnightsFrom = (now: number) => {
  const today = new Date(now)
  return (away: number): number => new Date(today.getFullYear(), today.getMonth(), today.getDate() + away).getTime()
}
