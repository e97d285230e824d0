import { type Candidate, type Contest, contest } from '../variables/contest'
import type { VariableContext } from '../variables/context'
import { contextAt } from '../variables/resolve'
import type { Plan, PlanTarget, Stage } from './plan'

/** A place in which something of a plan runs, and names are decided. */
export interface PlanPlace {
  readonly stage: Stage
  /** Null for what runs once on this machine. */
  readonly target: PlanTarget | null
  readonly context: VariableContext
  /** Numbers that are equal where rows cannot tell places apart by that dimension. */
  readonly marks: Readonly<Record<Mark, number>>
}

/** `target` and `roles` of where something runs; `action` of what runs there, and `wanted`, the roles of its step. */
type Mark = 'action' | 'target' | 'roles' | 'wanted'

/** Beyond the number of actions, targets and sets of roles that a plan can have. */
const most = 10_000_000

/**
 * The places of a plan. Rows tell them apart by target, roles and action alone, as all else is the same in a deployment, so
 * that a name needs one decision for each kind of place that its rows know.
 */
export class PlanPlaces {
  readonly all: readonly PlanPlace[]
  private readonly kinds = new Map<string, readonly PlanPlace[]>()
  private readonly marks = new Map<readonly Candidate[], readonly Mark[]>()
  private readonly decided = new Map<readonly Candidate[], Map<number, Contest>>()

  constructor(plan: Plan) {
    const targets = new Map(plan.targets.map(target => [target.id, target]))
    const [actions, names, roles] = [numbering(), numbering(), numbering()]
    const marked = (target: PlanTarget | null) => ({
      target: names(target?.id ?? ''),
      roles: roles(keyOf(target?.roles ?? []))
    })
    const known = new Map([null, ...plan.targets].map(target => [target, marked(target)]))
    // What acquires packages is no action of the process: no row is for it, and it asks for none.
    this.all = plan.stages
      .filter(stage => stage.type !== 'acquire')
      .flatMap(stage => {
        const common = { action: actions(stage.actionId), wanted: roles(keyOf(stage.roles)) }
        return stage.runs.map(({ targetId }) => {
          const target = targetId === null ? null : (targets.get(targetId) ?? null)
          const marks = { ...common, ...(known.get(target) ?? marked(target)) }
          return { stage, target, context: contextAt(plan, stage, target), marks }
        })
      })
  }

  /** One place of each kind that these candidates tell apart, in the order of the plan. */
  apart(candidates: readonly Candidate[]): readonly PlanPlace[] {
    const marks = this.marksOf(candidates)
    const key = marks.join()
    const known = this.kinds.get(key)
    if (known !== undefined) return known
    const seen = new Map<number, PlanPlace>()
    for (const place of this.all) {
      const number = numberOf(place, marks)
      if (!seen.has(number)) seen.set(number, place)
    }
    const found = [...seen.values()]
    this.kinds.set(key, found)
    return found
  }

  /** Decides a name in a place, once for each kind of place. */
  contest<C extends Candidate>(candidates: readonly C[], place: PlanPlace): Contest<C> {
    const number = numberOf(place, this.marksOf(candidates))
    const known = this.decided.get(candidates) ?? new Map<number, Contest>()
    this.decided.set(candidates, known)
    const result = known.get(number) ?? contest(candidates, place.context)
    known.set(number, result)
    // What was decided about a list of candidates has these very candidates.
    return result as Contest<C>
  }

  /** Whether these candidates tell the targets of one action apart. */
  tellTargetsApart(candidates: readonly Candidate[]): boolean {
    return this.marksOf(candidates).some(mark => mark === 'target' || mark === 'roles')
  }

  private marksOf(candidates: readonly Candidate[]): readonly Mark[] {
    const known = this.marks.get(candidates)
    if (known !== undefined) return known
    const has = (dimension: 'targets' | 'roles' | 'actions') =>
      candidates.some(({ scope }) => (scope[dimension]?.length ?? 0) > 0)
    const [byTarget, byRole, byAction] = [has('targets'), has('roles'), has('actions')]
    // A target has one set of roles, and an action one step.
    const where: readonly Mark[] = byTarget ? ['target'] : byRole ? ['roles'] : []
    const what: readonly Mark[] = byAction ? ['action'] : byRole ? ['wanted'] : []
    const marks = [...where, ...what]
    this.marks.set(candidates, marks)
    return marks
  }
}

/** The same for the same roles. */
const keyOf = (roles: readonly string[]): string =>
  roles
    .map(role => role.toLowerCase())
    .sort()
    .join('\n')

/** Numbers what it is given, from 0. */
function numbering(): (text: string) => number {
  const known = new Map<string, number>()
  return text => {
    const number = known.get(text) ?? known.size
    known.set(text, number)
    return number
  }
}

const numberOf = ({ marks }: PlanPlace, by: readonly Mark[]): number =>
  by.reduce((number, mark) => number * most + marks[mark], 0)
