import { z } from 'zod'
import { call } from './call'
import type { Dashboard, DashboardCell, TenantCells } from './dashboard'
import type { DeploymentSummary } from './deployment'
import * as ids from './ids'
import type { FreezeListing } from './lifecycle-calls'
import type { Environment } from './model/environment'
import type { HealthStatus } from './model/health'
import type { Project } from './model/project'

const nothing = z.strictObject({})

/** The part of the contract that gives an overview. */
export const dashboardCalls = {
  'dashboard.get': call(nothing).returns<Dashboard>(),
  /** Shows a project above the others on the dashboard of this workspace, or no more. */
  'dashboard.setFavourite': call(
    z.strictObject({ projectId: ids.projectId, isFavourite: z.boolean() })
  ).returns<null>(),
  /** What is in one environment. */
  'environment.overview': call(z.strictObject({ id: ids.environmentId })).returns<EnvironmentOverview>(),
  /** How often, how long and how well was deployed. */
  'deployment.statistics': call(
    z.strictObject({
      projectId: ids.projectId.optional(),
      environmentId: ids.environmentId.optional(),
      /** Only what was for this tenant; absent for all, and for none. */
      tenantId: ids.tenantId.optional(),
      /** Whole days up to today, by the clock of this machine. */
      days: z.number().int().min(7).max(366).default(90)
    })
  ).returns<DeploymentStatistics>(),
  /** What has every word of a text in its name, or in what it belongs to: the best first. Values are not searched. */
  'search.find': call(
    z.strictObject({ text: z.string().max(200), limit: z.number().int().min(1).max(100).default(30) })
  ).returns<readonly SearchHit[]>()
} as const

export interface EnvironmentOverview {
  readonly environment: Environment
  readonly targets: readonly {
    readonly id: ids.TargetId
    readonly name: string
    readonly status: HealthStatus
    readonly isDisabled: boolean
  }[]
  /** Projects that something was deployed of, or that tenants get there. */
  readonly projects: readonly {
    readonly project: Project
    /** Without a tenant; null where nothing was deployed so. */
    readonly cell: DashboardCell | null
    /** Null for a project that no tenant gets there. */
    readonly tenants: TenantCells | null
  }[]
  /** Phases that name it: `Default: Test`. */
  readonly phases: readonly { readonly lifecycle: string; readonly phase: string; readonly isAutomatic: boolean }[]
  /** Freezes that are about it, under way or to come. */
  readonly freezes: readonly FreezeListing[]
  /** Newest first. */
  readonly deployments: readonly DeploymentSummary[]
}

export interface DeploymentStatistics {
  /** In order, without a gap: a day each up to 31 days, else a week each. */
  readonly buckets: readonly StatisticsBucket[]
  readonly total: number
  readonly succeeded: number
  readonly failed: number
  /** Of those that ran, in milliseconds; null without any. */
  readonly medianMs: number | null
  readonly p90Ms: number | null
  /** From a failure to the next success in the same place, in milliseconds; null where that never happened. */
  readonly recoveryMs: number | null
}

export interface StatisticsBucket {
  /** Milliseconds since 1970 UTC. */
  readonly from: number
  readonly to: number
  readonly succeeded: number
  readonly failed: number
  /** Cancelled, expired or handed over. */
  readonly other: number
  readonly medianMs: number | null
  readonly p90Ms: number | null
}

/** Something that was found. */
export interface SearchHit {
  readonly kind:
    | 'project'
    | 'release'
    | 'environment'
    | 'target'
    | 'runbook'
    | 'library-set'
    | 'package'
    | 'lifecycle'
    | 'channel'
    | 'trigger'
    | 'freeze'
    | 'tenant'
    | 'step'
    | 'variable'
    | 'account'
    | 'certificate'
    | 'feed'
  /** Its own; of a step or a variable that of its project, runbook or library set; of a package its name. */
  readonly id: string
  readonly name: string
  /** Where it belongs, such as the name of its project; null where it stands for itself. */
  readonly within: string | null
  /** The project that it belongs to. */
  readonly projectId: ids.ProjectId | null
}
