import type { ChannelId, EnvironmentId, ReleaseId, TenantId } from '../ids'
import type { Retention } from '../model/lifecycle'

/** A release of a project, as far as it matters whether it stays. */
export interface KeptRelease {
  readonly id: ReleaseId
  readonly version: string
  /** Milliseconds since 1970 UTC. */
  readonly createdAt: number
  /** The lifecycle that counts for it, by its channel or its project. */
  readonly lifecycle: KeptLifecycle
  /** Its channel, where each channel of the project counts by itself; null where all of them count together. */
  readonly channel: { readonly id: ChannelId; readonly name: string } | null
  readonly isPrevented: boolean
  /** One of its deployments is queued, under way or interrupted. */
  readonly isBusy: boolean
  /** A bundle of it was handed over, and nobody knows yet how all of its runs ended. */
  readonly isOut: boolean
  /** Where it was deployed to, each environment once for each tenant and once without one; empty for one that never was. */
  readonly places: readonly KeptPlace[]
}

export interface KeptPlace {
  readonly environmentId: EnvironmentId
  /** Null for without a tenant. */
  readonly tenantId: TenantId | null
  /** When its newest deployment there was queued, in milliseconds since 1970 UTC, whatever became of it. */
  readonly triedAt: number
  /** When the last one that succeeded there ended; null for none. */
  readonly succeededAt: number | null
}

export interface KeptLifecycle {
  readonly id: string
  readonly retention: Retention
  /** In order; with the environments that each has at the moment. */
  readonly phases: readonly KeptPhase[]
}

export interface KeptPhase {
  readonly name: string
  readonly environments: readonly EnvironmentId[]
  /** Undefined for that of the nearest earlier phase that has one, or else of the lifecycle. */
  readonly retention?: Retention | undefined
}

/** Whether a release stays, and why. */
export interface Judged {
  readonly release: KeptRelease
  readonly stays: boolean
  /** In a sentence. */
  readonly why: string
}

export interface RetentionInput {
  /** All releases of one project, the oldest first. */
  readonly releases: readonly KeptRelease[]
  /** Names of the environments that exist. */
  readonly environments: ReadonlyMap<EnvironmentId, string>
  /** Names of the tenants that exist. */
  readonly tenants: ReadonlyMap<TenantId, string>
  /** Milliseconds since 1970 UTC. */
  readonly now: number
}

const day = 24 * 3_600_000

/**
 * Which releases of a project stay. One goes only when nothing speaks for it: it is neither shown in an environment nor
 * the one before it there, nobody prevented it, nothing of it is under way or out in a bundle, and every phase that it was deployed to, or
 * its lifecycle where it never was, has enough of newer ones. Where each channel counts by itself, only releases of its
 * own channel count as newer, and as what an environment has.
 */
export function judgeReleases(input: RetentionInput): readonly Judged[] {
  const reasons = new Map(countedTogether(input.releases).flatMap(releases => whyTheyStay({ ...input, releases })))
  return input.releases.map(release => {
    const why = reasons.get(release.id)
    return why === undefined ? { release, stays: false, why: whyGone(release) } : { release, stays: true, why }
  })
}

/** Releases of each channel that counts by itself, and all others together; each in the order that they had. */
function countedTogether(releases: readonly KeptRelease[]): readonly (readonly KeptRelease[])[] {
  const groups = new Map<ChannelId | null, KeptRelease[]>()
  for (const release of releases) {
    const key = release.channel?.id ?? null
    const group = groups.get(key)
    if (group) group.push(release)
    else groups.set(key, [release])
  }
  return [...groups.values()]
}

function whyTheyStay(input: RetentionInput): readonly (readonly [ReleaseId, string])[] {
  const live = liveIn(input)
  const wanted = wantedBy(input, live)
  return input.releases.flatMap(release => {
    const why = whyProtected(release) ?? live.why.get(release.id) ?? wanted.get(release.id)
    return why === undefined ? [] : [[release.id, why] as const]
  })
}

function whyProtected({ isBusy, isOut, isPrevented }: KeptRelease): string | undefined {
  if (isBusy) return 'A deployment of it is queued, under way or interrupted.'
  if (isOut) return 'A bundle of it is out, and its receipt has not told of all its runs yet.'
  return isPrevented ? 'Its progression is prevented, and that is not resolved yet.' : undefined
}

function whyGone({ places, lifecycle, channel }: KeptRelease): string {
  if (places.length === 0) return `It was never deployed, and is not ${oneOf(lifecycle.retention, channel)}.`
  const phases = placesByPhase(lifecycle, places).map(({ phase }) => phase)
  if (phases.length !== 1) return `Every phase that it was deployed to has enough of newer ones${ofChannel(channel)}.`
  return `It is not ${oneOf(policyOf(lifecycle, phases[0] ?? null), channel)} that ${phaseName(phases[0] ?? null)} keeps.`
}

/** Completes “It is …” and “It is not …”. */
function oneOf(policy: Retention, channel: KeptRelease['channel']): string {
  if (policy.keep === 'forever') return 'one of those'
  if (policy.keep === 'days') return `one of the last ${policy.count === 1 ? 'day' : `${policy.count} days`}`
  const newest = policy.count === 1 ? 'the newest one' : `one of the newest ${policy.count}`
  return `${newest}${ofChannel(channel)}`
}

/** Among which it counts, where that are not all releases of the project. */
const ofChannel = (channel: KeptRelease['channel']): string => (channel === null ? '' : ` of “${channel.name}”`)

const phaseName = (phase: KeptPhase | null): string => (phase === null ? 'its lifecycle' : `“${phase.name}”`)

interface Live {
  /** Why a release is live somewhere, or the way back from there. */
  readonly why: ReadonlyMap<ReleaseId, string>
  /** The same by place: what its phase does not count. */
  readonly in: ReadonlyMap<string, ReadonlySet<ReleaseId>>
}

const placeKey = ({ environmentId, tenantId }: Pick<KeptPlace, 'environmentId' | 'tenantId'>): string =>
  `${environmentId} ${tenantId ?? ''}`

/** What is deployed to a place, with what the place is called. */
interface Gathered {
  readonly key: string
  /** `Production`, or `Production for Acme`. */
  readonly name: string
  readonly there: (KeptPlace & { readonly id: ReleaseId })[]
}

/** Every place that exists, in the order of environments, with all that was ever deployed to it. */
function placesOf({ releases, environments, tenants }: RetentionInput): readonly Gathered[] {
  const found = new Map<string, Gathered>()
  for (const { id, places } of releases)
    for (const place of places) {
      const environment = environments.get(place.environmentId)
      const tenant = place.tenantId === null ? undefined : tenants.get(place.tenantId)
      // What is gone has nothing any more.
      if (environment === undefined || (place.tenantId !== null && tenant === undefined)) continue
      const key = placeKey(place)
      const name = tenant === undefined ? environment : `${environment} for ${tenant}`
      const known = found.get(key) ?? { key, name, there: [] }
      known.there.push({ id, ...place })
      found.set(key, known)
    }
  const order = new Map([...environments.keys()].map((id, index) => [id, index]))
  const orderOf = ({ there }: Gathered) => order.get(there[0]?.environmentId as EnvironmentId) ?? 0
  return [...found.values()].sort((a, b) => orderOf(a) - orderOf(b))
}

/** What dashboards show in each place, and what was there before. */
function liveIn(input: RetentionInput): Live {
  const { releases } = input
  const why = new Map<ReleaseId, string>()
  const among = ofChannel(releases[0]?.channel ?? null)
  const byPlace = new Map<string, ReadonlySet<ReleaseId>>()
  const say = (id: ReleaseId, words: string) => {
    if (!why.has(id)) why.set(id, words)
  }
  for (const { key, name, there } of placesOf(input)) {
    const successes = there
      .flatMap(item => (item.succeededAt === null ? [] : [{ id: item.id, at: item.succeededAt }]))
      .sort((a, b) => b.at - a.at)
    const [current, before] = successes
    const newest = there.reduce<(typeof there)[number] | null>(
      (best, item) => (best === null || item.triedAt > best.triedAt ? item : best),
      null
    )
    if (current) say(current.id, `It is what ${name} has${among}.`)
    if (before) say(before.id, `It is the way back${among} in ${name}.`)
    if (newest) say(newest.id, `It is the newest one${among} that was deployed to ${name}.`)
    byPlace.set(key, new Set([current?.id, before?.id, newest?.id].filter(id => id !== undefined)))
  }
  return { why, in: byPlace }
}

/** Why a phase, or the lifecycle of what was never deployed, wants a release to stay. */
function wantedBy({ releases, now }: RetentionInput, live: Live): ReadonlyMap<ReleaseId, string> {
  const wanted = new Map<ReleaseId, string>()
  const lists = new Map<string, Candidates>()
  for (const release of releases)
    for (const { key, candidate, phase } of candidatesOf(release, live)) {
      const list = lists.get(key) ?? {
        phase,
        lifecycle: release.lifecycle,
        channel: release.channel,
        isUndeployed: key.endsWith(never),
        items: []
      }
      list.items.push(candidate)
      lists.set(key, list)
    }
  for (const list of lists.values())
    for (const { id } of keptOf(list, now)) if (!wanted.has(id)) wanted.set(id, keptWords(list))
  return wanted
}

interface Candidate {
  readonly id: ReleaseId
  readonly createdAt: number
  /** What days are counted from. */
  readonly usedAt: number
}

interface Candidates {
  readonly phase: KeptPhase | null
  readonly lifecycle: KeptLifecycle
  readonly channel: KeptRelease['channel']
  readonly isUndeployed: boolean
  readonly items: Candidate[]
}

const never = ' never'

/** The lists in which a release competes: that of each phase it was deployed to, unless it is live there anyway. */
function candidatesOf(release: KeptRelease, live: Live) {
  const { id, createdAt, lifecycle, places } = release
  if (places.length === 0)
    return [{ key: `${lifecycle.id}${never}`, phase: null, candidate: { id, createdAt, usedAt: createdAt } }]
  return placesByPhase(lifecycle, places)
    .filter(({ places: own }) => !own.some(place => live.in.get(placeKey(place))?.has(id) === true))
    .map(({ phase, index, places: own }) => ({
      key: `${lifecycle.id} ${index}`,
      phase,
      candidate: { id, createdAt, usedAt: Math.max(...own.map(({ triedAt }) => triedAt)) }
    }))
}

/** Where a release was, by phase; environments that no phase has any more are together, under null. */
function placesByPhase({ phases }: KeptLifecycle, places: readonly KeptPlace[]) {
  const groups = new Map<number, KeptPlace[]>()
  for (const place of places) {
    const index = phases.findIndex(({ environments }) => environments.includes(place.environmentId))
    groups.set(index, [...(groups.get(index) ?? []), place])
  }
  return [...groups].map(([index, own]) => ({ index, phase: phases[index] ?? null, places: own }))
}

/** The policy of a phase: its own, that of the nearest earlier phase that has one, or that of the lifecycle. */
export function policyOf({ phases, retention }: KeptLifecycle, phase: KeptPhase | null): Retention {
  const until = phase === null ? -1 : phases.indexOf(phase)
  return phases.slice(0, until + 1).findLast(item => item.retention !== undefined)?.retention ?? retention
}

function keptOf({ phase, lifecycle, items }: Candidates, now: number): readonly Candidate[] {
  const policy = policyOf(lifecycle, phase)
  if (policy.keep === 'forever') return items
  if (policy.keep === 'days') return items.filter(({ usedAt }) => usedAt > now - policy.count * day)
  // The oldest come first, so that those that were made at the same moment keep their order.
  return [...items].sort((a, b) => a.createdAt - b.createdAt).slice(-policy.count)
}

function keptWords({ phase, lifecycle, channel, isUndeployed }: Candidates): string {
  const policy = policyOf(lifecycle, phase)
  if (isUndeployed)
    return policy.keep === 'forever'
      ? 'It was never deployed, and its lifecycle keeps those forever.'
      : `It was never deployed, and is ${oneOf(policy, channel)}.`
  if (policy.keep === 'forever') return `${capital(phaseName(phase))} keeps its releases forever.`
  return `It is ${oneOf(policy, channel)} that ${phaseName(phase)} keeps.`
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Whether a lifecycle lets anything go at all. */
export const letsGo = ({
  retention,
  phases
}: {
  readonly retention: Retention
  readonly phases: readonly Pick<KeptPhase, 'retention'>[]
}): boolean => retention.keep !== 'forever' || phases.some(phase => (phase.retention?.keep ?? 'forever') !== 'forever')
