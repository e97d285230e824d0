import type { DeploymentId, EnvironmentId, ProjectId, ReleaseId, TenantId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import type { ProjectTenancy, Tenant } from '@shared/model/tenant'
import type { Call } from '../../electron/ipc/dispatch'
import { scriptStep } from './deployable'
import { playingEngine, type Script } from './playing-engine'
import { must, openTestWorkspace, type TestWorkspace } from './workspace'

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

/** The shop with its tenants in a workspace of its own. */
export interface TenantShopWorkspace extends TestWorkspace {
  readonly shop: TenantShop
  /** Starts the release, for nobody in particular when no tenant is given, and waits for its end. */
  readonly deploy: (
    environmentId: EnvironmentId,
    tenantId?: TenantId,
    releaseId?: TenantShop['releaseId']
  ) => Promise<DeploymentId>
}

/** Opens it with an engine that plays what actions do. */
export async function openTenantShop(script?: Script, tenancy?: 'allowed' | 'required'): Promise<TenantShopWorkspace> {
  const workspace = await openTestWorkspace({ ports: { runDeployment: playingEngine(script) } })
  const { call, over } = workspace
  const shop = await makeTenantShop(call, tenancy)
  return {
    ...workspace,
    shop,
    deploy: async (environmentId, tenantId, releaseId = shop.releaseId) => {
      const { id } = must(
        await call('deployment.start', { releaseId, environmentId, ...(tenantId === undefined ? {} : { tenantId }) })
      )
      await over(id)
      return id
    }
  }
}
