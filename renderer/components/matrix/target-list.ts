import type { Deployment } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import type { Stage } from '@shared/plan/plan'
import type { StateName } from '../StateBadge'
import { byUrgency, overallLook, type Place, runAt } from './matrix-model'

export interface TargetRow {
  readonly place: Place
  readonly state: StateName
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
      return [{ place, runs, state: overallLook(runs.flatMap(id => deployment.runs[id] ?? [])) }]
    })
    .sort((a, b) => byUrgency.indexOf(a.state) - byUrgency.indexOf(b.state))
}
