import type { Failure } from '../failure'
import { countOf, listOf } from '../plan/words'

const remedies = {
  live: 'Change the scope of one of the values, or remove it.',
  released: 'Change the scope of one of the values, or remove it, and update the variables of the release.'
} as const

/** A refusal to go on with names that several rows claim with equal right in one place. `kind` is where the rows are. */
export const undecided = (names: readonly string[], kind: keyof typeof remedies): Failure => ({
  kind: 'variables-tied',
  message: `${countOf(names.length, 'variable')} cannot be decided here, because several values apply with equal right: ${listOf(names.map(name => `“${name}”`))}.`,
  remedy: remedies[kind]
})
