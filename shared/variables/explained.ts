import type { Explanation, PreviewedVariable } from './explain'
import type { Labels } from './scope-words'

/** What ids are called in the answer, as pairs that survive the way to the window. */
export interface PlainLabels {
  readonly environments: Readonly<Record<string, string>>
  readonly targets: Readonly<Record<string, string>>
  readonly actions: Readonly<Record<string, string>>
  readonly processes: Readonly<Record<string, string>>
}

/** An explanation with the names of what it mentions, as they are now. */
export interface Explained {
  readonly explanation: Explanation
  readonly labels: PlainLabels
}

/** Every variable of one place. */
export interface Previewed {
  readonly variables: readonly PreviewedVariable[]
  readonly labels: PlainLabels
}

/** Labels as a resolver's words take them. */
export const labelsFrom = ({ environments, targets, actions, processes }: PlainLabels): Labels => ({
  environments: new Map(Object.entries(environments)),
  targets: new Map(Object.entries(targets)),
  actions: new Map(Object.entries(actions)),
  processes: new Map(Object.entries(processes))
})

/** The same the other way round. */
export const plainLabels = ({ environments, targets, actions, processes }: Labels): PlainLabels => ({
  environments: Object.fromEntries(environments),
  targets: Object.fromEntries(targets),
  actions: Object.fromEntries(actions),
  processes: Object.fromEntries(processes)
})
