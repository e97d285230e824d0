import { type Deployment, isOpen } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import type { LogFilter } from '@shared/log'
import type { Plan } from '@shared/plan/plan'
import { type ChipSelection, levelsOf } from '../../components/log/level-filter'
import type { RunLabel, RunLabels } from '../../components/log/log-source'
import { type Place, placeOfRun } from '../../components/matrix/matrix-model'
import { plural } from '../../lib/plural'

/** Narrows the log to the chosen runs and levels. */
export const logFilterFor = (runs: ReadonlySet<RunId>, chips: ChipSelection): LogFilter => ({
  runs: runs.size === 0 ? null : [...runs].sort(),
  levels: levelsOf(chips)
})

/** Chooses runs; adding what is chosen already takes it away again, as does choosing the same ones anew. */
export function pickRuns(chosen: ReadonlySet<RunId>, runs: readonly RunId[], isAdding: boolean): ReadonlySet<RunId> {
  if (runs.length === 0) return chosen
  const areAllChosen = runs.every(run => chosen.has(run))
  if (!isAdding) return areAllChosen && chosen.size === runs.length ? new Set() : new Set(runs)
  return areAllChosen ? new Set([...chosen].filter(run => !runs.includes(run))) : new Set([...chosen, ...runs])
}

/** What the chosen runs are called: `Migrate on db-1`, `Migrate`, `db-1`, or how many they are. Null for none. */
export function filterLabel(plan: Plan, labels: RunLabels, runs: ReadonlySet<RunId>): string | null {
  const [first] = runs
  if (first === undefined) return null
  const label = labels(first)
  if (runs.size === 1) return label ? `${label.step} on ${label.place}` : first
  const known = [...runs].flatMap(run => labels(run) ?? [])
  const isOneStep = known.every(item => item.step === label?.step)
  const isOnePlace = known.every(item => item.place === label?.place)
  const stage = plan.stages.find(item => item.runs.some(run => run.id === first))
  if (label && isOneStep) return stage?.runs.length === runs.size ? label.step : `${label.step} on ${runs.size} targets`
  return label && isOnePlace ? label.place : plural(runs.size, 'run')
}

/**
 * Characters of the longest name in front of the lines that a filter lets through; 0 where there is only one place.
 * Once it is over only those count that wrote something; before, the lines must not move whenever another one begins.
 */
export function labelLength(deployment: Deployment, labels: RunLabels, { runs }: LogFilter): number {
  const all = Object.values(deployment.runs)
  if (new Set(all.map(run => labels(run.id)?.place)).size < 2) return 0
  const shown = all.filter(run => (runs === null || runs.includes(run.id)) && (isOpen(deployment) || run.lines > 0))
  const names = shown.flatMap(run => labels(run.id)?.place ?? [])
  return Math.max(...[...names, ...(runs === null || names.length === 0 ? ['Slipway'] : [])].map(name => name.length))
}

/** Whose lines those of each run are. */
export function labelsOf(plan: Plan, places: readonly Place[]): RunLabels {
  const byPlace = new Map(places.map(place => [place.id, place]))
  const labels = new Map<RunId, RunLabel>()
  for (const stage of plan.stages) {
    for (const run of stage.runs) {
      const place = byPlace.get(placeOfRun(run))
      if (place) labels.set(run.id, { place: place.name, index: place.index, step: stage.name })
    }
  }
  return run => (run === null ? null : (labels.get(run) ?? null))
}
