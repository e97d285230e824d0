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
