import { type Deployment, isRunOver } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import type { Stage } from '@shared/plan/plan'
import type { StateName } from '../StateBadge'
import { byUrgency, countLooks, type Place, runAt } from './matrix-model'

export interface TargetRow {
  readonly place: Place
  /** Its worst state among the shown steps. */
  readonly state: StateName
  /** Runs that are over, of all shown. */
  readonly done: number
  /** Its run in the chosen step, or all of its runs. */
  readonly runs: readonly RunId[]
}

/** The places that take part in a step, or in any; failed ones first, then by name. `query` narrows by name. */
export function listTargets(
  deployment: Deployment,
  places: readonly Place[],
  stage: Stage | null,
  query: string
): readonly TargetRow[] {
  const stages = stage ? [stage] : deployment.plan.stages
  const wanted = query.trim().toLowerCase()
  return places
    .filter(place => place.name.toLowerCase().includes(wanted))
    .flatMap(place => {
      const runs = stages.flatMap(item => runAt(item, place)?.id ?? [])
      if (runs.length === 0) return []
      const now = runs.flatMap(id => deployment.runs[id] ?? [])
      return [{ place, runs, state: countLooks(now)[0]?.state ?? 'skipped', done: now.filter(isRunOver).length }]
    })
    .sort((a, b) => byUrgency.indexOf(a.state) - byUrgency.indexOf(b.state))
}
