import { isMet, judgeVersions, ruleFor, ruleWords } from '@shared/channels/rules'
import type { Failure } from '@shared/failure'
import type { FeedId } from '@shared/ids'
import type { Channel, ChannelRule } from '@shared/model/channel'
import type { FeedKind, PackageRecord } from '@shared/model/package'
import { sameName } from '@shared/model/text'
import { automaticVersion } from '@shared/packages/choose'
import { type ProcessSlot, type ReleaseSlot, type SlotVersion, schemeOf } from '@shared/packages/slots'
import { fail, ok, type Result } from '@shared/result'
import { newestFirst } from '@shared/versions'
import type { Store } from '../store/store'
import {
  atSlot,
  goneFeed,
  noneAllowed,
  noSuchVersion,
  notAllowed,
  noVersion,
  unknownNewest
} from './release-slot-failures'
import { findTag } from './tag-patterns'

/** What releases ask of feeds. */
export interface FeedSource {
  /** Null where there is no such feed any more. */
  about(id: FeedId): { readonly name: string; readonly kind: FeedKind } | null
  versions(
    id: FeedId,
    packageId: string,
    take: number
  ): Promise<Result<readonly { readonly version: string; readonly publishedAt: number | null }[]>>
  /** Takes a version into the repository. */
  fetch(id: FeedId, packageId: string, version: string): Promise<Result<PackageRecord>>
}

/** The version that a slot is to have. */
export interface DecidedVersion {
  readonly version: string
  readonly breaksRule: boolean
}

/** What a version is decided by. Without a channel there are no rules. */
export interface VersionChoice {
  readonly channel: Channel | null
  /** What somebody chose; null for nothing. */
  readonly wanted: string | null
  readonly ignoresRules: boolean
}

/** How many versions of a feed are looked at: what a rule allows may be far behind the newest. */
const mostVersions = 200
const mostRuledVersions = 5000

/** Asks each feed once for each package. */
export type Ask = (id: FeedId, packageId: string) => ReturnType<FeedSource['versions']>

/** Which versions places of a process can have, and which they get. */
export function createSlotVersions(store: Store, feeds: FeedSource) {
  const asking = (isRuled: boolean): Ask => {
    const asked = new Map<string, ReturnType<FeedSource['versions']>>()
    return (id, packageId) => {
      const key = `${id} ${packageId.toLowerCase()}`
      const answer = asked.get(key) ?? feeds.versions(id, packageId, isRuled ? mostRuledVersions : mostVersions)
      asked.set(key, answer)
      return answer
    }
  }

  const schemeFor = ({ feedId }: ProcessSlot) => schemeOf(feedId === null ? null : (feeds.about(feedId)?.kind ?? null))
  const nameOfFeed = ({ feedId }: ProcessSlot) => (feedId === null ? null : (feeds.about(feedId)?.name ?? null))

  /** What the slot could have, newest first; `trouble` is why its feed could not say. */
  const versionsFor = async (slot: ProcessSlot, ask: Ask) => {
    const own = versionsHere(store, slot.packageId)
    const newest = newestFirst(schemeFor(slot))
    const sorted = (list: readonly SlotVersion[]) => [...list].sort((a, b) => newest(a.version, b.version))
    if (slot.feedId === null) return { versions: sorted(own), trouble: null }
    const answer = feeds.about(slot.feedId) ? await ask(slot.feedId, slot.packageId) : fail(goneFeed(slot))
    if (!answer.ok) return { versions: sorted(own), trouble: answer.failure }
    const others = answer.value.filter(({ version }) => !own.some(item => sameName(item.version, version)))
    const theirs = others.map(({ version, publishedAt }) => ({ version, isInRepository: false, at: publishedAt }))
    return { versions: sorted([...own, ...theirs]), trouble: null }
  }

  /** Which of some versions a rule allows, in their order. */
  const allowed = async (
    slot: ProcessSlot,
    rule: ChannelRule | null,
    versions: readonly string[]
  ): Promise<Result<readonly boolean[]>> => {
    if (rule === null) return ok(versions.map(() => true))
    const judged = await judgeVersions(rule, schemeFor(slot), versions, findTag)
    return judged.ok ? ok(judged.value.map(isMet)) : fail(atSlot(slot, judged.failure))
  }

  const automaticOf = (slot: ProcessSlot, rule: ChannelRule | null, versions: readonly SlotVersion[]) =>
    automaticVersion(schemeFor(slot), versions, rule?.order === 'published' ? 'published' : 'highest')

  return {
    asking,
    nameOfFeed,

    /** The version that a slot gets, which its place has or should have. */
    decide: async (slot: ProcessSlot, choice: VersionChoice, ask: Ask): Promise<Result<DecidedVersion>> => {
      const { channel, ignoresRules } = choice
      const rule = channel && ruleFor(channel, slot)
      const wanted = slot.fixed ?? choice.wanted
      if (wanted !== null) {
        const fits = await allowed(slot, rule, [wanted])
        if (!fits.ok) return ignoresRules ? ok({ version: wanted, breaksRule: true }) : fits
        if (channel === null || rule === null || fits.value[0] === true)
          return ok({ version: wanted, breaksRule: false })
        return ignoresRules ? ok({ version: wanted, breaksRule: true }) : fail(notAllowed(slot, wanted, channel, rule))
      }
      const { versions, trouble } = await versionsFor(slot, ask)
      if (trouble) return fail(unknownNewest(slot, trouble))
      const fits = await allowed(
        slot,
        rule,
        versions.map(item => item.version)
      )
      if (!fits.ok && !ignoresRules) return fits
      const fitting = fits.ok ? versions.filter((_, at) => fits.value[at] === true) : []
      const automatic = automaticOf(slot, rule, fitting)
      if (automatic !== null) return ok({ version: automatic, breaksRule: false })
      const highest = ignoresRules ? automaticOf(slot, null, versions) : null
      if (highest !== null) return ok({ version: highest, breaksRule: true })
      return fail(
        channel === null || rule === null || versions.length === 0
          ? noVersion(slot, nameOfFeed(slot))
          : noneAllowed(slot, nameOfFeed(slot), channel, rule)
      )
    },

    /** A slot with what could fill it, for whoever makes a release. */
    viewOf: async (slot: ProcessSlot, channel: Channel | null, ask: Ask): Promise<ReleaseSlot> => {
      const { feedId, ...shown } = slot
      const rule = channel && ruleFor(channel, slot)
      const { versions, trouble } = await versionsFor(slot, ask)
      const fits = await allowed(
        slot,
        rule,
        versions.map(item => item.version)
      )
      const judged = versions.map(
        (item, at): SlotVersion => (isAllowedAt(fits, at) ? item : { ...item, breaksRule: true })
      )
      const fitting = judged.filter(({ breaksRule }) => breaksRule !== true)
      const automatic = trouble ? null : (slot.fixed ?? automaticOf(slot, rule, fitting))
      const against = trouble ?? (fits.ok ? await whatsWrong(slot, channel, rule, judged, fitting) : fits.failure)
      return {
        ...shown,
        feed: feedId === null ? null : { id: feedId, name: nameOfFeed(slot) ?? 'a feed that is gone' },
        versions: shownVersions(judged, automatic),
        automatic: against === null || slot.fixed !== null ? automatic : null,
        trouble: against,
        ...(rule === null ? {} : { rule: ruleWords(rule) })
      }
    },

    /** What of a release breaks the rules of a channel, by the versions that it has; null where nothing does. */
    breach: async (slot: ProcessSlot, version: string, channel: Channel): Promise<Failure | null> => {
      const rule = ruleFor(channel, slot)
      const fits = await allowed(slot, rule, [version])
      if (!fits.ok) return fits.failure
      return rule === null || fits.value[0] === true ? null : notAllowed(slot, version, channel, rule)
    }
  }

  async function whatsWrong(
    slot: ProcessSlot,
    channel: Channel | null,
    rule: ChannelRule | null,
    versions: readonly SlotVersion[],
    fitting: readonly SlotVersion[]
  ): Promise<Failure | null> {
    const { fixed } = slot
    if (versions.length === 0) return noVersion(slot, nameOfFeed(slot))
    if (fixed !== null) {
      const known = versions.find(({ version }) => sameName(version, fixed))
      if (!known && slot.feedId === null) return noSuchVersion(slot, fixed)
      const fits = await allowed(slot, rule, [fixed])
      if (!fits.ok) return fits.failure
      return channel === null || rule === null || fits.value[0] === true ? null : notAllowed(slot, fixed, channel, rule)
    }
    return channel === null || rule === null || fitting.length > 0
      ? null
      : noneAllowed(slot, nameOfFeed(slot), channel, rule)
  }
}

/** Where the rule cannot be judged, none of the versions is said to break it. */
const isAllowedAt = (fits: Result<readonly boolean[]>, at: number): boolean => !fits.ok || fits.value[at] === true

/** The newest ones, and the one that is taken by itself where that is older. */
function shownVersions(versions: readonly SlotVersion[], automatic: string | null): readonly SlotVersion[] {
  const newest = versions.slice(0, mostVersions)
  const taken = versions.slice(mostVersions).find(({ version }) => version === automatic)
  return taken === undefined ? newest : [...newest, taken]
}

const versionsHere = (store: Store, packageId: string): readonly SlotVersion[] =>
  store.packages
    .all()
    .filter(record => sameName(record.packageId, packageId))
    .map(({ version, importedAt }) => ({ version, isInRepository: true, at: importedAt }))
