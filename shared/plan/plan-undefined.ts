import type { TargetId } from '../ids'
import { type Action, type ActionText, textsOf } from '../model/action'
import { findAction } from '../model/process'
import { lackingIn, lackingInValue } from '../template/lacking'
import { nameKey } from '../variables/rows'
import { accessesIn, passedOnBy, readsBackInTexts } from '../variables/script-uses'
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
  /** Whether none of its rows applies anywhere in the plan. */
  readonly isNowhere: boolean
  /** Whether it has rows. */
  readonly hasRows: boolean
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
  for (const [stage, at] of byStage(places.all)) {
    const action = actions.get(stage.actionId)
    if (action === undefined || !mentions(action)) continue
    const course = new Course(stage, action, names)
    for (const place of at) for (const lack of course.at(place)) gather(gathered, lack, place)
  }
  const found = [...gathered.values()].map(({ name, uses, targets }): UndefinedName => {
    const candidates = ground.rows.get(nameKey(name))?.candidates ?? []
    return {
      name,
      uses: [...uses.values()],
      targets: [...targets.values()],
      isNowhere: places.apart(candidates).every(place => places.contest(candidates, place).winner === null),
      hasRows: candidates.length > 0
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

/** What was asked about a place, and where the answers lead. */
interface Junction {
  key: string | null
  lacks: readonly Lack[] | null
  readonly ways: Map<Answer, Junction>
}

const junction = (): Junction => ({ key: null, lacks: null, ways: new Map() })

/**
 * Looks through an action's texts. What comes of them on a target is decided by the answers to what was asked, one after
 * the other; targets that give the same answers lack the same, and nothing is looked through for them again.
 */
class Course {
  private readonly stage: Stage
  private readonly texts: readonly ActionText[]
  /** For templates, and for what scripts ask for once they run. */
  private readonly names: { readonly texts: StageNames; readonly scripts: StageNames }
  private readonly start = junction()

  constructor(stage: Stage, action: Action, names: PlanNames) {
    this.stage = stage
    this.texts = textsOf(action).filter(({ called }) => called !== null)
    const passedOn = new Set(this.texts.flatMap(passedOnBy).map(nameKey))
    const scripts = names.of(stage, passedOn)
    const isInTexts = passedOn.size === 0 || readsBackInTexts(action)
    this.names = { texts: isInTexts ? scripts : names.of(stage, new Set()), scripts }
  }

  at(place: PlanPlace): readonly Lack[] {
    let here = this.start
    while (here.lacks === null && here.key !== null) {
      const next = here.ways.get(this.names.scripts.answerAt(here.key, place))
      if (next === undefined) break
      here = next
    }
    return here.lacks ?? this.lookThrough(place)
  }

  private lookThrough(place: PlanPlace): readonly Lack[] {
    const asked = new Map<string, Answer>()
    const lacks = this.lacksAt(place, (key, answer) => {
      if (!asked.has(key)) asked.set(key, answer)
    })
    let here = this.start
    for (const [key, answer] of asked) {
      here.key = key
      const next = here.ways.get(answer) ?? junction()
      here.ways.set(answer, next)
      here = next
    }
    here.lacks = lacks
    return lacks
  }

  private lacksAt(place: PlanPlace, onAsked: (key: string, answer: Answer) => void): readonly Lack[] {
    const { stage } = this
    const inTexts = this.names.texts.at(place, onAsked)
    const inScripts = this.names.scripts.at(place, onAsked)
    return this.texts.flatMap(({ text, syntax, called }) => {
      const use = (within: string | null, isAsked: boolean) => ({ stage, called: called ?? '', within, isAsked })
      const put = lackingIn(text, inTexts).map(({ name, within }) => ({ name, use: use(within, false) }))
      const asked = syntax === null ? [] : accessesIn(text, syntax)
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
