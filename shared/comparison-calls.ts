import { z } from 'zod'
import { call } from './call'
import type { ReleaseComparison } from './comparison/comparison'
import type { RollbackPlan, RollbackWay } from './comparison/rollback'
import * as ids from './ids'

/** Without a tenant: what the environment has for none. */
const tenantId = ids.tenantId.optional()
const place = z.strictObject({ projectId: ids.projectId, environmentId: ids.environmentId, tenantId })

/** The part of the contract that explains releases: what differs, what would change, and the way back. */
export const comparisonCalls = {
  /** What differs between two releases of a project; values as they are in the environment, where one is named. */
  'release.compare': call(
    z.strictObject({
      before: ids.releaseId,
      after: ids.releaseId,
      environmentId: ids.environmentId.optional(),
      tenantId
    })
  ).returns<ReleaseComparison>(),
  /** What a release would change in an environment: against what was last deployed there successfully. */
  'release.wouldChange': call(
    z.strictObject({ releaseId: ids.releaseId, environmentId: ids.environmentId, tenantId })
  ).returns<ReleaseComparison>(),
  /** What an environment of a project can go back to, the newest first. */
  'rollback.ways': call(place).returns<readonly RollbackWay[]>(),
  /** What going back to a release means. Changes nothing; `deployment.start` carries it out. */
  'rollback.plan': call(
    z.strictObject({ releaseId: ids.releaseId, environmentId: ids.environmentId, tenantId })
  ).returns<RollbackPlan>()
} as const
