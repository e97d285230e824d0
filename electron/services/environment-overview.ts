import type { EnvironmentOverview } from '@shared/dashboard-calls'
import { notFound } from '@shared/failure'
import type { EnvironmentId } from '@shared/ids'
import type { FreezeListing } from '@shared/lifecycle-calls'
import { fail, ok, type Result } from '@shared/result'
import type { ServiceContext } from './context'
import type { Deployments } from './deployments'
import { cellOf } from './release-cells'
import { byName } from './rules'
import { tenantCellsOf } from './tenancy'

/** How many deployments are listed. */
const listed = 30

interface Around {
  readonly deployments: Pick<Deployments, 'latest' | 'list'>
  readonly freezes: { list(): Promise<Result<readonly FreezeListing[]>> }
}

/** What is in one environment. */
export function createEnvironmentOverview({ store }: Pick<ServiceContext, 'store'>, { deployments, freezes }: Around) {
  const targetsIn = (id: EnvironmentId): EnvironmentOverview['targets'] =>
    byName(store.targets.all().filter(target => target.environmentIds.includes(id))).map(target => ({
      id: target.id,
      name: target.name,
      status: store.targetHealth.get(target.id)?.status ?? 'unknown',
      isDisabled: target.isDisabled
    }))

  const projectsIn = (id: EnvironmentId): EnvironmentOverview['projects'] => {
    const there = deployments.latest().filter(item => item.environmentId === id && item.runbook === null)
    return byName(store.projects.all()).flatMap(project => {
      const places = there.filter(item => item.projectId === project.id)
      const alone = places.find(({ tenant }) => tenant === undefined)
      const tenants = tenantCellsOf(store, project, places)?.[id] ?? null
      if (alone === undefined && tenants === null) return []
      return [{ project, cell: alone === undefined ? null : cellOf(store, alone), tenants }]
    })
  }

  const phasesWith = (id: EnvironmentId): EnvironmentOverview['phases'] =>
    byName(store.lifecycles.all()).flatMap(({ name: lifecycle, phases }) =>
      phases.flatMap(({ name: phase, environments }) => {
        const found = environments.find(environment => environment.id === id)
        return found === undefined ? [] : [{ lifecycle, phase, isAutomatic: found.isAutomatic }]
      })
    )

  return {
    get: async (id: EnvironmentId): Promise<Result<EnvironmentOverview>> => {
      const environment = store.environments.get(id)
      if (!environment) return fail(notFound('environment', id))
      const frozen = await freezes.list()
      if (!frozen.ok) return frozen
      const newest = await deployments.list({ environmentId: id, limit: listed, skip: 0 })
      if (!newest.ok) return newest
      return ok({
        environment,
        targets: targetsIn(id),
        projects: projectsIn(id),
        phases: phasesWith(id),
        freezes: frozen.value.filter(
          ({ state, environments }) => state !== 'over' && (environments === undefined || environments.includes(id))
        ),
        deployments: newest.value
      })
    }
  }
}
