import { type DeploymentSummary, hasSucceeded, isOpen } from '@shared/deployment'
import type { DeploymentId } from '@shared/ids'
import { takesPlaceOf } from '@shared/what-is-there'
import { type LatestDeployment, placeId } from './record-schemas'

/** What is known of how a deployment came to be as its summary says. */
export interface Turn {
  /** It was only just queued, so that it is the newest whatever the clock said before. */
  readonly isNew: boolean
  /** It only just succeeded, so that it is what is there whatever the clock said before. */
  readonly isNow: boolean
}

/** Nothing is known but what the summary says. */
export const asSaid: Turn = { isNew: false, isNow: false }

/** Deployments are gone through in the order in which they came. */
export const inTurn: Turn = { isNew: true, isNow: false }

/**
 * What is known of a place after one of its deployments came to be as `summary` says; the very same record where
 * nothing changes. `left` is what else is there, for where a success is taken back.
 */
export function placeAfter(
  place: LatestDeployment | undefined,
  summary: DeploymentSummary,
  { isNew, isNow }: Turn,
  left?: LatestDeployment
): LatestDeployment {
  const id = placeId(summary)
  const after = (current: DeploymentSummary | null) => currentAfter(current, summary, isNow, left?.current ?? null)
  if (place === undefined) return { id, summary, open: openAfter([], summary), current: after(null) }
  const isShown = isNew || isNotOlder(summary, place.summary) || place.summary.id === summary.id
  const open = openAfter(place.open, summary)
  // Until a record from before it was kept is completed, it goes on saying nothing of it.
  const current = place.current === undefined ? undefined : after(place.current)
  if (!isShown && open === place.open && current === place.current) return place
  return { id, summary: isShown ? summary : place.summary, open, current }
}

/** What is left of a place once a deployment is gone; null for nothing. `left` says what else there is. */
export function placeWithout(
  place: LatestDeployment,
  { id }: DeploymentSummary,
  left: LatestDeployment | undefined
): LatestDeployment | null {
  const isShown = place.summary.id === id
  const summary = isShown ? left?.summary : place.summary
  if (summary === undefined) return null
  const open = place.open.filter(item => item !== id)
  const isCurrent = place.current?.id === id
  if (!isShown && !isCurrent && open.length === place.open.length) return place
  const current = isCurrent ? (left?.current ?? null) : place.current
  return { ...place, summary, open, ...(current === undefined ? {} : { current }) }
}

const isNotOlder = (one: DeploymentSummary, other: DeploymentSummary): boolean => other.queuedAt <= one.queuedAt

function currentAfter(
  current: DeploymentSummary | null,
  summary: DeploymentSummary,
  isNow: boolean,
  left: DeploymentSummary | null
): DeploymentSummary | null {
  if (!hasSucceeded(summary)) return current?.id === summary.id ? left : current
  return takesPlaceOf(summary, current, isNow) ? summary : current
}

/** The very same list comes back where nothing changes. */
function openAfter(before: readonly DeploymentId[], summary: DeploymentSummary): readonly DeploymentId[] {
  if (before.includes(summary.id) === isOpen(summary)) return before
  return isOpen(summary) ? [...before, summary.id] : before.filter(id => id !== summary.id)
}
