import { countOf } from '../plan/words'
import type { Phase, Retention } from './lifecycle'

// What the settings of lifecycles mean, in words: for the editor, the command line and the audit log.

/** What is kept: `everything`, `the newest 3 releases`, `releases of the last 30 days`. */
export function retentionWords(retention: Retention): string {
  switch (retention.keep) {
    case 'forever':
      return 'everything'
    case 'releases':
      return retention.count === 1 ? 'the newest release' : `the newest ${retention.count} releases`
    case 'days':
      return retention.count === 1 ? 'releases of the last day' : `releases of the last ${retention.count} days`
  }
}

type Kept = Pick<Phase, 'name' | 'retention'>

/**
 * What a phase takes over where it says nothing of its own: from the nearest earlier phase that says something, or else
 * from the lifecycle.
 * @param from the name of that phase; null for the lifecycle.
 */
export function inheritedRetention(
  phases: readonly Kept[],
  index: number,
  ofLifecycle: Retention
): { readonly retention: Retention; readonly from: string | null } {
  const earlier = phases.slice(0, index).findLast(({ retention }) => retention !== undefined)
  return earlier?.retention === undefined
    ? { retention: ofLifecycle, from: null }
    : { retention: earlier.retention, from: earlier.name }
}

/** How many environments of a phase must have had a success before the next one opens. */
export const requiredOf = (minimum: number, environments: number): number =>
  minimum === 0 ? environments : Math.min(minimum, environments)

/** The same in words: `needs all 3`, `needs any 1 of 3`; null where there is one environment or none. */
export function requiredWords(minimum: number, environments: number): string | null {
  if (environments < 2) return null
  const required = requiredOf(minimum, environments)
  return required === environments
    ? `needs ${environments === 2 ? 'both' : `all ${environments}`}`
    : `needs any ${required} of ${environments}`
}

/** How many phases: `3 phases`; for none, what that means. */
export const phasesWords = (phases: readonly unknown[]): string =>
  phases.length === 0 ? 'Each environment is a phase, in order' : countOf(phases.length, 'phase')
