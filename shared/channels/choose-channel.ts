import { type Failure, invalid } from '../failure'
import type { Channel } from '../model/channel'
import { fail, ok, type Result } from '../result'

/** Whether a release of a channel could be made now. */
export interface ChannelVerdict {
  readonly channel: Pick<Channel, 'id' | 'name' | 'isDefault'>
  /** What stands against it, one sentence each; empty where nothing does. */
  readonly reasons: readonly string[]
}

/**
 * The channel of a release for which nobody named one: the only one whose rules can be met, or the default one if it is
 * among several.
 */
export function chooseChannel<Verdict extends ChannelVerdict>(verdicts: readonly Verdict[]): Result<Verdict> {
  const viable = verdicts.filter(({ reasons }) => reasons.length === 0)
  const chosen = viable.length === 1 ? viable[0] : viable.find(({ channel }) => channel.isDefault)
  if (chosen) return ok(chosen)
  return fail(viable.length === 0 ? noneFits(verdicts) : severalFit(viable))
}

function noneFits(verdicts: readonly ChannelVerdict[]): Failure {
  const each = verdicts.map(({ channel, reasons }) => `“${channel.name}”: ${reasons.join(' ')}`)
  return {
    kind: 'package-missing',
    message: `No channel of the project can have a release now. ${each.join(' ')}`,
    remedy: 'Bring in packages that the rules allow, change the rules, or name a channel and choose the versions.',
    issues: verdicts.map(({ channel, reasons }) => ({
      path: 'channelId',
      message: `${channel.name}: ${reasons.join(' ')}`
    }))
  }
}

const severalFit = (viable: readonly ChannelVerdict[]): Failure =>
  invalid(
    'channelId',
    `must be said, because ${viable.map(({ channel }) => `“${channel.name}”`).join(', ')} fit and none of them is the default`,
    'Name the channel of the release.'
  )
