import { type Client, DeploymentRepository, TenantRepository } from '@octopusdeploy/api-client'
import { onlySpace, startTestApi, type TestApi } from './http-api'
import { connect } from './octopus-client'
import { openTenantShop, type TenantShopWorkspace } from './tenant-shop'

/** The shop with its tenants, its API, and the official client. */
export interface TenantShopApi extends TenantShopWorkspace, Omit<TestApi, 'close'> {
  readonly client: Client
  readonly tenants: TenantRepository
  readonly deployments: DeploymentRepository
}

export async function openTenantShopApi(tenancy?: 'allowed' | 'required'): Promise<TenantShopApi> {
  const workspace = await openTenantShop(undefined, tenancy)
  const api = await startTestApi(onlySpace(workspace.call))
  const client = await connect(api)
  return {
    ...api,
    ...workspace,
    client,
    tenants: new TenantRepository(client, 'Default'),
    deployments: new DeploymentRepository(client, 'Default')
  }
}
