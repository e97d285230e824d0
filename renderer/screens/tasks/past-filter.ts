import type { Input } from '@shared/api'
import { overStates } from '@shared/deployment-filter'
import type { EnvironmentId, ProjectId, TenantId } from '@shared/ids'

/** What somebody wants to see of what is over. Null lets everything through. */
export interface PastFilter {
  readonly state: (typeof overStates)[number] | null
  readonly kind: 'deployment' | 'runbook' | null
  readonly projectId: ProjectId | null
  readonly environmentId: EnvironmentId | null
  readonly tenantId: TenantId | null
  /** Which page, from 0. */
  readonly page: number
}

export const everythingPast: PastFilter = {
  state: null,
  kind: null,
  projectId: null,
  environmentId: null,
  tenantId: null,
  page: 0
}

/** Rows of one page. */
export const pageSize = 50

export const isNarrowed = ({ page: _page, ...filter }: PastFilter): boolean =>
  Object.values(filter).some(value => value !== null)

/** The filter with one part chosen, from its first page on. */
export const narrowed = (filter: PastFilter, part: Partial<PastFilter>): PastFilter => ({ ...filter, page: 0, ...part })

/** What is asked for: one row more than a page shows, which says whether there is another page. */
export const pastInput = ({
  state,
  kind,
  projectId,
  environmentId,
  tenantId,
  page
}: PastFilter): Input<'deployment.list'> => ({
  states: state === null ? [...overStates] : [state],
  skip: page * pageSize,
  limit: pageSize + 1,
  ...(kind === null ? {} : { kind }),
  ...(projectId === null ? {} : { projectId }),
  ...(environmentId === null ? {} : { environmentId }),
  ...(tenantId === null ? {} : { tenantId })
})

/** The states that can be chosen, each as the badge of its rows. */
export const pastStates = overStates
