import type { EnvironmentId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'
import type { Phase } from '@shared/model/lifecycle'
import { requiredWords } from '@shared/model/lifecycle-words'
import type { PhaseProgress, Progression } from '@shared/progression/progression'

/** How a release stands with an environment: it had a success, comes next, may be deployed there, or may not. */
export type PlaceState = 'there' | 'next' | 'open' | 'closed'

/** An environment in the picture of phases. */
export interface StagePlace {
  readonly id: EnvironmentId
  readonly name: string
  readonly isProduction: boolean
  readonly isAutomatic: boolean
  /** Null where the picture is about no release. */
  readonly state: PlaceState | null
}

/** A phase in the picture of phases. */
export interface Stage {
  readonly key: string
  readonly name: string
  readonly isOptional: boolean
  readonly places: readonly StagePlace[]
  /** How many of its environments are needed, or why there are none, in words; null where there is nothing to say. */
  readonly note: string | null
  /** How far a release has come; null where the picture is about no release. */
  readonly progress: PhaseProgress['progress'] | null
  /** Why a release cannot go there; null where it can, or where the picture is about no release. */
  readonly why: string | null
}

/** A phase as an editor holds it: perhaps not saved yet, and without a name. */
export interface DrawnPhase extends Pick<Phase, 'name' | 'minimum' | 'isOptional'> {
  readonly environments: readonly Phase['environments'][number][]
}

const inOrder = (environments: readonly Environment[]): readonly Environment[] =>
  [...environments].sort((a, b) => a.sortOrder - b.sortOrder)

const placeOf = ({ id, name, isProduction }: Environment, isAutomatic: boolean): StagePlace => ({
  id,
  name,
  isProduction,
  isAutomatic,
  state: null
})

/** What a lifecycle means today: without phases, one for each environment; a phase without environments has the rest. */
export function stagesOf(phases: readonly DrawnPhase[], environments: readonly Environment[]): readonly Stage[] {
  const all = inOrder(environments)
  const still = { progress: null, why: null } as const
  if (phases.length === 0)
    return all.map(environment => ({
      key: environment.id,
      name: environment.name,
      isOptional: false,
      places: [placeOf(environment, false)],
      note: null,
      ...still
    }))
  const named = new Set(phases.flatMap(phase => phase.environments.map(({ id }) => id)))
  return phases.map((phase, index) => {
    const isRest = phase.environments.length === 0
    const places = isRest
      ? all.filter(({ id }) => !named.has(id)).map(environment => placeOf(environment, false))
      : phase.environments.flatMap(({ id, isAutomatic }) => {
          const environment = all.find(other => other.id === id)
          return environment ? [placeOf(environment, isAutomatic)] : []
        })
    const rest = places.length === 0 ? 'No environment is left for it' : 'Whatever no other phase names'
    const required = requiredWords(phase.minimum, places.length)
    const notes = [...(isRest ? [rest] : []), ...(required === null ? [] : [required])]
    return {
      key: String(index),
      name: phase.name.trim() === '' ? `Phase ${index + 1}` : phase.name,
      isOptional: phase.isOptional,
      places,
      note: notes.length === 0 ? null : notes.join(' · '),
      ...still
    }
  })
}

/** Where one release stands in its phases. */
export function stagesOfProgression(
  { phases, deployable, next }: Progression,
  environments: readonly Environment[]
): readonly Stage[] {
  const production = new Set(environments.filter(({ isProduction }) => isProduction).map(({ id }) => id))
  const stateOf = (id: EnvironmentId, hasSucceeded: boolean): PlaceState =>
    hasSucceeded ? 'there' : next.includes(id) ? 'next' : deployable.includes(id) ? 'open' : 'closed'
  return phases.map((phase, index) => ({
    key: phase.id ?? String(index),
    name: phase.name,
    isOptional: phase.isOptional,
    places: phase.environments.map(({ id, name, isAutomatic, hasSucceeded }) => ({
      id,
      name,
      isAutomatic,
      isProduction: production.has(id),
      state: stateOf(id, hasSucceeded)
    })),
    note: progressWords(phase),
    // One without environments neither keeps anything back nor leads anywhere.
    progress: phase.environments.length === 0 ? null : phase.progress,
    why: phase.environments.length === 0 ? null : phase.why
  }))
}

/** `1 of 2 needed`; null for a phase with one environment, whose own state says it. */
function progressWords({ environments, required, done }: PhaseProgress): string | null {
  if (environments.length === 0) return 'No environment'
  return environments.length === 1 ? null : `${Math.min(done, required)} of ${required} needed`
}
