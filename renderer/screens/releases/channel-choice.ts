import { chooseChannel } from '@shared/channels/choose-channel'
import type { ChannelId } from '@shared/ids'
import type { ChannelListing } from '@shared/lifecycle-calls'
import type { Step } from '@shared/model/process'

/** The channel of a release to be, and why it is that one. */
export interface ChannelPick {
  readonly channel: ChannelListing
  readonly why: string
}

/**
 * The channel that a new release begins with: that of the release it copies, or else the one that it would get by itself.
 * Null where the project has none.
 */
export function firstChannel(
  channels: readonly ChannelListing[],
  copied: { readonly version: string; readonly channelId: ChannelId | null } | null
): ChannelPick | null {
  const usual = channels.find(({ isDefault }) => isDefault) ?? channels[0]
  if (usual === undefined) return null
  if (copied !== null) {
    const same = channels.find(({ id }) => id === copied.channelId) ?? usual
    return { channel: same, why: `The channel of ${copied.version}.` }
  }
  const verdicts = channels.map(channel => ({ channel, reasons: channel.troubles }))
  const chosen = chooseChannel(verdicts)
  if (!chosen.ok || chosen.value.channel.id === usual.id)
    return { channel: usual, why: 'The default channel of the project.' }
  return { channel: chosen.value.channel, why: 'The only channel whose rules can be met at the moment.' }
}

/** The part of a process that releases of a channel have. */
export const stepsOfChannel = (steps: readonly Step[], channelId: ChannelId | null): readonly Step[] =>
  steps.flatMap(step => {
    const actions = step.actions.filter(
      ({ channels }) => channels === undefined || channelId === null || channels.includes(channelId)
    )
    return actions.length === 0 ? [] : [{ ...step, actions }]
  })
