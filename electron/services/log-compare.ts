import type { DeploymentSummary } from '@shared/deployment'
import { notFound } from '@shared/failure'
import type { DeploymentId, RunId } from '@shared/ids'
import type { Comparison } from '@shared/log-calls'
import { stageOfRun } from '@shared/plan/places'
import type { Plan } from '@shared/plan/plan'
import { fail, ok, type Result } from '@shared/result'
import type { ReadableLog } from '../store/log/scan/scans'
import type { ServiceContext } from './context'
import type { ServicePorts } from './ports'

/** How many deployments are looked through for one that went well, and in how many of these for the same run. */
const lookedAt = 200
const opened = 10

interface GoodRun {
  readonly good: NonNullable<Comparison['good']>
  readonly log: ReadableLog
}

/** Compares what a run wrote with the last time that the same action went well in the same place. */
export function createLogComparison(
  { store, logs }: Pick<ServiceContext, 'store' | 'logs'>,
  { logScans }: Pick<ServicePorts, 'logScans'>
) {
  const succeededBefore = async (id: DeploymentId, plan: Plan, queuedAt: number) => {
    const { project, environment, tenant, runbook } = plan
    const place = { projectId: project.id, environmentId: environment.id, tenantId: tenant?.id ?? null }
    const newest = await store.deployments.newest(place, lookedAt)
    const isGood = (item: DeploymentSummary) =>
      item.id !== id &&
      item.outcome === 'succeeded' &&
      item.queuedAt < queuedAt &&
      (item.runbook?.id ?? null) === (runbook?.id ?? null)
    return newest.filter(isGood).slice(0, opened)
  }

  const goodRunIn = (summary: DeploymentSummary, plan: Plan, run: RunId): Promise<GoodRun | null> =>
    logs.use(summary.id, async log => {
      const state = await log.state()
      const same = state === null ? null : sameRun(plan, run, state.plan)
      if (state?.state !== 'finished' || same === null || state.runs[same]?.state !== 'succeeded') return null
      const { id: deploymentId, finishedAt } = state
      const { id: releaseId, version: releaseVersion } = state.plan.release
      const good = { deploymentId, releaseId, releaseVersion, finishedAt, run: same }
      return { good, log: await log.readable() }
    })

  return async (id: DeploymentId, run: RunId): Promise<Result<Comparison>> => {
    if (!(await store.deployments.get(id))) return fail(notFound('deployment', id))
    return logs.use(id, async log => {
      const state = await log.state()
      if (state === null || state.runs[run] === undefined) return fail(notFound('run', run))
      const own = { log: await log.readable(), run }
      for (const summary of await succeededBefore(id, state.plan, state.queuedAt)) {
        const found = await goodRunIn(summary, state.plan, run)
        if (found === null) continue
        const { good, log: other } = found
        const difference = await logScans.compare(own, { log: other, run: good.run })
        return difference.ok ? ok({ good, difference: difference.value }) : difference
      }
      return ok({ good: null, difference: null })
    })
  }
}

/** The run of the same action in the same place of another plan. */
function sameRun(plan: Plan, run: RunId, other: Plan): RunId | null {
  const stage = stageOfRun(plan, run)
  const planned = stage?.runs.find(item => item.id === run)
  const same = other.stages.find(item => item.actionId === stage?.actionId)
  return same?.runs.find(item => item.targetId === planned?.targetId)?.id ?? null
}
