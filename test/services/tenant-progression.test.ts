import type { DeploymentSummary } from '@shared/deployment'
import type { EnvironmentId, TenantId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'
import type { Lifecycle } from '@shared/model/lifecycle'
import type { Release } from '@shared/model/release'
import { automaticallyDue } from '@shared/progression/progress'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { progressionGround, progressionIn } from '../../electron/services/progression'
import { inTurn } from '../../electron/store/places'
import { type StandingsRecord, standingsAfter, standingsIn } from '../../electron/store/standings'
import { environmentNamed, lifecycleOf, phaseOf } from '../support/lifecycles'
import { ids } from '../support/plans'
import { deploymentIds, deploymentSummary, finishedSummary } from '../support/summaries'
import { tenantIds } from '../support/tenants'

const names = ['Dev', 'Test', 'Live']
const environments = names.map(name => environmentNamed(name) as Environment)
const lifecycle = lifecycleOf(phaseOf('One', ['Dev*']), phaseOf('Two', ['Test*']), phaseOf('Three', ['Live*']))
const release: Release = {
  id: ids.release,
  projectId: ids.project,
  version: '1.0.0',
  notes: '',
  snapshot: ids.snapshot,
  createdAt: 1,
  createdBy: 'ada'
}

type Collection<T> = { readonly get: (id: string) => T | undefined; readonly all: () => readonly T[] }
const collectionOf = <T extends { readonly id: string }>(records: readonly T[]): Collection<T> => ({
  get: id => records.find(record => record.id === id),
  all: () => records
})

/** A store in which exactly these deployments were made of the release. */
function storeWith(deployments: readonly DeploymentSummary[]) {
  let record: StandingsRecord | undefined
  for (const summary of deployments) record = standingsAfter(record, summary, inTurn)
  return {
    lifecycles: collectionOf<Lifecycle>([lifecycle]),
    environments: collectionOf(environments.map((item, sortOrder) => ({ ...item, sortOrder }))),
    channels: collectionOf([]),
    projects: collectionOf([]),
    tenants: collectionOf([]),
    deployments: { standings: () => standingsIn(record) }
  } as unknown as Parameters<typeof progressionIn>[0]
}

const tenants: readonly (TenantId | null)[] = [null, tenantIds(1), tenantIds(2)]
const one = fc.record({
  environment: fc.nat(names.length - 1),
  whom: fc.nat(tenants.length - 1),
  end: fc.constantFrom('succeeded' as const, 'failed' as const, 'open' as const)
})

const summaryOf = ({ environment, whom, end }: { environment: number; whom: number; end: string }, at: number) => {
  const { id: environmentId, name: environmentName } = environments[environment]!
  const tenantId = tenants[whom] ?? null
  const about = {
    id: deploymentIds(at),
    queuedAt: at,
    environmentId,
    environmentName,
    ...(tenantId === null ? {} : { tenant: { id: tenantId, name: `Tenant ${whom}` } })
  }
  return end === 'open' ? deploymentSummary(about) : finishedSummary(end as 'succeeded' | 'failed', about)
}

test('how far a release has come for a tenant is what its own deployments say, whatever becomes of others', () => {
  fc.assert(
    fc.property(fc.array(one, { maxLength: 14 }), fc.option(fc.nat(names.length - 1)), (made, reached) => {
      const all = made.map((item, index) => summaryOf(item, index + 1))
      const together = storeWith(all)
      for (const tenantId of tenants) {
        const own = storeWith(all.filter(({ tenant }) => (tenant?.id ?? null) === tenantId))
        expect(progressionIn(together, release, tenantId)).toEqual(progressionIn(own, release, tenantId))
        const due = (store: typeof own) => {
          const ground = progressionGround(store, release, tenantId)
          const at: EnvironmentId | null = reached === null ? null : (environments[reached]?.id ?? null)
          return ground && automaticallyDue({ ...ground, reached: at })
        }
        expect(due(together)).toEqual(due(own))
      }
    })
  )
})
