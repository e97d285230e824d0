import { type Deployment, isRunOver, type Run } from '@shared/deployment'
import type { Plan, PlannedRun, Stage } from '@shared/plan/plan'
import { remembered } from '../../lib/remembered'
import type { StateName } from '../StateBadge'
import { byUrgency, type Counts, countLooks, type Place, runsAt, runsNow } from './matrix-model'

export interface TargetRow {
  readonly place: Place
  /** Its worst state among the shown steps. */
  readonly state: StateName
  /** Runs that are over, of all shown. */
  readonly done: number
  /** Its runs in the chosen step, or all of its runs. */
  readonly runs: readonly PlannedRun[]
}

/** The places that take part in a step, or in any; failed ones first, then by name. `query` narrows by name. */
export function listTargets(
  deployment: Deployment,
  places: readonly Place[],
  stages: readonly Stage[] | null,
  query: string
): readonly TargetRow[] {
  const wanted = query.trim().toLowerCase()
  return places
    .filter(place => place.name.toLowerCase().includes(wanted))
    .flatMap(place => {
      const runs = runsAt(stages ?? deployment.plan.stages, place)
      if (runs.length === 0) return []
      const now = runsNow(deployment, runs)
      return [{ place, runs, state: countLooks(now)[0]?.state ?? 'skipped', done: runsOver(now) }]
    })
    .sort((a, b) => urgencyOf(a.state) - urgencyOf(b.state))
}

const runsOver = remembered((runs: readonly Run[]): number => runs.filter(isRunOver).length)

const urgencies = new Map(byUrgency.map((state, index) => [state, index]))
const urgencyOf = (state: StateName): number => urgencies.get(state) ?? byUrgency.length

/** Targets that are for the same. */
export interface RoleGroup {
  /** `web`, `web, worker`, or `This machine`. */
  readonly role: string
  readonly rows: readonly TargetRow[]
  /** How many targets look like what, worst first. */
  readonly counts: Counts
}

/** The same rows by their roles; the group in the worst state first, and within a group the order as it is. */
export function groupByRole(plan: Plan, rows: readonly TargetRow[]): readonly RoleGroup[] {
  const roles = new Map<Place['id'], string>(plan.targets.map(target => [target.id, target.roles.join(', ')]))
  const groups = new Map<string, TargetRow[]>()
  for (const row of rows) {
    const role = roles.get(row.place.id) ?? row.place.name
    const group = groups.get(role)
    if (group) group.push(row)
    else groups.set(role, [row])
  }
  return [...groups].map(([role, members]) => ({
    role,
    rows: members,
    counts: byUrgency.flatMap(state => {
      const count = members.filter(row => row.state === state).length
      return count === 0 ? [] : [{ state, count }]
    })
  }))
}
