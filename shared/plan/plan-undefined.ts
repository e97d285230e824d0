import type { TargetId } from '../ids'
import { lazily } from '../lazily'
import { type Action, type ActionText, textsOf } from '../model/action'
import { findAction } from '../model/process'
import type { KnownNames } from '../template/foretold'
import { isLackingPath, lackingIn, lackingInValue } from '../template/lacking'
import { nameKey } from '../variables/rows'
import { accessesIn, passedOnBy, readsBackInTexts } from '../variables/script-uses'
import { ByAnswers } from './by-answers'
import { KnownConditions } from './known-conditions'
import { type Answer, type NameGround, PlanNames, type StageNames } from './known-names'
import type { PlanTarget, Stage } from './plan'
import type { PlanPlace } from './plan-places'

/** A name that texts of a plan mention and that has no value in some of the places where they are used. */
export interface UndefinedName {
  /** As it is written first. */
  readonly name: string
  /** In the order of the plan, once each. */
  readonly uses: readonly UndefinedUse[]
  /** Where it has none; null is what runs once on this machine. */
  readonly targets: readonly (PlanTarget | null)[]
  /** Whether it has none anywhere in the plan, also where nothing mentions it. */
  readonly isNowhere: () => boolean
  /** Whether there are rows that would give it one elsewhere. */
  readonly hasRows: () => boolean
}

/** Those names, and all that have a value somewhere, for who looks for what was meant. */
export interface UndefinedNames {
  readonly undefined: readonly UndefinedName[]
  readonly defined: readonly string[]
}

/** Where a name is mentioned. */
export interface UndefinedUse {
  readonly stage: Stage
  /** What the text is called, such as `script`. */
  readonly called: string
  /** The variable whose value has it, which the text takes in; null where it is in the text itself. */
  readonly within: string | null
  /** Whether a script asks for it by name and gets nothing; otherwise `#{…}` stays as it is written. */
  readonly isAsked: boolean
}

interface Lack {
  readonly name: string
  readonly use: UndefinedUse
}

/** The names that have no value where they are used, by what is known before anything runs; in the order of the plan. */
export function undefinedNames(ground: NameGround): UndefinedNames {
  const { steps, places } = ground
  const actions = new Map(ground.plan.stages.map(({ actionId }) => [actionId, findAction(steps, actionId)?.action]))
  const isMentioning = [...actions.values()].some(action => action !== undefined && mentions(action))
  if (!isMentioning) return { undefined: [], defined: [] }
  const names = new PlanNames(ground)
  const gathered = new Map<string, Gathered>()
  const stages = byStage(places.all)
  const conditions = new KnownConditions(ground.plan, places.all, names)
  for (const [stage, at] of stages) {
    const action = actions.get(stage.actionId)
    if (action === undefined || !mentions(action)) continue
    const course = new Course(stage, action, names)
    for (const place of at)
      if (conditions.mayRun(place)) for (const lack of course.at(place)) gather(gathered, lack, place)
  }
  const everywhere = lazily(() => new Everywhere(ground, names, stages))
  const found = [...gathered.values()].map((item): UndefinedName => {
    const isNowhere = lazily(() => everywhere().isNowhere(item))
    return {
      name: item.name,
      uses: [...item.uses.values()],
      targets: [...item.targets.values()],
      isNowhere,
      hasRows: () => everywhere().hasRows(item, isNowhere())
    }
  })
  return { undefined: found, defined: names.written }
}

interface Gathered {
  readonly name: string
  readonly uses: Map<string, UndefinedUse>
  readonly targets: Map<TargetId | null, PlanTarget | null>
}

function gather(gathered: Map<string, Gathered>, { name, use }: Lack, { target }: PlanPlace): void {
  const known = gathered.get(nameKey(name)) ?? { name, uses: new Map(), targets: new Map() }
  gathered.set(nameKey(name), known)
  known.targets.set(target?.id ?? null, target)
  const key = [use.stage.actionId, use.called, use.within ?? '', use.isAsked].join('\n')
  if (!known.uses.has(key)) known.uses.set(key, use)
}

function byStage(places: readonly PlanPlace[]): ReadonlyMap<Stage, readonly PlanPlace[]> {
  const found = new Map<Stage, PlanPlace[]>()
  for (const place of places) {
    const known = found.get(place.stage)
    if (known) known.push(place)
    else found.set(place.stage, [place])
  }
  return found
}

const mentions = (action: Action): boolean =>
  textsOf(action).some(({ text, syntax, called }) => called !== null && (syntax !== null || text.includes('#{')))

/** Looks through an action's texts. */
class Course {
  private readonly stage: Stage
  private readonly texts: readonly ActionText[]
  /** What scripts ask for, by their texts. */
  private readonly accesses: ReadonlyMap<ActionText, readonly string[]>
  /** For templates, and for what scripts ask for once they run. */
  private readonly names: { readonly texts: StageNames; readonly scripts: StageNames }
  private readonly lacks: ByAnswers<readonly Lack[]>

  constructor(stage: Stage, action: Action, names: PlanNames) {
    this.stage = stage
    this.texts = textsOf(action).filter(({ called }) => called !== null)
    this.accesses = new Map(
      this.texts.map(text => [text, text.syntax === null ? [] : accessesIn(text.text, text.syntax)])
    )
    const passedOn = new Set(this.texts.flatMap(passedOnBy).map(nameKey))
    const scripts = names.of(stage, passedOn)
    const isInTexts = passedOn.size === 0 || readsBackInTexts(action)
    this.names = { texts: isInTexts ? scripts : names.of(stage), scripts }
    this.lacks = new ByAnswers(scripts.answerAt, (place, onAsked) => this.lacksAt(place, onAsked))
  }

  at(place: PlanPlace): readonly Lack[] {
    return this.lacks.at(place)
  }

  private lacksAt(place: PlanPlace, onAsked: (key: string, answer: Answer) => void): readonly Lack[] {
    const { stage } = this
    const inTexts = this.names.texts.at(place, onAsked)
    const inScripts = this.names.scripts.at(place, onAsked)
    return this.texts.flatMap(text => {
      const called = text.called ?? ''
      const use = (within: string | null, isAsked: boolean) => ({ stage, called, within, isAsked })
      const put = lackingIn(text.text, inTexts).map(({ name, within }) => ({ name, use: use(within, false) }))
      const asked = this.accesses.get(text) ?? []
      return [
        ...put,
        ...asked.flatMap((name): readonly Lack[] => {
          if (inScripts.isKnownLater(name)) return []
          if (!inScripts.has(name)) return [{ name, use: use(null, true) }]
          return lackingInValue(name, inScripts).map(item => ({
            name: item.name,
            use: use(item.within ?? name, false)
          }))
        })
      ]
    })
  }
}

/** Looks for the places of a plan that have a value for a name, whether or not anything mentions it there. */
class Everywhere {
  private readonly ground: NameGround
  private readonly names: PlanNames
  private readonly stages: readonly (readonly [names: StageNames, places: readonly PlanPlace[]])[]

  constructor(ground: NameGround, names: PlanNames, stages: ReadonlyMap<Stage, readonly PlanPlace[]>) {
    this.ground = ground
    this.names = names
    this.stages = [...stages].map(([stage, at]) => [names.of(stage), at])
  }

  /** Whether no place has one. */
  isNowhere({ name, uses }: Gathered): boolean {
    // What scripts ask for is a whole name; texts look into values.
    const isAsked = [...uses.values()].every(use => use.isAsked)
    const isLacking = (known: KnownNames) =>
      isAsked ? !known.has(name) && !known.isKnownLater(name) : isLackingPath(name, known)
    return this.stages.every(([{ at, answerAt }, places]) => {
      const lacks = new ByAnswers(answerAt, (place, onAsked) => isLacking(at(place, onAsked)))
      return places.every(place => lacks.at(place))
    })
  }

  /** Whether there are rows that would give it one elsewhere: its own, or those of what it is a part of. */
  hasRows({ name }: Gathered, isNowhere: boolean): boolean {
    const { places, rows } = this.ground
    if (this.names.hasRows(name)) return true
    const [whole] = wholesOf(name).flatMap(head => rows.get(nameKey(head)) ?? [])
    if (whole === undefined) return false
    const { candidates } = whole
    return !isNowhere || places.apart(candidates).every(place => places.contest(candidates, place).winner === null)
  }
}

/** What a path may be a part of, the longest first: `A.B[C]` is one of `A.B` or `A`. */
const wholesOf = (path: string): readonly string[] =>
  [...path.matchAll(/[.[]/g)].map(({ index }) => path.slice(0, index)).reverse()
