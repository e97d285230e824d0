import type { ScopeDimension, VariableScope } from '../model/variable-scope'
import { scopeDimensions } from '../model/variable-scope'
import { listOf } from '../plan/words'
import type { Origin } from './contest'
import type { WeightName } from './context'

/**
 * The names of what scopes hold ids of, in the order in which people know them: environments from the first to the last.
 * What is not known any more is called by its id.
 */
export interface Labels {
  readonly environments: ReadonlyMap<string, string>
  readonly targets: ReadonlyMap<string, string>
  readonly actions: ReadonlyMap<string, string>
  /** Runbooks by their names; the process of a project is its `deploymentProcess`. */
  readonly processes: ReadonlyMap<string, string>
  /** Absent where nobody knows of any. */
  readonly channels?: ReadonlyMap<string, string>
}

/** What the process of a project is called among the processes that values may be meant for. */
export const deploymentProcess = 'Deployment'

/** What a dimension is called in front of its values. */
export const dimensionWords: Record<ScopeDimension, string> = {
  environments: 'environment',
  targets: 'target',
  roles: 'role',
  actions: 'step',
  channels: 'channel',
  processes: 'process',
  tenantTags: 'tenant tag'
}

/** What adds to the weight of a row, in words. */
export const weightWords: Record<WeightName, string> = {
  actions: 'step',
  targets: 'target',
  stepRole: 'role that the step asks for',
  role: 'role of the target',
  tenantTags: 'tenant tag',
  environments: 'environment',
  channels: 'channel',
  processes: 'process'
}

/** What a value of a dimension is called. */
export const scopeLabel = (dimension: ScopeDimension, value: string, labels: Labels): string =>
  namesOf(dimension, labels)?.get(value) ?? value

/** What a scope holds of a dimension, in the order in which people know it; what nobody knows any more comes last. */
export function scopeValues(scope: VariableScope, dimension: ScopeDimension, labels: Labels): readonly string[] {
  const values = scope[dimension] ?? []
  const known = namesOf(dimension, labels)
  if (values.length < 2 || known === undefined) return values
  const places = new Map([...known.keys()].map((value, place) => [value, place]))
  const placeOf = (value: string): number => places.get(value) ?? places.size
  return [...values].sort((a, b) => placeOf(a) - placeOf(b))
}

/** Undefined for what is called by its own value, or where nobody knows of any. */
function namesOf(dimension: ScopeDimension, labels: Labels): ReadonlyMap<string, string> | undefined {
  return dimension === 'roles' || dimension === 'tenantTags' ? undefined : labels[dimension]
}

/** A scope for people: `environment Test or Production, role web`; `everywhere` without one. */
export function scopeWords(scope: VariableScope, labels: Labels): string {
  const parts = scopeDimensions.flatMap(dimension => {
    const names = scopeValues(scope, dimension, labels).map(value => scopeLabel(dimension, value, labels))
    return names.length === 0 ? [] : [`${dimensionWords[dimension]} ${listOf(names, 'or')}`]
  })
  return parts.length === 0 ? 'everywhere' : parts.join(', ')
}

/** Where a value comes from, for people. */
export function originWords(origin: Origin): string {
  switch (origin.kind) {
    case 'project':
      return 'the project'
    case 'library':
      return `the library set “${origin.name}”`
    case 'answer':
      return 'the answer to its prompt'
    case 'output':
      return origin.machine === null ? `step “${origin.step}”` : `step “${origin.step}” on ${origin.machine}`
    case 'system':
      return 'Slipway'
    case 'member':
      return `what “${origin.of}” refers to`
  }
}
