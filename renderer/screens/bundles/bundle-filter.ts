import type { Input } from '@shared/api'
import type { BundleState } from '@shared/bundle/state'
import type { TargetId } from '@shared/ids'

/** What somebody wants to see of all bundles. Null lets everything through. */
export interface BundleFilter {
  readonly state: BundleState | null
  readonly targetId: TargetId | null
  /** Which page, from 0. */
  readonly page: number
}

export const everyBundle: BundleFilter = { state: null, targetId: null, page: 0 }

/** Rows of one page. */
export const pageSize = 50

export const isNarrowed = ({ state, targetId }: BundleFilter): boolean => state !== null || targetId !== null

/** What is asked for. */
export const bundlesInput = ({ state, targetId, page }: BundleFilter): Input<'bundle.all'> => ({
  skip: page * pageSize,
  limit: pageSize,
  ...(state === null ? {} : { state }),
  ...(targetId === null ? {} : { targetId })
})
