import { type Candidate, type Contest, contest } from '../variables/contest'
import type { VariableContext } from '../variables/context'
import { contextAt } from '../variables/resolve'
import type { Plan, PlanTarget, Stage } from './plan'

/** A place in which something of a plan runs, and names are decided. */
export interface PlanPlace {
  readonly stage: Stage
  /** Null for what runs once on this machine. */
  readonly target: PlanTarget | null
  /** Made when somebody asks for it: rows ask in one place of each kind only. */
  readonly context: VariableContext
  /** Numbers that are equal where rows cannot tell places apart by that dimension. */
  readonly marks: { readonly ofAction: ActionMarks; readonly ofTarget: TargetMarks }
}

/** Of what runs, and of the roles that its step asks for. */
interface ActionMarks {
  readonly action: number
  readonly wanted: number
}

/** Of where it runs. */
interface TargetMarks {
  readonly target: number
  readonly roles: number
}

class Place implements PlanPlace {
  readonly stage: Stage
  readonly target: PlanTarget | null
  readonly marks: PlanPlace['marks']
  private readonly plan: Plan
  private known: VariableContext | null = null

  constructor(plan: Plan, stage: Stage, target: PlanTarget | null, marks: PlanPlace['marks']) {
    this.plan = plan
    this.stage = stage
    this.target = target
    this.marks = marks
  }

  get context(): VariableContext {
    this.known ??= contextAt(this.plan, this.stage, this.target)
    return this.known
  }
}

/** By what candidates tell places apart. */
interface Dimensions {
  /** The targets that they name, by their marks; all others are alike. */
  readonly targets: ReadonlySet<number>
  readonly byRole: boolean
  readonly byAction: boolean
  /** The same for the same dimensions. */
  readonly key: string
  readonly contests: Map<number, Contest>
}

/** Beyond the number of actions and sets of roles that a plan can have. */
const most = 10_000_000

/**
 * The places of a plan. Rows tell them apart by target, roles and action alone, as all else is the same in a deployment, so
 * that a name needs one decision for each kind of place that its rows know.
 */
export class PlanPlaces {
  readonly all: readonly PlanPlace[]
  private readonly targets: ReadonlyMap<string, number>
  private readonly kinds = new Map<string, readonly PlanPlace[]>()
  private readonly dimensions = new Map<readonly Candidate[], Dimensions>()

  constructor(plan: Plan) {
    const [actions, roles] = [numbering(), numbering()]
    const places = new Map(
      [null, ...plan.targets].map((target, number) => {
        const ofTarget: TargetMarks = { target: number, roles: roles(keyOf(target?.roles ?? [])) }
        return [target?.id ?? null, { target, ofTarget }] as const
      })
    )
    const here = { target: null, ofTarget: { target: 0, roles: roles(keyOf([])) } }
    this.targets = new Map(plan.targets.map(({ id }, index) => [id, index + 1]))
    // What acquires packages is no action of the process: no row is for it, and it asks for none.
    this.all = plan.stages
      .filter(stage => stage.type !== 'acquire')
      .flatMap(stage => {
        const ofAction: ActionMarks = { action: actions(stage.actionId), wanted: roles(keyOf(stage.roles)) }
        return stage.runs.map(({ targetId }) => {
          const { target, ofTarget } = places.get(targetId) ?? here
          return new Place(plan, stage, target, { ofAction, ofTarget })
        })
      })
  }

  /** One place of each kind that these candidates tell apart, in the order of the plan. */
  apart(candidates: readonly Candidate[]): readonly PlanPlace[] {
    const dimensions = this.dimensionsOf(candidates)
    const known = this.kinds.get(dimensions.key)
    if (known !== undefined) return known
    const seen = new Map<number, PlanPlace>()
    for (const place of this.all) {
      const number = numberOf(place, dimensions)
      if (!seen.has(number)) seen.set(number, place)
    }
    const found = [...seen.values()]
    this.kinds.set(dimensions.key, found)
    return found
  }

  /** Decides a name in a place, once for each kind of place. */
  contest<C extends Candidate>(candidates: readonly C[], place: PlanPlace): Contest<C> {
    const dimensions = this.dimensionsOf(candidates)
    const number = numberOf(place, dimensions)
    const result = dimensions.contests.get(number) ?? contest(candidates, place.context)
    dimensions.contests.set(number, result)
    // What was decided about a list of candidates has these very candidates.
    return result as Contest<C>
  }

  /** Whether these candidates tell the targets of one action apart. */
  tellTargetsApart(candidates: readonly Candidate[]): boolean {
    const { targets, byRole } = this.dimensionsOf(candidates)
    return targets.size > 0 || byRole
  }

  private dimensionsOf(candidates: readonly Candidate[]): Dimensions {
    const known = this.dimensions.get(candidates)
    if (known !== undefined) return known
    const named = candidates.flatMap(({ scope }) => scope.targets?.flatMap(id => this.targets.get(id) ?? []) ?? [])
    const targets = new Set(named.sort((a, b) => a - b))
    const byRole = candidates.some(({ scope }) => (scope.roles?.length ?? 0) > 0)
    const byAction = candidates.some(({ scope }) => (scope.actions?.length ?? 0) > 0)
    const found = { targets, byRole, byAction, key: [byRole, byAction, ...targets].join(), contests: new Map() }
    this.dimensions.set(candidates, found)
    return found
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

/** The kind of a place. A target has one set of roles, and an action one step. */
function numberOf({ marks: { ofAction, ofTarget } }: PlanPlace, { targets, byRole, byAction }: Dimensions): number {
  const where = targets.has(ofTarget.target) ? 2 * ofTarget.target + 1 : byRole ? 2 * ofTarget.roles : 0
  const what = byAction ? ofAction.action : byRole ? ofAction.wanted : 0
  return where * most + what
}
