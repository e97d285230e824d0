import { targetId } from '../ids'
import { findAction, type Step } from '../model/process'
import { type KnownNames, later, type Text } from '../template/foretold'
import { NameTree } from '../template/name-tree'
import type { Content } from '../variables/contest'
import { membersOf } from '../variables/decide'
import type { LaterKnown } from '../variables/explain'
import { isKnownOnceItRuns, knownOnceItRuns } from '../variables/known-later'
import type { References } from '../variables/members'
import { type NamedCandidates, nameKey } from '../variables/rows'
import { machineFacts, runFacts } from '../variables/system'
import { type Plan, type Stage, stepsOf } from './plan'
import type { PlanPlace, PlanPlaces } from './plan-places'

/** What decides which names have a value where a plan runs something. */
export interface NameGround {
  readonly plan: Plan
  readonly steps: readonly Step[]
  readonly places: PlanPlaces
  readonly rows: ReadonlyMap<string, NamedCandidates>
  readonly references: References
  /** The names that whoever deploys is asked for, by `nameKey`: they have a value everywhere. */
  readonly asked: ReadonlySet<string>
}

/** What can be another thing on another target: whether a row wins, whether it is plain, which one it is, or a text. */
export type Answer = unknown

/** How questions about a name begin. Few need the row itself: on most targets another one wins and nothing else differs. */
const asks = { isThere: '?', isPlain: '~', row: '=' } as const

type Row = NamedCandidates['candidates'][number] | 'tied' | null

/** Whether a value mentions nothing, as far as that is known before it runs. */
const isPlainRow = (row: Row): boolean =>
  row !== null && row !== 'tied' && row.content.kind === 'text' && !row.content.text.includes('#{')

/** The names of one action, in any of the places where it runs. */
export interface StageNames {
  /** @param onAsked told of everything that may be another thing on another target */
  readonly at: (place: PlanPlace, onAsked: (question: string, answer: Answer) => void) => KnownNames
  /** The answer in a place to a question that `onAsked` was told of. */
  readonly answerAt: (question: string, place: PlanPlace) => Answer
}

/** What Slipway says of a target. */
const machineNames: readonly string[] = Object.keys(
  machineFacts({ id: targetId.parse('target-0000000000'), name: '', roles: [] })
)
const machineKeys: ReadonlySet<string> = new Set(machineNames.map(nameKey))

/** Lists of all targets: looked into by loops only, and long. */
const isList = (name: string): boolean => /^Octopus\.Deployment\.Targets(\[|$)/i.test(name)

const keyed = (facts: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(facts).flatMap(([name, text]) => (isList(name) ? [] : [[nameKey(name), text] as const])))

/** The part of an account or a certificate that a name may be. */
interface Part {
  readonly owner: string
  readonly suffix: string
}

/** The names of a plan, made ready for its actions one after the other. */
export class PlanNames {
  /** The names that may have a value, as they are written; without those of single actions. */
  readonly written: readonly string[]
  private readonly ground: NameGround
  private readonly tree = new NameTree()
  private readonly parts = new Map<string, Part[]>()
  private readonly planFacts: ReadonlyMap<string, string>
  /** The group in which each action may first pass something on; of those that run. */
  private readonly passing = new Map<string, number>()
  private readonly stepNames: ReadonlySet<string>
  private readonly groups: ReadonlyMap<number, number>

  constructor(ground: NameGround) {
    this.ground = ground
    const { plan, rows, references } = ground
    const steps = stepsOf(plan)
    this.groups = new Map(steps.map(({ number, group }) => [number, group]))
    this.stepNames = new Set(steps.map(({ name }) => nameKey(name)))
    for (const { name, number, runs } of plan.stages) {
      const before = this.passing.get(nameKey(name)) ?? Number.POSITIVE_INFINITY
      if (runs.length > 0) this.passing.set(nameKey(name), Math.min(before, this.groups.get(number) ?? 0))
    }
    this.planFacts = keyed(plan.facts ?? {})
    const names: string[] = []
    for (const { name, candidates } of rows.values()) {
      names.push(name)
      const suffixes = new Set(
        candidates.flatMap(({ refersTo }) =>
          refersTo === undefined ? [] : membersOf(refersTo, references).map(({ suffix }) => suffix)
        )
      )
      for (const suffix of suffixes) {
        const full = `${name}.${suffix}`
        names.push(full)
        this.parts.set(nameKey(full), [...(this.parts.get(nameKey(full)) ?? []), { owner: nameKey(name), suffix }])
      }
    }
    this.written = [...names, ...Object.keys(plan.facts ?? {}).filter(name => !isList(name)), ...machineNames]
    for (const name of this.written) this.tree.add(name)
  }

  /** The names of an action; `passedOn` are those that its own scripts make known while it runs. */
  of(stage: Stage, passedOn: ReadonlySet<string> = new Set()): StageNames {
    const { plan, steps, asked } = this.ground
    const action = findAction(steps, stage.actionId)?.action
    const isLater = action === undefined ? isKnownOnceItRuns : knownOnceItRuns(action)
    const own = {
      ...action?.properties,
      ...runFacts(plan, stage, { targetId: null })
    }
    for (const name of [...Object.keys(own), ...passedOn]) this.tree.add(name)
    const facts = keyed(own)
    const factOf = (key: string): string | undefined => facts.get(key) ?? this.planFacts.get(key)
    const isOpen = (key: string): boolean => asked.has(key) || passedOn.has(key)
    const answerAt = (question: string, place: PlanPlace): Answer => {
      const key = question.slice(1)
      if (machineKeys.has(key) && place.target !== null) return machineText(key, place)
      const row = this.winner(key, place)
      return question[0] === asks.row ? row : question[0] === asks.isThere ? row !== null : isPlainRow(row)
    }
    return {
      answerAt,
      at: (place, onAsked) => {
        const ask = (what: keyof typeof asks, key: string) => {
          const candidates = this.ground.rows.get(key)?.candidates
          const question = `${asks[what]}${key}`
          if (candidates && this.ground.places.tellTargetsApart(candidates))
            onAsked(question, answerAt(question, place))
        }
        const rowAt = (key: string) => {
          ask('row', key)
          return this.winner(key, place)
        }
        const contentOf = (key: string): Text | null => this.contentOf(key, rowAt, isOpen)
        const hasRow = (key: string): boolean => {
          ask('isThere', key)
          return this.winner(key, place) !== null
        }
        const isMachine = (key: string): boolean => place.target !== null && machineKeys.has(key)
        const read = (key: string): Text => {
          if (!isMachine(key)) return factOf(key) ?? (isOpen(key) ? later : (contentOf(key) ?? later))
          const text = machineText(key, place)
          onAsked(`${asks.row}${key}`, text)
          return text
        }
        return {
          tree: this.tree,
          has: name => {
            const key = nameKey(name)
            if (factOf(key) !== undefined || isMachine(key) || isOpen(key) || hasRow(key)) return true
            return this.parts.has(key) && contentOf(key) !== null
          },
          templateOf: name => read(nameKey(name)),
          isPlain: name => {
            const key = nameKey(name)
            const fact = factOf(key)
            if (isMachine(key) || fact !== undefined) return fact === undefined || !fact.includes('#{')
            ask('isPlain', key)
            return !isOpen(key) && isPlainRow(this.winner(key, place))
          },
          isKnownLater: path => isList(path) || this.isKnownLater(path, stage, isLater)
        }
      }
    }
  }

  /** Whether a name has rows, or what it is a part of, such as an account. */
  hasRows(name: string): boolean {
    return this.ground.rows.has(nameKey(name)) || this.parts.has(nameKey(name))
  }

  /** The row that wins; `tied` where nobody does because several do, and null for none. */
  private winner(key: string, place: PlanPlace): Row {
    const named = this.ground.rows.get(key)
    if (named === undefined) return null
    const { winner, tied } = this.ground.places.contest(named.candidates, place)
    return winner?.candidate ?? (tied.length > 0 ? 'tied' : null)
  }

  /** What a name holds by its row, or as a part of what another row refers to; null where neither is there. */
  private contentOf(key: string, rowAt: (key: string) => Row, isOpen: (key: string) => boolean): Text | null {
    const row = rowAt(key)
    if (row !== null) return row === 'tied' || row.isPrompted ? later : textOf(row.content)
    for (const { owner, suffix } of this.parts.get(key) ?? []) {
      if (isOpen(owner)) return later
      const whole = rowAt(owner)
      if (whole === 'tied') return later
      const found = whole?.refersTo && membersOf(whole.refersTo, this.ground.references)
      const part = found?.find(member => member.suffix === suffix)
      if (part) return textOf(part.content)
    }
    return null
  }

  private isKnownLater(path: string, stage: Stage, isLater: LaterKnown): boolean {
    const [, output] = /^Octopus\.Action\[([^\]]*)\]\.Output\b/i.exec(path) ?? []
    if (output !== undefined && output !== '*') {
      const group = this.passing.get(nameKey(output))
      return group !== undefined && group <= (this.groups.get(stage.number) ?? Number.POSITIVE_INFINITY)
    }
    const [, step] = /^Octopus\.Step\[([^\]]*)\]\.Status\b/i.exec(path) ?? []
    if (step !== undefined && step !== '*' && !this.stepNames.has(nameKey(step))) return false
    return isLater(path) || /^env:/i.test(path)
  }
}

const textOf = (content: Content): Text => (content.kind === 'text' ? content.text : later)

function machineText(key: string, { target }: PlanPlace): string {
  const found = Object.entries(machineFacts(target)).find(([name]) => nameKey(name) === key)
  return found?.[1] ?? ''
}
