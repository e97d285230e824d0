import { z } from 'zod'
import { call } from './call'
import * as ids from './ids'
import { type Channel, channelInput, channelRule } from './model/channel'
import { type Freeze, freezeInput } from './model/freeze'
import { type Lifecycle, lifecycleInput } from './model/lifecycle'
import { versionSchemes } from './versions'

const nothing = z.strictObject({})

/** The part of the contract that is about the ways of releases: lifecycles, channels and freezes. */
export const lifecycleCalls = {
  /** By name. */
  'lifecycle.list': call(nothing).returns<readonly LifecycleListing[]>(),
  'lifecycle.create': call(lifecycleInput).returns<Lifecycle>(),
  'lifecycle.update': call(z.strictObject({ id: ids.lifecycleId, value: lifecycleInput })).returns<Lifecycle>(),
  'lifecycle.setDefault': call(z.strictObject({ id: ids.lifecycleId })).returns<Lifecycle>(),
  /** Refused while a project or a channel has it, and for the default one. */
  'lifecycle.delete': call(z.strictObject({ id: ids.lifecycleId })).returns<null>(),

  /** The default one first, then by name. */
  'channel.list': call(z.strictObject({ projectId: ids.projectId })).returns<readonly ChannelListing[]>(),
  'channel.create': call(z.strictObject({ projectId: ids.projectId, value: channelInput })).returns<Channel>(),
  'channel.update': call(z.strictObject({ id: ids.channelId, value: channelInput })).returns<Channel>(),
  /** Refused while it has releases, while steps or values are meant for it, and for the default one. */
  'channel.delete': call(z.strictObject({ id: ids.channelId })).returns<null>(),
  /** Holds a version against a rule that need not be saved. */
  'channel.testRule': call(
    z.strictObject({
      version: z.string().max(349),
      rule: channelRule.pick({ range: true, tag: true }),
      scheme: z.enum(versionSchemes).default('semver')
    })
  ).returns<RuleTest>(),

  /** Those under way first, then those to come, then those that are over. */
  'freeze.list': call(nothing).returns<readonly FreezeListing[]>(),
  'freeze.create': call(freezeInput).returns<Freeze>(),
  'freeze.update': call(z.strictObject({ id: ids.freezeId, value: freezeInput })).returns<Freeze>(),
  'freeze.delete': call(z.strictObject({ id: ids.freezeId })).returns<null>()
} as const

export interface LifecycleListing extends Lifecycle {
  /** What uses it: projects, and channels as `Shop: Hotfix`. */
  readonly usedBy: readonly string[]
}

export interface ChannelListing extends Channel {
  readonly releases: number
  /** Why its rules cannot be met as they are, one sentence each; empty where all is well. */
  readonly troubles: readonly string[]
}

export interface RuleTest {
  readonly isInRange: boolean
  readonly hasTag: boolean
  /** Such as a version that cannot be read; empty where all is well. */
  readonly errors: readonly string[]
}

export interface FreezeListing extends Freeze {
  readonly state: 'under-way' | 'to-come' | 'over'
  /** Of the time that is under way or comes next; null where it is over. */
  readonly window: { readonly from: number; readonly to: number } | null
}
