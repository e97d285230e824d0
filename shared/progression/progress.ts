import type { EnvironmentId } from '../ids'
import type { Environment } from '../model/environment'
import type { Lifecycle } from '../model/lifecycle'
import { quoted } from '../plan/words'
import { type LivePhase, livePhases } from './phases'
import type { PhaseProgress, Progression, ReleaseStanding } from './progression'

/** What decides where a release may go. */
export interface ProgressionGround {
  /** That of its channel, or else of its project, as it is now. */
  readonly lifecycle: Pick<Lifecycle, 'id' | 'name' | 'phases'>
  /** All environments that there are, in their order. */
  readonly environments: readonly Pick<Environment, 'id' | 'name'>[]
  /** What became of the release so far, where anything did. */
  readonly standings: ReadonlyMap<EnvironmentId, ReleaseStanding>
  /** Why somebody prevented its progression; null for nobody did. */
  readonly prevented: string | null
}

/** Where a release may go, what comes next, and why it may not go elsewhere. */
export function progressionOf({ lifecycle, environments, standings, prevented }: ProgressionGround): Progression {
  const live = livePhases(lifecycle, environments)
  const hasSucceeded = (id: EnvironmentId): boolean => standings.get(id)?.hasSucceeded === true
  const phases: PhaseProgress[] = []
  let missing: PhaseProgress | null = null
  for (const [index, phase] of live.entries()) {
    const reached = phase.environments.map(item => ({ ...item, hasSucceeded: hasSucceeded(item.id) }))
    const done = reached.filter(item => item.hasSucceeded).length
    const why = whyClosed(phase, { missing, prevented: index > 0 && done === 0 ? prevented : null })
    const isOpen = why === null
    const progress = done >= phase.required ? 'complete' : isOpen ? 'current' : 'pending'
    const known: PhaseProgress = { ...phase, environments: reached, done, progress, isOpen, why }
    phases.push(known)
    if (progress !== 'complete' && !phase.isOptional) missing ??= known
  }
  // Where it was once it may go again, also when its phase was moved meanwhile.
  const open = phases.flatMap(phase => (phase.isOpen ? phase.environments.map(({ id }) => id) : []))
  const been = environments.map(({ id }) => id).filter(hasSucceeded)
  const current = missing?.isOpen === true ? missing : null
  return {
    lifecycle: { id: lifecycle.id, name: lifecycle.name },
    phases,
    deployable: [...new Set([...open, ...been])],
    next: current === null ? [] : current.environments.filter(item => !item.hasSucceeded).map(({ id }) => id),
    nextNeeded: current === null ? 0 : current.required - current.done,
    isPrevented: prevented !== null
  }
}

/** Why a phase is closed, in a sentence; null where it is open. */
function whyClosed(
  { name }: Pick<LivePhase, 'name'>,
  { missing, prevented }: { readonly missing: PhaseProgress | null; readonly prevented: string | null }
): string | null {
  if (prevented !== null)
    return `${name} is closed: the release was prevented from going on, because ${quoted(prevented)}.`
  if (missing === null) return null
  const { required, done } = missing
  return `${name} is closed: ${missing.name} needs ${required} ${required === 1 ? 'success' : 'successes'}, has ${done}.`
}

/** Whether a release may be deployed to an environment, and why not. */
export interface Openness {
  readonly isOpen: boolean
  /** In a sentence or two; null where it is open. */
  readonly why: string | null
}

export function opennessOf(progression: Progression, { id, name }: Pick<Environment, 'id' | 'name'>): Openness {
  if (progression.deployable.includes(id)) return { isOpen: true, why: null }
  const phase = progression.phases.find(({ environments }) => environments.some(item => item.id === id))
  if (phase === undefined)
    return { isOpen: false, why: `${name} is in no phase of the lifecycle “${progression.lifecycle.name}”.` }
  return { isOpen: false, why: phase.name === name ? phase.why : `${name} is in the phase ${phase.name}. ${phase.why}` }
}

/** The same for where there is room for three words only: `First Test`. */
export function closedWords(progression: Progression, { id }: Pick<Environment, 'id'>): string {
  const phase = progression.phases.find(({ environments }) => environments.some(item => item.id === id))
  if (phase === undefined) return 'Not in its lifecycle'
  const missing = progression.phases[currentIndex(progression.phases)]
  return progression.isPrevented || missing === undefined ? 'Prevented' : `First ${missing.name}`
}

/** The phase that a release is in: the first that it has not completed and has to; null where it may not go on. */
export function currentPhase({ phases }: Pick<Progression, 'phases'>): PhaseProgress | null {
  const phase = phases[currentIndex(phases)]
  return phase?.isOpen === true ? phase : null
}

const currentIndex = (phases: readonly PhaseProgress[]): number =>
  phases.findIndex(({ progress, isOptional }) => progress !== 'complete' && !isOptional)

/** What is deployed by itself, as there are phases that say so. */
export interface AutomaticGround extends ProgressionGround {
  /** Where it has just succeeded, for the first time; null when the release was just made. */
  readonly reached: EnvironmentId | null
}

/**
 * Where a release is to be deployed by itself: the automatic environments of the phase that it has just come into,
 * without those where it was deployed before, whatever became of that. Nowhere while its progression is prevented.
 */
export function automaticallyDue({ reached, ...ground }: AutomaticGround): readonly EnvironmentId[] {
  if (ground.prevented !== null) return []
  const progression = progressionOf(ground)
  const phase = currentPhase(progression)
  if (phase === null) return []
  const before = reached === null ? null : progressionOf(without(ground, reached)).phases
  if (before !== null && currentIndex(before) === currentIndex(progression.phases)) return []
  return phase.environments
    .filter(({ id, isAutomatic }) => isAutomatic && ground.standings.get(id)?.wasTried !== true)
    .map(({ id }) => id)
}

/** As it was before the release succeeded there. */
function without(ground: ProgressionGround, reached: EnvironmentId): ProgressionGround {
  const standings = new Map(ground.standings)
  standings.delete(reached)
  return { ...ground, standings }
}
