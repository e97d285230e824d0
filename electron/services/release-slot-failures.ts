import { ruleWords } from '@shared/channels/rules'
import { type Failure, invalid } from '@shared/failure'
import type { Channel, ChannelRule } from '@shared/model/channel'
import type { PackageRecord } from '@shared/model/package'
import { sameName } from '@shared/model/text'
import { type ChosenVersion, isSameSlot, type ProcessSlot, slotName, slotPath } from '@shared/packages/slots'

// What is said when a place of a release gets no package.

export const atSlot = (slot: ProcessSlot, failure: Failure): Failure => ({
  ...failure,
  issues: [{ path: slotPath(slot), message: failure.message }]
})

const missing = (slot: ProcessSlot, message: string, remedy: string): Failure =>
  atSlot(slot, { kind: 'package-missing', message, remedy })

const whereOf = (feed: string | null): string => (feed === null ? 'the repository' : `the feed “${feed}”`)

export const noVersion = (slot: ProcessSlot, feed: string | null): Failure =>
  missing(
    slot,
    `${slotName(slot)} needs the package ${slot.packageId}, and ${whereOf(feed)} has no version of it.`,
    feed === null
      ? 'Import a version under Packages, or by slipway package import.'
      : 'Check the id of the package in the process, and what the feed has.'
  )

export const noSuchVersion = (slot: ProcessSlot, version: string): Failure =>
  missing(
    slot,
    `${slotName(slot)} needs ${slot.packageId} ${version}, which the repository does not have.`,
    'Import that version, or choose another one.'
  )

/** There are versions, and the channel takes none of them. */
export const noneAllowed = (
  slot: ProcessSlot,
  feed: string | null,
  channel: Pick<Channel, 'name'>,
  rule: ChannelRule
): Failure =>
  missing(
    slot,
    `${slotName(slot)} needs ${slot.packageId}, and no version in ${whereOf(feed)} meets the rule of the channel “${channel.name}”: ${ruleWords(rule)}.`,
    'Bring in a version that the rule allows, make the release in another channel, or ignore the rules.'
  )

/** A version was asked for that the channel does not take. */
export const notAllowed = (
  slot: ProcessSlot,
  version: string,
  channel: Pick<Channel, 'name'>,
  rule: ChannelRule
): Failure => {
  const message = `${slot.packageId} ${version} of ${slotName(slot)} breaks the rule of the channel “${channel.name}”: ${ruleWords(rule)}.`
  return atSlot(slot, {
    kind: 'invalid-input',
    message,
    remedy: 'Choose a version that the rule allows, make the release in another channel, or ignore the rules.'
  })
}

export const lostFile = (slot: ProcessSlot, { packageId, version }: PackageRecord): Failure =>
  missing(
    slot,
    `The file of ${packageId} ${version}, which ${slotName(slot)} needs, is missing from the repository.`,
    'Import the very file again, or choose another version.'
  )

export const goneFeed = (slot: ProcessSlot): Failure =>
  missing(
    slot,
    `The feed that ${slotName(slot)} takes ${slot.packageId} from does not exist any more.`,
    'Choose another feed in the process.'
  )

export const unknownNewest = (slot: ProcessSlot, failure: Failure): Failure =>
  atSlot(slot, {
    ...failure,
    message: `Which version of ${slot.packageId} is the newest for ${slotName(slot)} cannot be told: ${failure.message}`,
    remedy: `${failure.remedy} Or choose a version that is in the repository already.`
  })

export const changedMeanwhile = (slot: ProcessSlot): Failure =>
  atSlot(slot, {
    kind: 'conflict',
    message: `The process or the packages were changed while the release was made: ${slotName(slot)} has no package.`,
    remedy: 'Create the release again.'
  })

/** The id of a package refers to what is not known when a release is made. */
export const unknownId = (slot: ProcessSlot, packageId: string): Failure => {
  const why = packageId.includes('#{')
    ? `cannot be told when a release is made: “${slot.packageId}”`
    : `is no id: “${packageId}”`
  return atSlot(slot, {
    kind: 'invalid-input',
    message: `The package of ${slotName(slot)} ${why}.`,
    remedy: 'Write the id as it is, or give the variables in it values without a scope that are not sensitive.'
  })
}

/** A choice for what is no slot, or for one whose version the process says. */
export function strayIn(slots: readonly ProcessSlot[], chosen: readonly ChosenVersion[]): Failure | null {
  for (const item of chosen) {
    const slot = slots.find(one => isSameSlot(one, item))
    if (!slot)
      return invalid(
        slotPath(item),
        'must be a package of a step of this process',
        'Look at the process again; it was changed.'
      )
    if (slot.fixed !== null && !sameName(slot.fixed, item.version))
      return invalid(
        slotPath(item),
        `must be ${slot.fixed}, because the process says so`,
        'Leave the version out, or change the process.'
      )
  }
  return null
}

/** What is said when several slots have no package: the first one's words, and an issue for each. */
export function together(failures: readonly Failure[]): Failure | null {
  const [first, ...others] = failures
  if (!first) return null
  if (others.length === 0) return first
  return {
    ...first,
    message: failures.map(({ message }) => message).join(' '),
    issues: failures.flatMap(({ issues = [] }) => issues)
  }
}
