import type { EnvironmentId, TargetId, VariableId } from '../ids'
import type { VariableScope } from '../model/variable-scope'
import type { VariableView } from '../model/variable-set'
import { redacted } from '../secret'
import { type Bound, bindVariables, TemplateError, type Token, tokens } from '../template/index'
import type { Content, Origin, Ranked, Verdict } from './contest'
import type { VariableContext } from './context'
import { type Contested, contestAll, type VariableWorld } from './decide'
import { nameKey } from './rows'
import { inOneGo, type Slices } from './slices'

/** A value as it may be shown. Secrets are dots; what is worked out of a secret is not worked out here. */
export interface ShownValue {
  /** Null when only a run knows it: it depends on an output that is not there yet, or is computed from a secret. */
  readonly text: string | null
  readonly holdsSecret: boolean
}

/** One candidate of a name and how it fared. */
export interface ExplainedCandidate {
  readonly origin: Origin
  readonly rowId: VariableId | null
  readonly scope: VariableScope
  /** As written: a template. */
  readonly template: ShownValue
  readonly verdict: Verdict
}

/** What a name, or one reference of a value, came to. */
export interface ExpansionNode {
  /** The name, as it is written. */
  readonly name: string
  /** As written; null where nothing answers the name. */
  readonly template: ShownValue | null
  readonly value: ShownValue
  readonly state: 'known' | 'missing' | 'tied' | 'cycle' | 'at-run-time'
  /** The references of the template, in order and once each. */
  readonly references: readonly ExpansionNode[]
}

/** Why a name has the value that it has. */
export interface Explanation {
  readonly name: string
  /** The best first; those that do not apply at last. */
  readonly candidates: readonly ExplainedCandidate[]
  readonly expansion: ExpansionNode
  /** What it is in other places, the most frequent first; places that agree stand together. */
  readonly elsewhere: readonly Elsewhere[]
}

export interface Elsewhere {
  readonly value: ShownValue
  readonly isSame: boolean
  readonly places: readonly Place[]
}

export interface Place {
  readonly environmentId: EnvironmentId
  /** Null for what runs once on this machine. */
  readonly targetId: TargetId | null
}

/** A place in which the same name may have another value, with what decides there. */
export interface OtherPlace {
  readonly place: Place
  readonly context: VariableContext
  readonly facts: VariableWorld['facts']
  readonly machine: VariableWorld['machine']
}

/** How deep expansions are followed for people, and how many references are unfolded in all. */
const deepest = 12
const mostNodes = 1000

/** The steps before the one that is explained, whose outputs a run will know. */
export type LaterKnown = (name: string) => boolean

/** Explains a name by the resolver that scripts get their values from. Opens no secret. */
export const explain = (
  name: string,
  world: VariableWorld,
  context: VariableContext,
  others: readonly OtherPlace[] = [],
  isKnownLater: LaterKnown = () => false
): Explanation => inOneGo(explainInSlices(name, world, context, others, isKnownLater))

/** The same in slices, one place at a time. */
export function* explainInSlices(
  name: string,
  world: VariableWorld,
  context: VariableContext,
  others: readonly OtherPlace[],
  isKnownLater: LaterKnown
): Slices<Explanation> {
  const view = createView(contestAll(world, context), isKnownLater)
  const here = view.expand(name)
  return {
    name: view.decided.get(nameKey(name))?.name ?? name,
    candidates: (view.decided.get(nameKey(name))?.contest.ranked ?? []).map(explained),
    expansion: here,
    elsewhere: yield* elsewhere(name, here.value, world, others, isKnownLater)
  }
}

/** Every name of a place with its value, in the order of names. */
export function previewAll(
  world: VariableWorld,
  context: VariableContext,
  isKnownLater: LaterKnown = () => false
): readonly PreviewedVariable[] {
  const view = createView(contestAll(world, context), isKnownLater)
  return [...view.decided.values()]
    .filter(({ contest }) => contest.winner !== null || contest.tied.length > 0)
    .map(({ name, contest }) => ({
      name,
      value: view.shownOf(name),
      origin: contest.winner?.candidate.origin ?? contest.tied[0]?.candidate.origin ?? { kind: 'project' },
      isTied: contest.tied.length > 0
    }))
}

export interface PreviewedVariable {
  readonly name: string
  readonly value: ShownValue
  readonly origin: Origin
  readonly isTied: boolean
}

const shownContent = (content: Content): ShownValue =>
  content.kind === 'text' ? { text: content.text, holdsSecret: false } : { text: redacted, holdsSecret: true }

const explained = ({ candidate, verdict }: Ranked): ExplainedCandidate => ({
  origin: candidate.origin,
  rowId: candidate.rowId,
  scope: candidate.scope,
  template: shownContent(candidate.content),
  verdict
})

/** What names stand for in one place, as it may be shown. */
export interface ShownView {
  readonly shownOf: (name: string) => ShownValue
  /** The variable that a path leads to; the path itself where there is none. */
  readonly headOf: (path: string) => string
  readonly isSecret: (name: string) => boolean
  /** Whether something answers a name. */
  readonly isDefined: (name: string) => boolean
  /** Whether nothing answers a name yet, and a run will know it. */
  readonly isKnownLater: LaterKnown
  /** For texts; secrets are dots in it. */
  readonly bound: Bound
}

/** The values of a place for texts that refer to them. Opens no secret. */
export const viewOf = (world: VariableWorld, context: VariableContext, isKnownLater: LaterKnown): ShownView =>
  createView(contestAll(world, context), isKnownLater)

interface Reading {
  readonly isSecret: (name: string) => boolean
  /** What a name holds, as written. */
  readonly rawOf: (name: string) => string
}

/** Values as they may be shown, of one place. */
function createView(decided: ReadonlyMap<string, Contested>, mayBeKnownLater: LaterKnown) {
  const isKnownLater: LaterKnown = name => !decided.has(nameKey(headOf(name, decided))) && mayBeKnownLater(name)
  const winnerOf = (name: string) => decided.get(nameKey(name))?.contest.winner?.candidate
  const isSecret = (name: string) => {
    const winner = winnerOf(name)
    return winner !== undefined && winner.content.kind !== 'text'
  }
  const rawOf = (name: string): string => {
    const winner = winnerOf(name)
    return winner === undefined ? '' : (shownContent(winner.content).text ?? '')
  }
  const bound = bindVariables(
    [...decided.values()].flatMap(({ name, contest: { winner } }) =>
      winner === null ? [] : [[name, shownContent(winner.candidate.content).text] as const]
    )
  )
  const shownOf = (name: string): ShownValue => {
    const winner = winnerOf(name)
    if (winner === undefined) return { text: null, holdsSecret: false }
    const template = shownContent(winner.content)
    return template.holdsSecret || template.text === null
      ? template
      : shownTemplate(template.text, bound, { isSecret, rawOf }, isKnownLater)
  }
  let unfolded = 0
  const expand = (name: string, path: readonly string[] = []): ExpansionNode => {
    unfolded++
    const key = nameKey(name)
    const contested = decided.get(key)
    const winner = winnerOf(name)
    const nothing = { text: null, holdsSecret: false }
    if (winner === undefined) {
      const state =
        contested && contested.contest.tied.length > 0 ? 'tied' : isKnownLater(name) ? 'at-run-time' : 'missing'
      return { name, template: null, value: nothing, state, references: [] }
    }
    const template = shownContent(winner.content)
    if (path.includes(key)) return { name, template, value: nothing, state: 'cycle', references: [] }
    const isEnough = path.length >= deepest || unfolded >= mostNodes
    const inner = template.holdsSecret || isEnough ? [] : referencesIn(template.text ?? '')
    const references = inner.map(reference => expand(headOf(reference, decided), [...path, key]))
    const value = shownOf(name)
    const state = references.some(node => node.state === 'cycle' && nameKey(node.name) === key)
      ? 'cycle'
      : value.text === null
        ? 'at-run-time'
        : 'known'
    return { name, template, value, state, references }
  }
  return {
    decided,
    shownOf,
    expand,
    headOf: (path: string) => headOf(path, decided),
    isSecret,
    isDefined: (name: string) => winnerOf(name) !== undefined,
    isKnownLater,
    bound
  }
}

/**
 * Evaluates a template in which secrets are dots. Dots may stand in a text; a token that computes with them, or asks
 * about them, would give a wrong answer: then only a run knows.
 */
function shownTemplate(text: string, bound: Bound, { isSecret, rawOf }: Reading, isKnownLater: LaterKnown): ShownValue {
  if (!text.includes('#{')) return { text, holdsSecret: false }
  const read = new Set<string>()
  try {
    const value = bound.evaluate(text, { onRead: name => read.add(name) }).text
    const holdsSecret = [...read].some(isSecret)
    const inner = [text, ...[...read].map(rawOf)]
    const isUnknown =
      (holdsSecret && inner.some(part => computes(part, isSecret, read))) ||
      inner.some(part => waits(part, isKnownLater))
    return { text: isUnknown ? null : value, holdsSecret }
  } catch (error) {
    if (error instanceof TemplateError) return { text, holdsSecret: false }
    throw error
  }
}

/** Whether a token does more with what holds a secret than putting it in. */
const computes = (text: string, isSecret: (name: string) => boolean, read: ReadonlySet<string>): boolean =>
  tokens(text).some(token => !isPlain(token)) && [...read].some(isSecret)

/** Whether a token is one name and nothing else. */
const isPlain = ({ printed, references }: Token): boolean => printed === `#{${references[0]}}`

const waits = (text: string, isKnownLater: LaterKnown): boolean =>
  tokens(text).some(token => token.references.some(isKnownLater))

const referencesIn = (text: string): readonly string[] => {
  const names = tokens(text).flatMap(token => token.references)
  return [...new Map(names.map(name => [nameKey(name), name])).values()]
}

/** The variable that a path leads to: itself, or the longest beginning of it that is one, as with JSON inside a value. */
function headOf(path: string, decided: ReadonlyMap<string, Contested>): string {
  for (let end = path.length; end > 0; end = Math.max(path.lastIndexOf('.', end - 1), path.lastIndexOf('[', end - 1))) {
    const head = path.slice(0, end)
    if (decided.has(nameKey(head))) return head
  }
  return path
}

function* elsewhere(
  name: string,
  here: ShownValue,
  world: VariableWorld,
  others: readonly OtherPlace[],
  isKnownLater: LaterKnown
): Slices<readonly Elsewhere[]> {
  const needed = onlyNeeded(name, world)
  const groups = new Map<string, { readonly value: ShownValue; readonly places: Place[] }>()
  for (const { place, context, facts, machine } of others) {
    yield
    const value = createView(contestAll({ ...needed, facts, machine }, context), isKnownLater).shownOf(name)
    const key = `${value.holdsSecret} ${value.text}`
    const group = groups.get(key) ?? { value, places: [] }
    group.places.push(place)
    groups.set(key, group)
  }
  return [...groups.values()]
    .map(({ value, places }) => ({
      value,
      places,
      isSame: value.text === here.text && value.holdsSecret === here.holdsSecret
    }))
    .sort((a, b) => b.places.length - a.places.length)
}

/**
 * The rows and facts that the value of a name could depend on; all others cost time only. A reference may be answered by
 * itself, by anything above it, as JSON, and by what lies below it, as a collection.
 */
function onlyNeeded(name: string, world: VariableWorld): VariableWorld {
  const { sources } = world
  const rows = [...sources.variables, ...sources.librarySets.flatMap(set => set.variables)]
  const needed = new Set<string>()
  const asked = new Set<string>()
  const open = [name]
  for (let reference = open.pop(); reference !== undefined; reference = open.pop()) {
    const wanted = wantedBy(reference)
    if (asked.has(wanted.base)) continue
    asked.add(wanted.base)
    for (const row of rows) {
      const key = nameKey(row.name)
      if (needed.has(row.id) || !wanted.has(key)) continue
      needed.add(row.id)
      if (row.type === 'text') open.push(...referencesIn(row.value))
    }
  }
  const keep = <Row extends VariableView>(list: readonly Row[]) => list.filter(row => needed.has(row.id))
  return {
    ...world,
    sources: {
      variables: keep(sources.variables),
      librarySets: sources.librarySets.map(set => ({ ...set, variables: keep(set.variables) }))
    }
  }
}

/** Which names can answer a reference. What is computed within brackets may be anything below what stands before them. */
function wantedBy(reference: string) {
  const base = nameKey(reference.replace(/\[(?:#\{|\*).*$/s, ''))
  const has = (key: string): boolean => key === base || below(key, base) || below(base, key)
  return { base, has }
}

/** Whether a name lies below another, behind a dot or in brackets. */
const below = (key: string, above: string): boolean =>
  key.startsWith(above) && (key[above.length] === '.' || key[above.length] === '[')
