import type { ActionId, ChannelId, EnvironmentId, ProjectId, TargetId, VariableId } from '../ids'
import type { ExecutionLocation } from '../model/process'
import type { Tenant } from '../model/tenant'
import { fitsTags } from '../model/tenant-tag'
import { type ScopeDimension, sameScope, scopeDimensions, type VariableScope } from '../model/variable-scope'
import type { VariableView } from '../model/variable-set'
import { contest, type Origin } from './contest'
import type { VariableContext } from './context'
import { type RowCandidate, rowsByName, type VariableSources } from './rows'
import { inOneGo, type Slices } from './slices'

/** Where a project's steps can run: what says which rows could ever meet. */
export interface Surroundings {
  readonly environments: readonly { readonly id: EnvironmentId }[]
  readonly targets: readonly {
    readonly id: TargetId
    readonly roles: readonly string[]
    readonly environmentIds: readonly EnvironmentId[]
  }[]
  readonly steps: readonly PlacedStep[]
  readonly process: VariableContext['process']
  /** Those that releases can be of; none, or absent, for a runbook. */
  readonly channels?: readonly ScopedChannel[]
  /** Those that get the project; none when absent. What is for no tenant is always looked at. */
  readonly tenants?: readonly PlacedTenant[]
  /** Where lifecycles deploy releases by themselves; none when absent. */
  readonly automatic?: readonly EnvironmentId[]
}

export interface PlacedStep {
  readonly actionId: ActionId
  readonly roles: readonly string[]
  readonly location: ExecutionLocation
  /** What it is a step of, where that is another process than the one that all others belong to. */
  readonly process?: VariableContext['process']
}

interface ScopedChannel {
  readonly id: ChannelId
  /** Which tenants its releases are for; all when absent. */
  readonly tenantTags?: readonly string[] | undefined
}

/** A tenant, as far as rows tell it apart, and where it gets the project. */
export interface PlacedTenant {
  readonly tags: readonly string[]
  /** Everywhere when absent. */
  readonly environmentIds?: readonly EnvironmentId[] | undefined
}

/** A tenant with the environments where it gets a project. */
export const placedTenant = ({ tags, projects }: Pick<Tenant, 'tags' | 'projects'>, id: ProjectId): PlacedTenant => ({
  tags,
  environmentIds: projects.find(({ projectId }) => projectId === id)?.environmentIds ?? []
})

/** Rows of one list that claim a name with equal right, somewhere that exists. */
export interface Tie {
  readonly name: string
  readonly origin: Origin
  readonly rows: readonly TiedRow[]
  /** One place where it happens; null when the rows have the very same scope. */
  readonly where: VariableContext | null
  readonly fixes: readonly TieFix[]
}

export interface TiedRow {
  readonly id: VariableId
  readonly scope: VariableScope
}

/** A change of one row that ends a tie. */
export type TieFix =
  | { readonly kind: 'remove'; readonly rowId: VariableId }
  | {
      readonly kind: 'narrow'
      readonly rowId: VariableId
      readonly dimension: ScopeDimension
      readonly scope: VariableScope
    }

/** Every tie that these rows have anywhere, at most one for each pair of rows. Names in the order of their first row. */
export const findTies = (sources: VariableSources, around: Surroundings): readonly Tie[] =>
  inOneGo(tiesInSlices(sources, around))

/** The same in slices, one name at a time. */
export function* tiesInSlices(sources: VariableSources, around: Surroundings): Slices<readonly Tie[]> {
  const places = placesOf(around)
  const ties: Tie[] = []
  for (const { name, candidates } of rowsByName(sources).values()) {
    if (candidates.length < 2) continue
    const seen = new Set<string>()
    const found = [...exactTies(name, candidates), ...tiesInPlaces(name, candidates, places)]
    for (const tie of found) {
      const key = tie.rows
        .map(row => row.id)
        .sort()
        .join()
      if (!seen.has(key)) ties.push(tie)
      seen.add(key)
    }
    yield
  }
  return ties
}

type Row = RowCandidate<VariableView>

/** Rows of the same list with the same scope are never told apart, wherever that is. */
function exactTies(name: string, candidates: readonly Row[]): readonly Tie[] {
  const groups: Row[][] = []
  for (const row of candidates) {
    const group = groups.find(([first]) => first && sameList(first, row) && sameScope(first.scope, row.scope))
    if (group) group.push(row)
    else groups.push([row])
  }
  return groups.flatMap(rows => (rows.length < 2 ? [] : [tieOf(name, rows, null)]))
}

function tiesInPlaces(name: string, candidates: readonly Row[], places: Places): readonly Tie[] {
  const risky = pairsOf(candidates).filter(([a, b]) => couldTie(a, b))
  if (risky.length === 0) return []
  const ties: Tie[] = []
  const open = new Set(risky.map(([a, b]) => pairKey(a, b)))
  for (const context of places.for(candidates)) {
    const { tied } = contest(candidates, context)
    if (tied.length === 0) continue
    const rows = tied.map(({ candidate }) => candidate)
    const pairs = pairsOf(rows).map(([a, b]) => pairKey(a, b))
    if (pairs.some(pair => open.has(pair))) ties.push(tieOf(name, rows, context))
    for (const pair of pairs) open.delete(pair)
    if (open.size === 0) break
  }
  return ties
}

const pairsOf = <T>(items: readonly T[]): readonly (readonly [T, T])[] =>
  items.flatMap((a, index) => items.slice(index + 1).map(b => [a, b] as const))

const pairKey = (a: Row, b: Row): string => [a.rowId, b.rowId].sort().join()

const sameList = (a: Row, b: Row): boolean =>
  a.origin.kind === b.origin.kind && (a.origin.kind !== 'library' || a.origin.id === (b.origin as typeof a.origin).id)

/** Equal weights need the same dimensions, and both rows must be able to apply in one place. */
function couldTie(a: Row, b: Row): boolean {
  if (!sameList(a, b)) return false
  return scopeDimensions.every(dimension => {
    const [left, right] = [valuesOf(a, dimension), valuesOf(b, dimension)]
    if ((left.length === 0) !== (right.length === 0)) return false
    if (left.length === 0 || dimension === 'roles' || dimension === 'tenantTags') return true
    return left.some(value => right.includes(value))
  })
}

const valuesOf = ({ scope }: Row, dimension: ScopeDimension): readonly string[] => scope[dimension] ?? []

function tieOf(name: string, rows: readonly Row[], where: VariableContext | null): Tie {
  const tied = rows.flatMap(({ rowId, scope }) => (rowId === null ? [] : [{ id: rowId, scope }]))
  const origin = rows[0]?.origin ?? { kind: 'project' }
  return { name, origin, rows: tied, where, fixes: fixesFor(tied) }
}

/** Leaving out of one row what another one names as well, where something remains; removing a row always helps. */
function fixesFor(rows: readonly TiedRow[]): readonly TieFix[] {
  const narrowing = rows.flatMap(row =>
    scopeDimensions.flatMap((dimension): TieFix[] => {
      const taken = new Set(rows.filter(other => other !== row).flatMap(other => lower(other.scope[dimension])))
      const own = row.scope[dimension] ?? []
      const rest = own.filter(value => !taken.has(value.toLowerCase()))
      if (rest.length === 0 || rest.length === own.length || dimension === 'roles' || dimension === 'tenantTags')
        return []
      return [{ kind: 'narrow', rowId: row.id, dimension, scope: { ...row.scope, [dimension]: rest } }]
    })
  )
  return [...narrowing, ...rows.map(({ id }): TieFix => ({ kind: 'remove', rowId: id }))]
}

const lower = (values: readonly string[] = []): readonly string[] => values.map(value => value.toLowerCase())

/** A list of rows after a fix. */
export function applyFix<
  Row extends { readonly id?: VariableId | undefined; readonly scope?: VariableScope | undefined }
>(rows: readonly Row[], fix: TieFix): readonly Row[] {
  if (fix.kind === 'remove') return rows.filter(row => row.id !== fix.rowId)
  return rows.map(row => (row.id === fix.rowId ? { ...row, scope: fix.scope } : row))
}

/** Every place that makes a difference to these rows: of what is alike to them, one stands for all. */
export const contextsFor = (candidates: readonly RowCandidate[], around: Surroundings): Iterable<VariableContext> =>
  placesOf(around).for(candidates)

/** Working out the places is the same for every name. */
const known = new WeakMap<Surroundings, Places>()

function placesOf(around: Surroundings): Places {
  const places = known.get(around) ?? createPlaces(around)
  known.set(around, places)
  return places
}

interface Places {
  /** Every context that makes a difference to these rows. */
  for(candidates: readonly Row[]): Iterable<VariableContext>
}

/**
 * Targets with the same roles in the same environments are alike to rows that name none of them, and so are steps: one
 * of each kind stands for all.
 */
function createPlaces({ environments, targets, steps, process, channels = [], tenants = [] }: Surroundings): Places {
  function* all(
    named: ReadonlySet<string>,
    channelId: ChannelId | null,
    { tags: tenantTags, isIn }: Whom
  ): Iterable<VariableContext> {
    const common = { channelId, tenantTags }
    const meant = channelId === null ? channels : channels.filter(({ id }) => id === channelId)
    const placed = unlike(
      steps,
      named,
      step => step.actionId,
      step => `${step.process ?? ''} ${step.location} ${signature(step.roles)}`
    )
    const processes = new Set([process, ...steps.map(step => step.process ?? process)])
    for (const { id: environmentId } of environments) {
      // Runbooks have no channel, and are run for tenants of any.
      const run = new Set([...processes].filter(of => isIn(environmentId, of === process ? meant : [])))
      if (run.size === 0) continue
      const here = targets.filter(target => target.environmentIds.includes(environmentId))
      const kinds = unlike(
        here,
        named,
        target => target.id,
        target => signature(target.roles)
      )
      for (const of of run) yield { ...common, process: of, environmentId, target: null, step: null }
      for (const { actionId, roles, location, process: of = process } of placed) {
        if (!run.has(of)) continue
        const at = { ...common, process: of, environmentId, step: { actionId, roles } }
        if (location === 'here') yield { ...at, target: null }
        else for (const { id, roles: own } of kinds) if (meets(own, roles)) yield { ...at, target: { id, roles: own } }
      }
    }
  }
  function* inEach(
    named: ReadonlySet<string>,
    channelIds: readonly (ChannelId | null)[],
    whom: readonly Whom[]
  ): Iterable<VariableContext> {
    for (const channelId of channelIds) for (const who of whom) yield* all(named, channelId, who)
  }
  const nothingNamed: VariableContext[] = []
  return {
    for: candidates => {
      const named = new Set(candidates.flatMap(({ scope }) => [...(scope.targets ?? []), ...(scope.actions ?? [])]))
      // To rows that are for no channel in particular, all channels are alike.
      const isForSome = channels.length > 0 && candidates.some(({ scope }) => (scope.channels?.length ?? 0) > 0)
      const whom = whomFor(candidates, tenants)
      if (isForSome || whom.length > 1 || named.size > 0)
        return inEach(named, isForSome ? channels.map(({ id }) => id) : [null], whom)
      if (nothingNamed.length === 0) nothingNamed.push(...inEach(named, [null], whom))
      return nothingNamed
    }
  }
}

/** Tenants that are alike to some rows; no tenant is one of those without tags. */
interface Whom {
  /** Those that the rows mean, in small letters. */
  readonly tags: readonly string[]
  /** Whether one of them gets something there of one of these channels, or of none for no channels. */
  isIn(environmentId: EnvironmentId, channels: readonly ScopedChannel[]): boolean
}

/** The tenants as far as these rows tell them apart; the first are those like no tenant. */
function whomFor(candidates: readonly Row[], tenants: readonly PlacedTenant[]): readonly Whom[] {
  const meant = new Set(candidates.flatMap(({ scope }) => lower(scope.tenantTags)))
  const groups = new Map<string, { readonly tags: readonly string[]; readonly alike: PlacedTenant[] }>()
  for (const tenant of meant.size === 0 ? [] : tenants) {
    const tags = lower(tenant.tags)
      .filter(tag => meant.has(tag))
      .sort()
    const known = groups.get(tags.join())
    if (known) known.alike.push(tenant)
    else groups.set(tags.join(), { tags, alike: [tenant] })
  }
  groups.delete('')
  const tagged = [...groups.values()].map(({ tags, alike }): Whom => ({ tags, isIn: getsSomething(alike) }))
  return [{ tags: [], isIn: () => true }, ...tagged]
}

const getsSomething =
  (alike: readonly PlacedTenant[]): Whom['isIn'] =>
  (environmentId, channels) =>
    alike.some(
      ({ tags, environmentIds }) =>
        (environmentIds?.includes(environmentId) ?? true) &&
        (channels.length === 0 || channels.some(({ tenantTags = [] }) => fitsTags(tenantTags, tags)))
    )

const signature = (roles: readonly string[]): string => [...lower(roles)].sort().join()
const meets = (own: readonly string[], wanted: readonly string[]): boolean => {
  const had = new Set(lower(own))
  return lower(wanted).some(role => had.has(role))
}

/** One item of each kind, and all that are named. */
function unlike<T>(
  items: readonly T[],
  named: ReadonlySet<string>,
  id: (item: T) => string,
  kind: (item: T) => string
): readonly T[] {
  const kinds = new Map(items.map(item => [named.has(id(item)) ? id(item) : kind(item), item]))
  return [...kinds.values()]
}
