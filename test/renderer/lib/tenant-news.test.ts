import type { ReleaseTenant } from '@shared/release-calls'
import type { TenantOverview } from '@shared/tenant-calls'
import { expect, test } from 'vitest'
import { matrixAfter } from '../../../renderer/lib/release-matrix'
import { releaseTenantsAfter, tenantOverviewAfter } from '../../../renderer/lib/tenant-news'
import {
  anEnvironment,
  aProject,
  aSummary,
  aTenant,
  environmentIdOf,
  releaseIdOf,
  tenantIdOf
} from '../../support/catalogue'

const acme = { id: tenantIdOf(1), name: 'Acme' }
const before = aSummary(1, { tenant: acme })
const overview: TenantOverview = {
  tenant: aTenant(1, { name: 'Acme' }),
  places: [
    { project: aProject(1), environment: anEnvironment(1), isLinked: true, cell: null },
    { project: aProject(1), environment: anEnvironment(2), isLinked: true, cell: { newest: before, current: null } }
  ],
  deployments: [before]
}

test('a deployment changes the one place that it goes to, and stands first among the newest', () => {
  const news = aSummary(2, { tenant: acme })
  expect(tenantOverviewAfter(overview, news)).toEqual({
    ...overview,
    places: [{ ...overview.places[0], cell: { newest: news, current: null } }, overview.places[1]],
    deployments: [news, before]
  })
})

test('a run of a runbook for a tenant is listed, and deploys nothing', () => {
  const news = aSummary(2, { tenant: acme, runbook: { id: 'runbook-0000000001' as never, name: 'Rotate keys' } })
  const after = tenantOverviewAfter(overview, news)
  expect(after.places).toEqual(overview.places)
  expect(after.deployments).toEqual([news, before])
})

const tenants: readonly ReleaseTenant[] = [1, 2].map(n => ({
  tenant: { id: tenantIdOf(n), name: `Tenant ${n}`, tags: [] },
  environments: [1, 2].map(at => ({ id: environmentIdOf(at), why: null, isNext: true, cell: null, current: null }))
}))
const cellsOf = (list: readonly ReleaseTenant[]) =>
  list.map(({ environments }) => environments.map(({ cell }) => cell?.newest.id ?? null))

test('news about a release are those of their tenant and environment alone', () => {
  const news = aSummary(2, { tenant: acme })
  expect(cellsOf(releaseTenantsAfter(tenants, releaseIdOf(1), news))).toEqual([
    [news.id, null],
    [null, null]
  ])
  expect(releaseTenantsAfter(tenants, releaseIdOf(2), news)).toBe(tenants)
})

test('an older deployment does not take the place of a newer one', () => {
  const newer = aSummary(5, { tenant: acme })
  const list = releaseTenantsAfter(tenants, releaseIdOf(1), newer)
  expect(cellsOf(releaseTenantsAfter(list, releaseIdOf(1), aSummary(4, { tenant: acme })))).toEqual(cellsOf(list))
})

test('how far a deployment for a tenant is changes no count of a release; that it begins or ends does', () => {
  const matrix = { environments: [anEnvironment(1)], channels: [], rows: [], total: 0 }
  expect(matrixAfter(matrix, aSummary(1, { tenant: acme, state: 'running' }))).toBe(matrix)
  expect(matrixAfter(matrix, aSummary(1, { tenant: acme, state: 'queued' }))).toBeNull()
  expect(matrixAfter(matrix, aSummary(1, { tenant: acme, state: 'finished', outcome: 'failed' }))).toBeNull()
})
