import { z } from 'zod'
import { call } from './call'
import type { DashboardCell } from './dashboard'
import type { DeploymentSummary } from './deployment'
import * as ids from './ids'
import type { Environment } from './model/environment'
import type { Project } from './model/project'
import { type Tenant, tenantInput } from './model/tenant'

const about = z.strictObject({ id: ids.tenantId })

/** The part of the contract that is about tenants. */
export const tenantCalls = {
  /** By name. */
  'tenant.list': call(z.strictObject({})).returns<readonly Tenant[]>(),
  'tenant.create': call(tenantInput).returns<Tenant>(),
  'tenant.update': call(about.extend({ value: tenantInput })).returns<Tenant>(),
  /** Says in which environments it gets one project; without any it gets it no more. */
  'tenant.link': call(
    about.extend({ projectId: ids.projectId, environmentIds: z.array(ids.environmentId).max(200) })
  ).returns<Tenant>(),
  /** Its deployments stay, and keep its name. Refused while one of them is under way, and while a target names it. */
  'tenant.delete': call(about).returns<null>(),
  /** What it has, and what it could have. */
  'tenant.overview': call(about).returns<TenantOverview>()
} as const

export interface TenantOverview {
  readonly tenant: Tenant
  /** Every project and environment that it is linked to, and those of which it still has something; by name and in order. */
  readonly places: readonly TenantPlace[]
  /** Its newest deployments and runs of runbooks, newest first. */
  readonly deployments: readonly DeploymentSummary[]
}

export interface TenantPlace {
  readonly project: Project
  readonly environment: Environment
  readonly isLinked: boolean
  /** Null where nothing was ever deployed for it. */
  readonly cell: DashboardCell | null
}
