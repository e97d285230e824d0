import type { Input, Output } from '../api'
import type { ChannelId, ProjectId } from '../ids'
import { overriddenVersion, overrideScore, type VersionOverride } from './choose'
import { type ChosenVersion, isSameSlot, type ProcessSlot, slotsOf } from './slots'

/** What of a place for a package says which override is for it. */
export type OverridableSlot = Pick<ProcessSlot, 'actionId' | 'name' | 'reference' | 'packageId' | 'fixed'>

type Asked = 'process.get' | 'channel.list' | 'release.packageSlots'

/**
 * The places for packages of a release of a channel. Without one, those of all channels: which channel it
 * will be is decided by what the packages are. Feeds are asked only where a package's name is written with variables.
 */
export async function overridableSlots(
  ask: <Name extends Asked>(name: Name, input: Input<Name>) => Promise<Output<Name>>,
  projectId: ProjectId,
  channelId: ChannelId | undefined
): Promise<readonly OverridableSlot[]> {
  const { steps } = await ask('process.get', { projectId })
  let slots: readonly OverridableSlot[] = slotsOf(steps, channelId)
  if (slots.some(({ packageId }) => packageId.includes('#{'))) {
    const channels = channelId === undefined ? await ask('channel.list', { projectId }) : [{ id: channelId }]
    const found: OverridableSlot[] = []
    for (const { id } of channels) found.push(...(await ask('release.packageSlots', { projectId, channelId: id })))
    slots = found
  }
  return slots
}

/** Those whose version the process does not say itself. */
export const openSlots = (slots: readonly OverridableSlot[]): readonly OverridableSlot[] =>
  slots.filter(slot => slot.fixed === null)

/** What overrides choose for those places, each of them once. */
export function chosenByOverrides(
  overrides: readonly VersionOverride[],
  slots: readonly OverridableSlot[]
): readonly ChosenVersion[] {
  const chosen: ChosenVersion[] = []
  for (const slot of openSlots(slots)) {
    const version = overriddenVersion(slot, overrides)
    const { actionId, reference } = slot
    if (version !== null && !chosen.some(item => isSameSlot(item, slot))) chosen.push({ actionId, reference, version })
  }
  return chosen
}

/** An override that names what none of those places has; undefined where all of them fit. */
export const strayOverride = (
  overrides: readonly VersionOverride[],
  slots: readonly OverridableSlot[]
): VersionOverride | undefined =>
  overrides.find(item => item.of !== null && !openSlots(slots).some(slot => overrideScore(item, slot) !== null))

/** An override as a person writes it: `Step:reference:1.0`. */
export const overrideWords = ({ of, reference, version }: VersionOverride): string =>
  [of ?? '*', ...(reference === null ? [] : [reference]), version].join(':')
