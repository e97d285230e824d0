import type { Policy, TargetHealth } from '@shared/model/health'
import type { Target } from '@shared/model/target'

const minute = 60_000
/** No check begins sooner after the workspace was opened, so that opening it stays quick. */
const quietMs = 5 * minute
/** Within how much time after that those that are overdue are spread. */
const spreadMs = 10 * minute

/**
 * When a target is to be checked next by schedule; null when it never is. Targets are apart by a part of their
 * interval that depends on their id alone, so that they are not all checked at once.
 * @param openedAt when the workspace was opened; milliseconds since 1970 UTC, as the answer
 */
export function dueAt(
  target: Target,
  policy: Pick<Policy, 'intervalMinutes'>,
  health: Pick<TargetHealth, 'checkedAt'> | undefined,
  openedAt: number
): number | null {
  if (target.isDisabled || policy.intervalMinutes === null) return null
  // Nobody has said yet who may answer there; that is for a person to settle first.
  if (target.kind === 'offline' || (target.kind === 'ssh' && target.hostKey === null)) return null
  const interval = policy.intervalMinutes * minute
  const share = shareOf(target.id)
  const soonest = openedAt + Math.min(quietMs, interval) + share * Math.min(spreadMs, interval)
  if (health === undefined) return Math.round(soonest)
  return Math.round(Math.max(soonest, health.checkedAt + interval * (1 + 0.05 * share)))
}

/** A number from 0 to 1 that belongs to the text (FNV-1a). */
function shareOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash >>> 0) / 2 ** 32
}
