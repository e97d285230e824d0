import type { Input } from '@shared/api'
import type { DeploymentSummary } from '@shared/deployment'
import { isListed } from '@shared/deployment-filter'

/**
 * A list of deployments, newest first, after one of them changed; those that the filter leaves out go or stay out. What
 * is new belongs to the first page: on later ones it would only push others down.
 */
export function upsertSummary(
  list: readonly DeploymentSummary[],
  summary: DeploymentSummary,
  filter: Input<'deployment.list'>
): readonly DeploymentSummary[] {
  const isIn = list.some(item => item.id === summary.id)
  if (!isListed(summary, filter)) return isIn ? list.filter(item => item.id !== summary.id) : list
  if (isIn) return list.map(item => (item.id === summary.id ? summary : item))
  if ((filter.skip ?? 0) > 0) return list
  // The others are in the order in which they came, which the clock does not tell.
  const older = list.findIndex(({ queuedAt }) => queuedAt <= summary.queuedAt)
  return list.toSpliced(older === -1 ? list.length : older, 0, summary).slice(0, limitOf(filter))
}

/**
 * The same for what `deployment.list` answered; null where only the call knows: a full list lost one, whose place another
 * may take, or one is queued that may have come just now, although the clock says that others came later.
 */
export function listAfter(
  list: readonly DeploymentSummary[],
  summary: DeploymentSummary,
  filter: Input<'deployment.list'>
): readonly DeploymentSummary[] | null {
  const after = upsertSummary(list, summary, filter)
  const isShort = list.length >= limitOf(filter) && after.length < list.length
  return isShort || isUnplaced(list, after, summary, filter) ? null : after
}

function isUnplaced(
  before: readonly DeploymentSummary[],
  after: readonly DeploymentSummary[],
  summary: DeploymentSummary,
  filter: Input<'deployment.list'>
): boolean {
  const isUnknown = summary.state === 'queued' && before.every(({ id }) => id !== summary.id)
  return isUnknown && isListed(summary, filter) && (filter.skip ?? 0) === 0 && after[0]?.id !== summary.id
}

const limitOf = ({ limit = 50 }: Input<'deployment.list'>): number => limit
