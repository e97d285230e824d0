import type { ActionId, ChannelId, FeedId } from '../ids'
import { type Action, packageSlots } from '../model/action'
import type { FeedKind } from '../model/package'
import { actionName, allActions, type Step } from '../model/process'
import { sameName } from '../model/text'
import type { VersionScheme } from '../versions'

/** A place in a process that a release fills with a version of a package. */
export interface ProcessSlot {
  readonly actionId: ActionId
  /** What the action is called. */
  readonly name: string
  /** Empty for the package that the action is about; else the name of the reference. */
  readonly reference: string
  /** As it is written; `#{…}` in it is not replaced. */
  readonly packageId: string
  /** Null for the repository. */
  readonly feedId: FeedId | null
  /** The version that the process asks for, which nobody can override; null where it is to be chosen. */
  readonly fixed: string | null
}

/** Whether an action takes part in releases of a channel; null is a runbook, which has none. */
export const isForChannel = ({ channels }: Pick<Action, 'channels'>, channelId: ChannelId | null): boolean =>
  channels === undefined || (channelId !== null && channels.includes(channelId))

/** Whether anything would run in releases of a channel. */
export const anythingApplies = (steps: readonly Step[], channelId: ChannelId | null): boolean =>
  allActions(steps).some(
    ({ step, action }) => !step.isDisabled && action.isDisabled !== true && isForChannel(action, channelId)
  )

/**
 * Every package that a release with these steps needs, in order. What is disabled needs none.
 * @param channelId leaves out what is for other channels; null for a runbook, absent for everything
 */
export const slotsOf = (steps: readonly Step[], channelId?: ChannelId | null): readonly ProcessSlot[] =>
  allActions(steps).flatMap(({ step, action }) =>
    step.isDisabled || action.isDisabled === true || (channelId !== undefined && !isForChannel(action, channelId))
      ? []
      : packageSlots(action).map(({ reference, packageId, feedId, version }) => ({
          actionId: action.id,
          name: actionName(step, action),
          reference,
          packageId,
          feedId: feedId ?? null,
          fixed: version ?? null
        }))
  )

/** Whether two slots, or a slot and what was chosen for one, are the same place. */
export const isSameSlot = (
  a: Pick<ProcessSlot, 'actionId' | 'reference'>,
  b: Pick<ProcessSlot, 'actionId' | 'reference'>
): boolean => a.actionId === b.actionId && sameName(a.reference, b.reference)

/** What a slot is called: its action, and its reference where it has one. */
export const slotName = ({ name, reference }: Pick<ProcessSlot, 'name' | 'reference'>): string =>
  reference === '' ? `“${name}”` : `“${reference}” of “${name}”`

/** How versions of a place are ordered. The repository, which is no feed, has those of packages. */
export const schemeOf = (kind: FeedKind | null): VersionScheme => (kind === 'maven' ? 'maven' : 'semver')

/** A slot with what could fill it, for whoever makes a release. */
export interface ReleaseSlot extends Omit<ProcessSlot, 'feedId'> {
  /** With its references replaced; as it is written where that cannot be done. */
  readonly packageId: string
  /** Null for the repository. */
  readonly feed: { readonly id: FeedId; readonly name: string } | null
  /** Newest first. */
  readonly versions: readonly SlotVersion[]
  /** What a release gets where nobody says another version; null where nothing can be taken by itself. */
  readonly automatic: string | null
  /** Why there is no version, or why it is not known which one is the newest; null where all is well. */
  readonly trouble: { readonly message: string; readonly remedy: string } | null
  /** What the channel asks of its version, in words; absent where it takes any. */
  readonly rule?: string
}

/** A version that a slot can have. */
export interface SlotVersion {
  readonly version: string
  /** Whether it is there already, so that no feed has to be asked for it. */
  readonly isInRepository: boolean
  /** Milliseconds since 1970 UTC: when it was imported, or published where it was not; null where nobody says. */
  readonly at: number | null
  /** The rule of the channel does not allow it; absent where it does. */
  readonly breaksRule?: true
}

/** The version that somebody chose for a slot. */
export interface ChosenVersion extends Pick<ProcessSlot, 'actionId' | 'reference'> {
  readonly version: string
}

/** The field of a slot in what a release is made of: `packages.<action>.<reference>`. */
export const slotPath = ({ actionId, reference }: Pick<ProcessSlot, 'actionId' | 'reference'>): string =>
  `packages.${actionId}${reference === '' ? '' : `.${reference}`}`
