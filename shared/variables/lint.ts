import type { EnvironmentId, StepId, VariableId } from '../ids'
import { actionName, allActions, type Step } from '../model/process'
import type { VariableView } from '../model/variable-set'
import { references } from '../template/index'
import { contest, type Origin } from './contest'
import { isKnownOnceItRuns } from './known-later'
import { nameKey, type RowCandidate, rowsByName, type VariableSources } from './rows'
import { neededBy, stepTexts, usesInText } from './script-uses'
import { inOneGo, type Slices } from './slices'
import { contextsFor, type Surroundings, type Tie, tiesInSlices } from './ties'

/** What is worth a look. `undefined`, `tied` and `cyclic` go wrong in a deployment, the others may be meant. */
export type Finding =
  | { readonly kind: 'undefined'; readonly name: string; readonly in: FoundIn }
  | { readonly kind: 'unused'; readonly rowId: VariableId; readonly name: string }
  | { readonly kind: 'tied'; readonly tie: Tie }
  /** No place that exists lets this row win; `by` is what wins instead, where it would apply. */
  | { readonly kind: 'shadowed'; readonly rowId: VariableId; readonly name: string; readonly by: Origin | null }
  /** The names of the circle, the first one again at the end. */
  | { readonly kind: 'cyclic'; readonly rowId: VariableId; readonly names: readonly string[] }
  | { readonly kind: 'plain-secret'; readonly rowId: VariableId; readonly name: string }
  /** It must be answered, and releases are deployed to these by themselves, where nobody is asked. */
  | {
      readonly kind: 'unasked'
      readonly rowId: VariableId
      readonly name: string
      readonly environments: readonly EnvironmentId[]
    }

export type FoundIn =
  | { readonly kind: 'row'; readonly rowId: VariableId }
  | { readonly kind: 'step'; readonly stepId: StepId; readonly name: string }

/** What lint looks at. Findings are about the project's own rows and its steps. */
export interface LintInput {
  readonly sources: VariableSources
  readonly steps: readonly Step[]
  readonly around: Surroundings
}

/** Looks through variables and scripts, in the order of rows and steps. */
export const lintVariables = (input: LintInput): readonly Finding[] => inOneGo(lintInSlices(input))

/** The same in slices of a few milliseconds, for a window in which somebody types meanwhile. */
export function* lintInSlices({ sources, steps, around }: LintInput): Slices<readonly Finding[]> {
  const rows = rowsByName(sources)
  const own = sources.variables
  const ties = yield* tiesInSlices(sources, around)
  return [
    ...ties.filter(({ origin }) => origin.kind === 'project').map((tie): Finding => ({ kind: 'tied', tie })),
    ...(yield* undefinedNames(sources, steps)),
    ...(yield* circles(own, rows)),
    ...own.filter(isPlainSecret).map(({ id, name }): Finding => ({ kind: 'plain-secret', rowId: id, name })),
    ...own.flatMap(row => unasked(row, around)),
    ...(yield* shadowed(rows, around)),
    ...(yield* unused(sources, steps))
  ]
}

/** What a text may refer to without a row: what Slipway says, what steps pass on, what an environment has. */
const isProvided = (name: string, steps: readonly Step[]): boolean => {
  const output = /^Octopus\.Action\[([^\]]*)\]\.Output/i.exec(name)
  if (output) {
    const wanted = nameKey(output[1] ?? '')
    return (
      name.includes('[*]') || allActions(steps).some(({ step, action }) => nameKey(actionName(step, action)) === wanted)
    )
  }
  return /^(Octopus[.[]|Octopus$|env:)/i.test(name) || isKnownOnceItRuns(name)
}

function* undefinedNames(
  { variables, librarySets }: VariableSources,
  steps: readonly Step[]
): Slices<readonly Finding[]> {
  const rows = [...variables, ...librarySets.flatMap(set => set.variables)]
  const names = new Set(rows.map(({ name }) => nameKey(name)))
  const heads = new Set(rows.flatMap(({ name }) => headsOf(name)))
  // As itself, as what others lie below, or as a part of a value that is JSON.
  const isDefined = (name: string) => heads.has(nameKey(name)) || headsOf(name).some(head => names.has(head))
  const isKnown = (name: string) => isDefined(name) || isProvided(name, steps)
  const properties = propertyNames(steps)
  const missing = (names: readonly string[], found: FoundIn): readonly Finding[] => {
    const unknown = new Map<string, string>()
    for (const name of names) if (!isKnown(name) && !unknown.has(nameKey(name))) unknown.set(nameKey(name), name)
    return [...unknown.values()].map(name => ({ kind: 'undefined', name, in: found }))
  }
  const found: Finding[] = []
  for (const row of variables) {
    if (row.type === 'text') {
      const names = references(row.value).filter(name => !properties.has(nameKey(name)))
      found.push(...missing(names, { kind: 'row', rowId: row.id }))
    }
    yield
  }
  for (const step of steps) {
    const own = propertyNames([step])
    const names = neededBy(step).filter(name => !own.has(nameKey(name)))
    found.push(...missing(names, { kind: 'step', stepId: step.id, name: step.name }))
    yield
  }
  return found
}

/** Further properties of actions are variables while these run. */
const propertyNames = (steps: readonly Step[]): ReadonlySet<string> =>
  new Set(allActions(steps).flatMap(({ action }) => Object.keys(action.properties ?? {}).map(nameKey)))

/** A name and everything above it: `A.B[C]` is answered by `A.B`, `A` or itself, as JSON or as the head of an index. */
function headsOf(name: string): readonly string[] {
  const heads: string[] = []
  for (let at = 0; at < name.length; at++)
    if (name[at] === '.' || name[at] === '[') heads.push(nameKey(name.slice(0, at)))
  return [...heads, nameKey(name)]
}

type Rows = ReturnType<typeof rowsByName>

/** Walks from each row along the text rows of the names that it refers to; what stands in a circle is told of once. */
function* circles(own: readonly VariableView[], rows: Rows): Slices<readonly Finding[]> {
  const uses = new Map<string, readonly string[]>()
  for (const [key, { candidates }] of rows) {
    uses.set(
      key,
      candidates.flatMap(({ row }) => (row.type === 'text' ? references(row.value) : []))
    )
    yield
  }
  const found: Finding[] = []
  const told = new Set<string>()
  for (const row of own) {
    if (row.type !== 'text' || !row.value.includes('#{') || told.has(nameKey(row.name))) continue
    const path = wayBack(nameKey(row.name), references(row.value), uses)
    yield
    if (path === null) continue
    if (!path.some(name => told.has(nameKey(name))))
      found.push({ kind: 'cyclic', rowId: row.id, names: [row.name, ...path] })
    for (const name of path) told.add(nameKey(name))
  }
  return found
}

interface Way {
  readonly name: string
  readonly before: Way | null
}

/** The shortest way from these names back to `goal`, which is its last member; null when there is none. */
function wayBack(
  goal: string,
  from: readonly string[],
  uses: ReadonlyMap<string, readonly string[]>
): readonly string[] | null {
  const seen = new Set<string>()
  const open: Way[] = from.map(name => ({ name, before: null }))
  // The list grows while it is walked: nearer names stand before those further away.
  for (const way of open) {
    const key = nameKey(way.name)
    if (key === goal) return namesOn(way)
    if (seen.has(key)) continue
    seen.add(key)
    for (const name of uses.get(key) ?? []) open.push({ name, before: way })
  }
  return null
}

function namesOn(way: Way): readonly string[] {
  const names: string[] = []
  for (let at: Way | null = way; at !== null; at = at.before) names.unshift(at.name)
  return names
}

const secretName = /(^|[^a-z])(pass(word|wd|phrase)?|pwd|secret|token|api-?key|private-?key|credential)s?($|[^a-z])/i
const secretValue =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----|(^|[;\s])(password|pwd)=[^;#\s][^;]*|^AKIA[0-9A-Z]{16}$|^gh[pousr]_[A-Za-z0-9]{30,}$|^xox[abpr]-/i

const isPlainSecret = (row: VariableView): boolean => row.type === 'text' && looksLikeSecret(row)

/** Whether a text is named like a secret, or is one beyond doubt. */
export function looksLikeSecret({ name, value }: { readonly name: string; readonly value: string }): boolean {
  if (value.trim() === '' || value.includes('#{')) return false
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
  return secretName.test(words) || secretValue.test(value)
}

/** A question without an answer to offer, where releases are deployed without anybody who could be asked. */
function unasked({ id, name, type, ...row }: VariableView, { automatic = [] }: Surroundings): readonly Finding[] {
  if (row.prompt?.isRequired !== true || type !== 'text' || !('value' in row) || row.value.trim() !== '') return []
  const meant = row.scope?.environments ?? []
  const environments = automatic.filter(place => meant.length === 0 || meant.includes(place))
  return environments.length === 0 ? [] : [{ kind: 'unasked', rowId: id, name, environments }]
}

/** Rows that lose wherever they apply. One that applies nowhere as yet is not spoken of. */
function* shadowed(rows: Rows, around: Surroundings): Slices<readonly Finding[]> {
  const found: Finding[] = []
  for (const { name, candidates } of rows.values()) {
    if (candidates.length < 2) continue
    const fates = new Map<RowCandidate, { wins: boolean; by: Origin | null }>()
    for (const context of contextsFor(candidates, around)) {
      const { winner, ranked } = contest(candidates, context)
      for (const { candidate, verdict } of ranked) {
        if (verdict.kind === 'out') continue
        const fate = fates.get(candidate) ?? { wins: false, by: null }
        if (verdict.kind === 'lost') fate.by ??= winner?.candidate.origin ?? null
        else fate.wins = true
        fates.set(candidate, fate)
      }
    }
    for (const candidate of candidates) {
      const fate = fates.get(candidate)
      if (candidate.origin.kind !== 'project' || candidate.rowId === null || !fate || fate.wins) continue
      found.push({ kind: 'shadowed', rowId: candidate.rowId, name, by: fate.by })
    }
    yield
  }
  return found
}

/** Rows of names that no script and no other value mentions. Files on targets may still use them. */
function* unused({ variables, librarySets }: VariableSources, steps: readonly Step[]): Slices<readonly Finding[]> {
  const used = new Set<string>()
  const use = (names: readonly string[]) => {
    for (const name of names) for (const head of headsOf(name)) used.add(head)
  }
  for (const row of [...variables, ...librarySets.flatMap(set => set.variables)]) {
    if (row.type === 'text') use(references(row.value))
    yield
  }
  for (const step of steps)
    for (const text of stepTexts(step)) {
      use(usesInText(text))
      yield
    }
  return variables
    .filter(({ name }) => !used.has(nameKey(name)) && !/^Octopus/i.test(name))
    .map(({ id, name }): Finding => ({ kind: 'unused', rowId: id, name }))
}
