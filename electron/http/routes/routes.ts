import type { RootHandler, SpaceHandler } from '../request'
import type { Route } from '../router'
import { channelRoutes } from './channels'
import { deploymentRoutes } from './deployments'
import { environmentRoutes } from './environments'
import { feedRoutes } from './feeds'
import { groupRoutes } from './groups'
import { lifecycleRoutes } from './lifecycles'
import { machineRoutes } from './machines'
import { packageRoutes } from './packages'
import { processRoutes } from './processes'
import { projectRoutes } from './projects'
import { releaseRoutes } from './releases'
import { runbookRunRoutes } from './runbook-runs'
import { runbookRoutes } from './runbooks'
import { openServerRoutes, rootServerRoutes, spaceServerRoutes } from './server'
import { spaceManagementRoutes } from './spaces'
import { rootTaskRoutes, taskRoutes } from './tasks'
import { tenantRoutes } from './tenants'

/** Those that need no key. */
export const openRoutes: readonly Route<RootHandler>[] = openServerRoutes

/** Those that are about no space in particular. */
export const rootRoutes: readonly Route<RootHandler>[] = [
  ...rootServerRoutes,
  ...spaceManagementRoutes,
  ...rootTaskRoutes
]

/** Those of a space, below its part of the address. */
export const spaceRoutes: readonly Route<SpaceHandler>[] = [
  ...spaceServerRoutes,
  ...projectRoutes,
  ...processRoutes,
  ...channelRoutes,
  ...environmentRoutes,
  ...machineRoutes,
  ...tenantRoutes,
  ...lifecycleRoutes,
  ...groupRoutes,
  ...feedRoutes,
  ...packageRoutes,
  ...releaseRoutes,
  ...deploymentRoutes,
  ...taskRoutes,
  ...runbookRoutes,
  ...runbookRunRoutes
]
