import type { DeploymentSummary } from '@shared/deployment'
import type { EnvironmentId, ProjectId, ReleaseId, TenantId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import type { ProjectTenancy, Tenant } from '@shared/model/tenant'
import type { Call } from '../../electron/ipc/dispatch'
import { scriptStep } from './deployable'
import { ids } from './plans'
import { must } from './workspace'

export const tenantIds = (n: number): TenantId => `tenant-${String(n).padStart(10, '0')}` as TenantId

/** The tenant “Acme” of Region/North, which gets the project of `ids` in its environment. */
export const aTenant = (n = 1, changes: Partial<Tenant> = {}): Tenant => ({
  id: tenantIds(n),
  name: n === 1 ? 'Acme' : `Tenant ${n}`,
  description: '',
  tags: ['Region/North'],
  projects: [{ projectId: ids.project, environmentIds: [ids.environment()] }],
  ...changes
})

/** Shop 1.0.0 goes to Test, then Live. Acme (Region/North) and Bolt (Region/South) get it in both. */
export interface TenantShop {
  readonly projectId: ProjectId
  readonly releaseId: ReleaseId
  readonly test: EnvironmentId
  readonly live: EnvironmentId
  readonly acme: Tenant
  readonly bolt: Tenant
}

/** Targets: `shared` for both tenants and for none, in Test and Live; nothing is for anybody else. */
export async function makeTenantShop(
  call: Call,
  tenancy: ProjectTenancy = 'allowed',
  steps: readonly StepInput[] = [scriptStep('Install')]
): Promise<TenantShop> {
  const test = must(await call('environment.create', { name: 'Test' })).id
  const live = must(await call('environment.create', { name: 'Live' })).id
  const project = must(await call('project.create', { name: 'Shop' }))
  must(await call('project.setReleases', { id: project.id, value: { tenancy } }))
  must(await call('process.save', { projectId: project.id, version: 0, steps: [...steps] }))
  const projects = [{ projectId: project.id, environmentIds: [test, live] }]
  const acme = must(await call('tenant.create', { name: 'Acme', tags: ['Region/North'], projects }))
  const bolt = must(await call('tenant.create', { name: 'Bolt', tags: ['Region/South'], projects }))
  const tags = ['Region/North', 'Region/South']
  must(
    await call('target.create', {
      kind: 'local',
      name: 'shared',
      roles: ['server'],
      environmentIds: [test, live],
      tenancy: { mode: 'both', tenantIds: [], tags }
    })
  )
  const release = must(await call('release.create', { projectId: project.id, version: '1.0.0' }))
  return { projectId: project.id, releaseId: release.id, test, live, acme, bolt }
}

/** Whom a deployment is for, by name; null for nobody in particular. */
export const whomOf = ({ tenant }: Pick<DeploymentSummary, 'tenant'>): string | null => tenant?.name ?? null
