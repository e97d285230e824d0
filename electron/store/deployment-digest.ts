import type { DeploymentSummary } from '@shared/deployment'
import { type Listed, listedOf } from '@shared/deployment-filter'
import { type Counted, countedOf } from '@shared/statistics/statistics'

/** What stays in memory of a deployment whose summary does not: what lists and statistics look at. */
export interface DeploymentDigest {
  readonly listed: Listed
  /** Null for what statistics do not count. */
  readonly counted: Counted | null
}

export const digestOf = (summary: DeploymentSummary): DeploymentDigest => ({
  listed: listedOf(summary),
  counted: countedOf(summary)
})
