import type { Deployment, DeploymentSummary } from './deployment'
import type { DeploymentEvent } from './deployment-facts'

/** Where a deployment stands in the queue, as far as that is not where it came. All moments are milliseconds since 1970 UTC. */
export interface QueueSlot {
  /** When somebody last moved it to the top; whoever was moved last stands first. */
  readonly movedAt?: number | undefined
  /** Since when it counts as waiting, where it took the place of one that it superseded. */
  readonly since?: number | undefined
  /** It stands before those that have no priority. */
  readonly hasPriority?: true | undefined
}

type Slotted = Pick<Deployment, 'slot'>
type Moved = DeploymentEvent & { readonly kind: 'moved-to-top' }

/** A deployment after somebody moved it to the top. */
export const movedToTop = <D extends Slotted>(current: D, { at }: Moved): D => ({
  ...current,
  slot: { ...current.slot, movedAt: at }
})

/** A deployment after it took the place of others. */
export const placeTaken = <D extends Slotted>(
  current: D,
  { since, movedAt, hasPriority }: DeploymentEvent & { readonly kind: 'place-taken' }
): D => ({
  ...current,
  slot: {
    since,
    ...(movedAt === undefined ? {} : { movedAt }),
    ...(hasPriority === undefined ? {} : { hasPriority })
  }
})

/**
 * Who comes first, as for `sort`: who was moved to the top, who has priority, and who has waited longer.
 * @param dueAt since when it waits
 */
export const compareSlots = (
  a: QueueSlot & { readonly dueAt: number },
  b: QueueSlot & { readonly dueAt: number }
): number =>
  (b.movedAt ?? 0) - (a.movedAt ?? 0) ||
  Number(b.hasPriority ?? false) - Number(a.hasPriority ?? false) ||
  a.dueAt - b.dueAt

/** The same of deployments that have not begun, as lists show them. */
export const compareTurns = (a: DeploymentSummary, b: DeploymentSummary): number => compareSlots(turnOf(a), turnOf(b))

const turnOf = ({ slot, startAt, queuedAt }: DeploymentSummary) => ({
  ...slot,
  dueAt: Math.max(startAt ?? 0, slot?.since ?? queuedAt)
})
