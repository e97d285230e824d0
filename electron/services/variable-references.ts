import type { Variable } from '@shared/model/variable-set'
import type { Store } from '../store/store'
import { byName } from './rules'

/** The rows, of projects and of library sets, that refer to something, and where they stand in words. */
export interface VariableReferences {
  readonly count: number
  /** Such as `the variables of “Shop”`. */
  readonly places: readonly string[]
}

/** Where variables refer to an account or a certificate. */
export function variableReferences(
  { projects, variableSets, librarySets }: Pick<Store, 'projects' | 'variableSets' | 'librarySets'>,
  refers: (variable: Variable) => boolean
): VariableReferences {
  let count = 0
  const counting = (variables: readonly Variable[]): boolean => {
    const found = variables.filter(refers).length
    count += found
    return found > 0
  }
  const inProjects = byName(projects.all().filter(({ id }) => counting(variableSets.get(id)?.variables ?? [])))
  const inSets = byName(librarySets.all().filter(({ variables }) => counting(variables)))
  return {
    count,
    places: [
      ...inProjects.map(({ name }) => `the variables of “${name}”`),
      ...inSets.map(({ name }) => `the library set “${name}”`)
    ]
  }
}
