import { type DeploymentSummary, hasSucceeded, isOpen } from './deployment'

/**
 * By this it is told which of several successes is what is there now, in milliseconds since 1970 UTC: what was queued
 * first may have run last, as it was scheduled, or was continued; and what was only said to be done, or told by a
 * receipt, ran before that.
 */
export const endedAtOf = ({
  ranUntil,
  finishedAt,
  queuedAt
}: Pick<DeploymentSummary, 'ranUntil' | 'finishedAt' | 'queuedAt'>): number => ranUntil ?? finishedAt ?? queuedAt

/**
 * Whether a deployment succeeds just now: it was open as far as was known, and ran here. Then it ended last, whatever the
 * clock says, which may have been set back since the others ended.
 * @param before what was known of it; undefined for nothing
 */
export const succeedsNow = (
  before: Pick<DeploymentSummary, 'state'> | undefined,
  summary: Pick<DeploymentSummary, 'state' | 'outcome' | 'isTold'>
): boolean => before !== undefined && isOpen(before) && hasSucceeded(summary) && summary.isTold === undefined

/**
 * Whether a success is what is there now, in place of the one that was known to be: it is the very one, succeeds just
 * now, or ended later.
 */
export const takesPlaceOf = (summary: DeploymentSummary, known: DeploymentSummary | null, isNow: boolean): boolean =>
  isNow || known === null || known.id === summary.id || endedAtOf(known) <= endedAtOf(summary)
