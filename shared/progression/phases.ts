import type { EnvironmentId, PhaseId } from '../ids'
import type { Channel } from '../model/channel'
import type { Environment } from '../model/environment'
import type { Lifecycle, Phase } from '../model/lifecycle'
import type { Project } from '../model/project'

/** A phase of a lifecycle with the environments that it has at the moment. */
export interface LivePhase {
  /** Null for the phases of a lifecycle that has none. */
  readonly id: PhaseId | null
  readonly name: string
  readonly environments: readonly {
    readonly id: EnvironmentId
    readonly name: string
    readonly isAutomatic: boolean
  }[]
  /** How many of its environments must have had a success. */
  readonly required: number
  readonly isOptional: boolean
}

type Named = Pick<Environment, 'id' | 'name'>

/**
 * The phases of a lifecycle as they are at the moment. Without any, each environment is one; a phase that names no
 * environment has all that no other phase names. Those that are gone are left out.
 * @param environments all that there are, in their order
 */
export function livePhases(
  { phases }: Pick<Lifecycle, 'phases'>,
  environments: readonly Named[]
): readonly LivePhase[] {
  if (phases.length === 0) return environments.map(phaseOfItsOwn)
  const byId = new Map(environments.map(item => [item.id, item]))
  return phases.map(phase => {
    const own = phase.environments.length === 0 ? othersThan(phase, phases, environments) : inPhase(phase, byId)
    const { id, name, minimum, isOptional } = phase
    const required = minimum === 0 ? own.length : Math.min(minimum, own.length)
    return { id, name, environments: own, required, isOptional }
  })
}

/** Where the lifecycles of a project and of its channels deploy releases by themselves. */
export function automaticPlaces(
  { releases }: Pick<Project, 'releases'>,
  channels: readonly Pick<Channel, 'lifecycleId'>[],
  lifecycles: readonly Lifecycle[]
): readonly EnvironmentId[] {
  const usual = lifecycles.find(({ isDefault }) => isDefault)
  const used = channels.map(
    ({ lifecycleId = releases?.lifecycleId }) => lifecycles.find(({ id }) => id === lifecycleId) ?? usual
  )
  const places = used.flatMap(lifecycle => lifecycle?.phases.flatMap(({ environments }) => environments) ?? [])
  return [...new Set(places.filter(({ isAutomatic }) => isAutomatic).map(({ id }) => id))]
}

const phaseOfItsOwn = ({ id, name }: Named): LivePhase => ({
  id: null,
  name,
  environments: [{ id, name, isAutomatic: false }],
  required: 1,
  isOptional: false
})

function othersThan(phase: Phase, phases: readonly Phase[], environments: readonly Named[]) {
  const named = new Set(phases.flatMap(other => (other === phase ? [] : other.environments.map(({ id }) => id))))
  return environments.filter(({ id }) => !named.has(id)).map(({ id, name }) => ({ id, name, isAutomatic: false }))
}

const inPhase = (phase: Phase, byId: ReadonlyMap<EnvironmentId, Named>) =>
  phase.environments.flatMap(({ id, isAutomatic }) => {
    const found = byId.get(id)
    return found === undefined ? [] : [{ id, name: found.name, isAutomatic }]
  })
