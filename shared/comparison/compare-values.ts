import type { ChannelId, EnvironmentId } from '../ids'
import type { Step } from '../model/process'
import type { ProcessRef } from '../model/variable-scope'
import type { Variable } from '../model/variable-set'
import { TemplateError } from '../template/index'
import type { VariableContext } from '../variables/context'
import { contestAll, type VariableWorld } from '../variables/decide'
import { type ShownView, viewOf } from '../variables/explain'
import type { References } from '../variables/members'
import { renderShown } from '../variables/render-shown'
import { nameKey, rowsByName, type VariableSources } from '../variables/rows'
import type { Slices } from '../variables/slices'
import type { VariableDifference, VariableText } from './comparison'
import type { ComparisonNames } from './names'
import { type ComparedTarget, placesWords, type ValuePlace, valuePlaces } from './value-places'

/** A release as its values are resolved. */
export interface ValueSide {
  readonly sources: VariableSources<Variable>
  /** What is known of it before it is deployed, by name. */
  readonly facts: Readonly<Record<string, string>>
  readonly channelId: ChannelId | null
}

/** Where the values of two releases are compared. */
export interface ValueGround {
  readonly environmentId: EnvironmentId
  readonly process: ProcessRef
  /** Of the tenant that they are compared for; empty for none. */
  readonly tenantTags: readonly string[]
  /** The steps that use the values. */
  readonly steps: readonly Step[]
  readonly targets: readonly ComparedTarget[]
  readonly references: References
  readonly names: ComparisonNames
}

/** A value of one place, with what tells it apart from another one: that may be more than is shown. */
interface Value {
  readonly name: string
  readonly shown: VariableText
  readonly print: string
}

type Values = ReadonlyMap<string, Value>

/**
 * The values that two releases have in an environment, by the resolver that scripts get theirs from. Opens no secret:
 * two are the same if they are the same entry of the vault. Pauses now and then.
 */
export function* compareValues(
  before: ValueSide | null,
  after: ValueSide,
  ground: ValueGround
): Slices<readonly VariableDifference[]> {
  const rows = [before, after].flatMap(side => (side === null ? [] : rowsOf(side.sources)))
  const places = valuePlaces(ground.steps, ground.targets, rows)
  const found = new Map<string, Differing>()
  for (const place of places) {
    const was = before === null ? none : yield* valuesIn(before, place, ground)
    const is = yield* valuesIn(after, place, ground)
    for (const key of new Set([...is.keys(), ...was.keys()])) note(found, key, was.get(key), is.get(key), place)
  }
  return [...found.values()].map(item => differenceOf(item, places)).sort(byName)
}

const none: Values = new Map()

const rowsOf = ({ variables, librarySets }: ValueSide['sources']): readonly Variable[] => [
  ...variables,
  ...librarySets.flatMap(set => set.variables)
]

/** One difference, with all places that have it. */
interface Differing {
  readonly before: Value | undefined
  readonly after: Value | undefined
  readonly places: ValuePlace[]
}

function note(
  found: Map<string, Differing>,
  key: string,
  before: Value | undefined,
  after: Value | undefined,
  place: ValuePlace
): void {
  if (before?.print === after?.print) return
  const id = JSON.stringify([key, before?.print ?? null, after?.print ?? null])
  const known = found.get(id)
  if (known) known.places.push(place)
  else found.set(id, { before, after, places: [place] })
}

function differenceOf({ before, after, places }: Differing, all: readonly ValuePlace[]): VariableDifference {
  const [old, now] = shownApart(before?.shown ?? null, after?.shown ?? null)
  return {
    name: (after ?? before)?.name ?? '',
    kind: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
    before: old,
    after: now,
    scope: placesWords(places, all),
    origin: null,
    fields: [],
    variableId: null
  }
}

/** Texts that are shown alike and are not differ in a secret that is part of them. */
const shownApart = (before: VariableText | null, after: VariableText | null) =>
  before?.kind === 'text' && after?.kind === 'text' && before.text === after.text
    ? ([{ kind: 'secret' }, { kind: 'secret' }] as const)
    : ([before, after] as const)

const byName = (a: VariableDifference, b: VariableDifference): number =>
  compare(a.name.toLowerCase(), b.name.toLowerCase()) || compare(a.scope, b.scope)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** What a deployment knows only when it runs. */
const isKnownLater = (name: string): boolean => /^Octopus[.[]/i.test(name)

/** After how many names there is a pause. */
const pauseAfter = 250

function* valuesIn(side: ValueSide, { target, step }: ValuePlace, ground: ValueGround): Slices<Values> {
  const world: VariableWorld = {
    sources: side.sources,
    references: ground.references,
    machine: null,
    facts: side.facts,
    answers: [],
    outputs: []
  }
  const context: VariableContext = {
    environmentId: ground.environmentId,
    target: target === null ? null : { id: target.id, roles: target.roles },
    step,
    channelId: side.channelId,
    process: ground.process,
    tenantTags: ground.tenantTags
  }
  const decided = contestAll(world, context)
  yield
  const view = viewOf(world, context, isKnownLater)
  yield
  const secretOf = (name: string): string | null => {
    const content = decided.get(nameKey(name))?.contest.winner?.candidate.content
    return content?.kind === 'secret' ? (content.id ?? '') : null
  }
  const values = new Map<string, Value>()
  let count = 0
  for (const [key, { name }] of rowsByName(side.sources)) {
    if (++count % pauseAfter === 0) yield
    const contest = decided.get(key)?.contest
    const winner = contest?.winner?.candidate
    if (winner?.content.kind === 'text') {
      const { text, secrets } = rendered(winner.content.text, view, secretOf)
      const shown = winner.refersTo === undefined ? text : referenceWords(winner.refersTo, ground.names)
      values.set(key, { name, shown: { kind: 'text', text: shown }, print: JSON.stringify(['text', text, secrets]) })
    } else if (winner !== undefined) {
      values.set(key, { name, shown: { kind: 'secret' }, print: JSON.stringify(['secret', secretOf(name)]) })
    } else if (contest !== undefined && contest.tied.length > 0) {
      values.set(key, { name, shown: { kind: 'tied' }, print: 'tied' })
    }
  }
  return values
}

const referenceWords = (id: Parameters<ComparisonNames['reference']>[0], names: ComparisonNames): string =>
  `${id.startsWith('certificate-') ? 'certificate' : 'account'} “${names.reference(id)}”`

/** A value as it may be shown, with the secrets that it takes in. */
function rendered(text: string, view: ShownView, secretOf: (name: string) => string | null) {
  if (!text.includes('#{')) return { text, secrets: [] }
  const read = new Set<string>()
  try {
    view.bound.evaluate(text, { haltOnError: false, onRead: name => read.add(name) })
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
  }
  const secrets = [...read].flatMap(name => secretOf(name) ?? []).sort()
  return { text: renderShown(text, view).text, secrets }
}
