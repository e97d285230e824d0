import { type ChannelVerdict, chooseChannel } from '@shared/channels/choose-channel'
import { type Failure, notFound } from '@shared/failure'
import type { ChannelId, ProjectId, Sha256 } from '@shared/ids'
import type { Channel } from '@shared/model/channel'
import { type ChosenPackage, type PackageRecord, packageName } from '@shared/model/package'
import type { Step } from '@shared/model/process'
import type { Project } from '@shared/model/project'
import type { ReleaseSnapshot } from '@shared/model/release'
import { sameName } from '@shared/model/text'
import {
  anythingApplies,
  type ChosenVersion,
  isSameSlot,
  type ProcessSlot,
  type ReleaseSlot,
  slotsOf
} from '@shared/packages/slots'
import { fail, ok, type Result } from '@shared/result'
import type { Store } from '../store/store'
import type { ServiceContext } from './context'
import { channelIn, defaultChannelOf } from './project-channels'
import { processOf } from './project-content'
import {
  atSlot,
  changedMeanwhile,
  goneFeed,
  lostFile,
  noSuchVersion,
  strayIn,
  together,
  unknownId
} from './release-slot-failures'
import { type Ask, createSlotVersions, type DecidedVersion, type FeedSource } from './release-slot-versions'
import { releaseTexts } from './release-texts'

export type { FeedSource } from './release-slot-versions'

/** Whether the stored file of a package is there. */
export type IsThere = (hash: Sha256) => Promise<boolean>

/** What packages of a release are decided by. */
export interface PackageChoice {
  /** Null for a runbook, which has no rules. */
  readonly channel: Channel | null
  readonly chosen?: readonly ChosenVersion[] | undefined
  readonly ignoresRules?: boolean | undefined
}

/** The versions of a release, all of which are in the repository. */
export interface Brought {
  readonly versions: readonly ChosenVersion[]
  /** Whether one of them is not what the channel allows. */
  readonly breaksRules: boolean
}

/** Each slot with the version that it is to have. */
interface Decided {
  readonly items: readonly { readonly slot: ProcessSlot; readonly decided: DecidedVersion }[]
  readonly failures: readonly Failure[]
}

/** Which package each slot of a release gets: from the repository, where packages of feeds are brought first. */
export function createReleasePackages({ store }: Pick<ServiceContext, 'store'>, feeds: FeedSource, isThere: IsThere) {
  const versions = createSlotVersions(store, feeds)

  const decideAll = async (
    project: Project,
    steps: readonly Step[],
    { channel, chosen = [], ignoresRules = false }: PackageChoice,
    ask: Ask
  ): Promise<Decided> => {
    const items: { readonly slot: ProcessSlot; readonly decided: DecidedVersion }[] = []
    const failures: Failure[] = []
    for (const written of slotsOf(steps, channel?.id ?? null)) {
      const slot = withId(store, project, channel, written)
      if (!slot.ok) {
        failures.push(slot.failure)
        continue
      }
      const wanted = chosen.find(item => isSameSlot(item, written))?.version ?? null
      const decided = await versions.decide(slot.value, { channel, wanted, ignoresRules }, ask)
      if (decided.ok) items.push({ slot: slot.value, decided: decided.value })
      else failures.push(decided.failure)
    }
    return { items, failures }
  }

  /** The package of a slot in the repository, taken from its feed where it is not there yet. */
  const bringOne = async (slot: ProcessSlot, version: string): Promise<Result<PackageRecord>> => {
    const here = recordOf(store, slot.packageId, version)
    if (here && (await isThere(here.sha256))) return ok(here)
    if (slot.feedId === null) return fail(here ? lostFile(slot, here) : noSuchVersion(slot, version))
    if (!feeds.about(slot.feedId)) return fail(goneFeed(slot))
    const fetched = await feeds.fetch(slot.feedId, slot.packageId, version)
    return fetched.ok ? fetched : fail(atSlot(slot, fetched.failure))
  }

  const verdictOn = async (
    project: Project,
    steps: readonly Step[],
    choice: PackageChoice,
    channel: Channel,
    ask: Ask
  ) => {
    const { failures } = await decideAll(project, steps, { ...choice, channel }, ask)
    const nothing = anythingApplies(steps, channel.id) ? [] : ['No step of the process is for it.']
    return { channel, reasons: [...nothing, ...failures.map(({ message }) => message)] } satisfies ChannelVerdict
  }

  return {
    /** What a release of the channel, or of the default one, has to be told, and what it would be told by nobody. */
    slots: async (projectId: ProjectId, channelId?: ChannelId): Promise<Result<readonly ReleaseSlot[]>> => {
      const project = store.projects.get(projectId)
      if (!project) return fail(notFound('project', projectId))
      const channel =
        channelId === undefined ? defaultChannelOf(store, projectId) : channelIn(store, projectId, channelId)
      if (channel === null && channelId !== undefined) return fail(notFound('channel', channelId))
      const ask = versions.asking(isRuled([channel]))
      const view = async (written: ProcessSlot): Promise<ReleaseSlot> => {
        const slot = withId(store, project, channel, written)
        if (slot.ok) return versions.viewOf(slot.value, channel, ask)
        const { feedId, ...shown } = written
        const feed =
          feedId === null ? null : { id: feedId, name: versions.nameOfFeed(written) ?? 'a feed that is gone' }
        return { ...shown, feed, versions: [], automatic: null, trouble: slot.failure }
      }
      return ok(await Promise.all(slotsOf(processOf(store, projectId).steps, channel?.id ?? null).map(view)))
    },

    /** The channel of a release for which nobody named one, by what its packages would be. */
    choose: async (
      project: Project,
      steps: readonly Step[],
      channels: readonly Channel[],
      choice: Omit<PackageChoice, 'channel'>
    ): Promise<Result<Channel>> => {
      const [only, ...others] = channels
      // What stands against the only one is said in full when its packages are brought.
      if (only && others.length === 0) return ok(only)
      const ask = versions.asking(isRuled(channels))
      const verdicts = await Promise.all(
        channels.map(channel => verdictOn(project, steps, { ...choice, channel }, channel, ask))
      )
      const chosen = chooseChannel(verdicts)
      return chosen.ok ? ok(chosen.value.channel) : chosen
    },

    /**
     * Decides the version of every slot, and takes what is in feeds into the repository. Fails with what stands against
     * it, for all slots; issues have paths such as `packages.<action id>.<reference>`.
     */
    bring: async (project: Project, steps: readonly Step[], choice: PackageChoice): Promise<Result<Brought>> => {
      const { channel, chosen = [] } = choice
      // What is chosen for a step of another channel is no mistake: it does not take part.
      const refused = strayIn(slotsOf(steps), chosen)
      if (refused) return fail(refused)
      const { items, failures } = await decideAll(project, steps, choice, versions.asking(isRuled([channel])))
      const undecided = together(failures)
      if (undecided) return fail(undecided)
      const brought: ChosenVersion[] = []
      const unbrought: Failure[] = []
      // One after the other: a feed is not asked for many large files at a time.
      for (const { slot, decided } of items) {
        const record = await bringOne(slot, decided.version)
        const { actionId, reference } = slot
        if (record.ok) brought.push({ actionId, reference, version: record.value.version })
        else unbrought.push(record.failure)
      }
      const failure = together(unbrought)
      return failure
        ? fail(failure)
        : ok({ versions: brought, breaksRules: items.some(({ decided }) => decided.breaksRule) })
    },

    /** What a release freezes, by what was brought before. Asks nobody, so that nothing comes in between. */
    take: (
      project: Project,
      steps: readonly Step[],
      brought: readonly ChosenVersion[],
      channel: Channel | null
    ): Result<Pick<ReleaseSnapshot, 'packages'>> => {
      const packages: ChosenPackage[] = []
      for (const written of slotsOf(steps, channel?.id ?? null)) {
        const slot = withId(store, project, channel, written)
        if (!slot.ok) return slot
        const version = brought.find(item => isSameSlot(item, written))?.version
        const record = version === undefined ? undefined : recordOf(store, slot.value.packageId, version)
        if (!record) return fail(changedMeanwhile(slot.value))
        packages.push(chosenOf(slot.value, record))
      }
      return ok(packages.length === 0 ? {} : { packages })
    },

    /** Those of a release that are not in the repository any more. */
    missing: async (packages: readonly ChosenPackage[]): Promise<readonly ChosenPackage[]> => {
      const known = new Set(store.packages.all().map(record => record.sha256))
      const found = await Promise.all(
        packages.map(async item => known.has(item.sha256) && (await isThere(item.sha256)))
      )
      return packages.filter((_, at) => found[at] !== true)
    },

    /** What a release that exists breaks in the rules of a channel, by the packages that it froze; null for nothing. */
    breaches: async (
      { steps, packages = [] }: Pick<ReleaseSnapshot, 'steps' | 'packages'>,
      channel: Channel
    ): Promise<Failure | null> => {
      const found = await Promise.all(
        slotsOf(steps, channel.id).map(slot => {
          const had = packages.find(item => isSameSlot(item, slot))
          return had ? versions.breach({ ...slot, packageId: had.packageId }, had.version, channel) : null
        })
      )
      return together(found.filter(failure => failure !== null))
    }
  }
}

export type ReleasePackages = ReturnType<typeof createReleasePackages>

const isRuled = (channels: readonly (Channel | null)[]): boolean =>
  channels.some(channel => channel !== null && channel.rules.length > 0)

const recordOf = (store: Store, packageId: string, version: string): PackageRecord | undefined =>
  store.packages.all().find(record => sameName(record.packageId, packageId) && sameName(record.version, version))

const chosenOf = (slot: ProcessSlot, record: PackageRecord): ChosenPackage => ({
  actionId: slot.actionId,
  reference: slot.reference,
  packageId: record.packageId,
  version: record.version,
  sha256: record.sha256,
  bytes: record.bytes,
  fileName: record.fileName,
  extension: record.extension,
  ...(slot.feedId === null ? {} : { feedId: slot.feedId })
})

/** A slot whose package's id has its references replaced. */
function withId(store: Store, project: Project, channel: Channel | null, slot: ProcessSlot): Result<ProcessSlot> {
  const packageId = slot.packageId.includes('#{')
    ? releaseTexts(store, { project, channel })(slot.packageId).text.trim()
    : slot.packageId.trim()
  return packageName.safeParse(packageId).success ? ok({ ...slot, packageId }) : fail(unknownId(slot, packageId))
}
