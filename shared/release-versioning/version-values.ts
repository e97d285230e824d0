import type { Channel } from '../model/channel'
import type { Release } from '../model/release'
import { parseVersion } from '../versions'

/** A moment by the clock on the wall. */
export interface Moment {
  readonly year: number
  /** From 1. */
  readonly month: number
  readonly day: number
  /** From 1. */
  readonly dayOfYear: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

/** A release as far as the version of the next one depends on it. */
export type VersionedRelease = Pick<Release, 'version' | 'channelId'>
type NamedChannel = Pick<Channel, 'id' | 'name' | 'isDefault'>

/** What the version of a new release is made from. */
export interface VersionGround {
  /** Of the project, oldest first. */
  readonly releases: readonly VersionedRelease[]
  /** Every channel of the project. */
  readonly channels: readonly NamedChannel[]
  /** Of the new release. */
  readonly channel: NamedChannel
  readonly moment: Moment
}

type Values = Readonly<Record<string, string>>

/**
 * The names that only exist while a release is made: the parts of the version that was made last, and of the one after
 * it, over all channels and for each; the channel, the date and the time.
 */
export function versionValues({ releases, channels, channel, moment }: VersionGround): Values {
  const lastIn = ({ id, isDefault }: NamedChannel): string | undefined =>
    releases.findLast(
      release => channelIdIn(release, channels) === id || (isDefault && channelIdIn(release, channels) === null)
    )?.version
  const ofChannels = channels.map(item => partsOf(`Octopus.Version.Channel[${item.name}]`, lastIn(item)))
  return {
    ...partsOf('Octopus.Version', releases.at(-1)?.version),
    ...Object.assign({}, ...ofChannels),
    ...partsOf('Octopus.Version.Channel', lastIn(channel)),
    'Octopus.Release.Channel.Name': channel.name,
    'Octopus.Release.Channel.Id': channel.id,
    'Octopus.Date.Day': String(moment.day),
    'Octopus.Date.Month': String(moment.month),
    'Octopus.Date.Year': String(moment.year),
    'Octopus.Date.DayOfYear': String(moment.dayOfYear),
    'Octopus.Time.Hour': String(moment.hour),
    'Octopus.Time.Minute': String(moment.minute),
    'Octopus.Time.Second': String(moment.second)
  }
}

/** Null stands for the default channel: also where the channel of a release is gone. */
const channelIdIn = ({ channelId }: VersionedRelease, channels: readonly NamedChannel[]) =>
  channels.find(({ id }) => id === channelId)?.id ?? null

/** The third number has two names, as in versions of Windows. */
const places = { Major: 0, Minor: 1, Patch: 2, Build: 2, Revision: 3 } as const

function partsOf(prefix: string, last: string | undefined): Values {
  const version = last === undefined ? null : parseVersion('octopus', last)
  const numbers = Object.entries(places).flatMap(([name, at]) => {
    const number = version?.numbers[at] ?? 0
    return [
      [`${prefix}.Last${name}`, String(number)],
      [`${prefix}.Next${name}`, String(number + 1)]
    ]
  })
  const suffix = version?.prerelease ?? ''
  return {
    ...Object.fromEntries(numbers),
    [`${prefix}.LastSuffix`]: suffix,
    [`${prefix}.NextSuffix`]: suffixAfter(suffix)
  }
}

/** Its last number plus one, such as `beta.10` after `beta.9`; the same where there is no number in it. */
function suffixAfter(suffix: string): string {
  const [, before = '', number, after = ''] = /^(.*?)(\d+)(\D*)$/.exec(suffix) ?? []
  return number === undefined ? suffix : `${before}${BigInt(number) + 1n}${after}`
}
