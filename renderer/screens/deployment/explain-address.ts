import type { Deployment, Run } from '@shared/deployment'
import type { ActionId, RunId, TargetId } from '@shared/ids'
import type { Plan } from '@shared/plan/plan'
import { type PlanPosition, thisMachine, type WantedPosition } from '../../components/explain/plan-places'

/** What the drawer with the variables shows, as its address says it. */
export interface ExplainAddress {
  /** Null lists all variables. */
  readonly name: string | null
  readonly wanted: WantedPosition
}

/** Reads `?explain=Db.Host&step=action-…&target=target-…`; null when the drawer is closed. */
export function readExplain(search: string): ExplainAddress | null {
  const fields = new URLSearchParams(search)
  const name = fields.get('explain')
  if (name === null) return null
  const [step, target] = [fields.get('step'), fields.get('target')]
  return {
    name: name.trim() === '' ? null : name,
    wanted: {
      ...(step === null ? {} : { actionId: step as ActionId }),
      ...(target === null ? {} : { targetId: target === thisMachine ? null : (target as TargetId) })
    }
  }
}

/** The same the other way round. */
export function writeExplain(name: string | null, position: PlanPosition | null): string {
  const fields = new URLSearchParams({ explain: name ?? '' })
  if (position) {
    fields.set('step', position.actionId)
    fields.set('target', position.targetId ?? thisMachine)
  }
  return `?${fields}`
}

/** The step and the place of the first chosen run. */
export function wantedOf(plan: Plan, chosen: ReadonlySet<RunId>, withoutAny: WantedPosition = {}): WantedPosition {
  for (const { actionId, runs } of plan.stages) {
    const run = runs.find(({ id }) => chosen.has(id))
    if (run) return { actionId, targetId: run.targetId }
  }
  return withoutAny
}

/** What is looked at first, the most pressing before the others: what is going on, or else what went wrong. */
const pressing: readonly (readonly Run['state'][])[] = [['running'], ['failed', 'unknown']]

/** The step and the place of the first run that is going on, or else of the first one that went wrong. */
export function pressingIn({ plan, runs }: Pick<Deployment, 'plan' | 'runs'>): WantedPosition {
  const all = Object.values(runs)
  const found = pressing.map(states => all.filter(run => states.includes(run.state))).find(({ length }) => length > 0)
  return wantedOf(plan, new Set(found?.map(run => run.id)))
}
