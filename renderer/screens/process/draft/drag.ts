import type { Drop } from './moves'
import type { NodeKey } from './nodes'
import type { StepRow } from './rows'

/** Where something that is dragged would go, and the line that shows it. */
export interface Landing {
  readonly to: Drop
  /** The row at whose edge the line is. */
  readonly row: NodeKey
  readonly edge: 'before' | 'after'
  readonly isInside: boolean
}

/** What is held: the rows of a step with its actions, or of one action. */
export interface Held {
  readonly row: StepRow
  /** The row below the pointer, and whether the pointer is in its lower half. */
  readonly over: NodeKey
  readonly isLower: boolean
  /** How far to the right it was pulled, in pixels; to the left below zero. */
  readonly pull: number
}

/** A pull of so many pixels means into or out of a step. */
const meant = 24

/** Where a drag leads; null where it leads nowhere, such as onto itself. */
export function landingOf(rows: readonly StepRow[], { row, over, isLower, pull }: Held): Landing | null {
  const isHeld = (other: StepRow) => other.key === row.key || (!row.isChild && other.step === row.step)
  const others = rows.filter(other => !isHeld(other))
  const at = others.findIndex(other => other.key === over)
  if (at < 0) return null
  const gap = isLower ? at + 1 : at
  const previous = others[gap - 1]
  const next = others[gap]
  if (next?.isChild && row.action === null) return afterStep(others, next)
  // Between two actions there is no place for a step.
  if (next?.isChild) return landing({ into: next.step.key, before: next.key }, next, 'before', true)
  const isBehindActions = previous !== undefined && (previous.isChild || previous.action === null)
  const wantsIn = pull > meant || (row.isChild && isBehindActions && pull > -meant)
  const isInside = row.action !== null && previous !== undefined && wantsIn
  const to: Drop = isInside ? { into: previous.step.key, before: null } : { into: null, before: next?.step.key ?? null }
  const edge = next ?? previous
  return edge === undefined ? null : landing(to, edge, next ? 'before' : 'after', isInside)
}

const landing = (to: Drop, row: StepRow, edge: 'before' | 'after', isInside: boolean): Landing => ({
  to,
  row: row.key,
  edge,
  isInside
})

/** A step with several actions stays whole and goes behind the step that it was held over. */
function afterStep(rows: readonly StepRow[], { step }: StepRow): Landing | null {
  const last = rows.findLastIndex(row => row.step === step)
  const next = rows[last + 1]
  const edge = next ?? rows[last]
  if (edge === undefined) return null
  return landing({ into: null, before: next?.step.key ?? null }, edge, next ? 'before' : 'after', false)
}
