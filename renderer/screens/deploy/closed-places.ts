import type { EnvironmentId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'
import type { Progression } from '@shared/progression/progression'

/** Why a release may not go to some environments, by the phases that they are in. */
export function closedIn(
  { phases, deployable, lifecycle }: Progression,
  environments: readonly Environment[]
): ReadonlyMap<EnvironmentId, string> {
  const closed = environments.filter(({ id }) => !deployable.includes(id))
  return new Map(
    closed.map(({ id, name }) => {
      const phase = phases.find(item => item.environments.some(environment => environment.id === id))
      return [id, phase?.why ?? `${name} is closed: “${lifecycle.name}” does not lead there.`]
    })
  )
}
