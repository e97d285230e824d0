import { type Deployment, isWaiting } from '@shared/deployment'
import type { Eta } from '@shared/eta'
import type { Timings } from '@shared/timings'
import { plural } from '../../lib/plural'
import { formatTime } from '../../lib/time'

export interface EtaWords {
  readonly text: string
  /** The same at more length. */
  readonly title: string
  readonly isLate: boolean
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute

type Unit = { readonly size: number; readonly name: string; readonly step: number }
const seconds: Unit = { size: second, name: 's', step: 5 }
const minutes: Unit = { size: minute, name: 'min', step: 1 }
const hours: Unit = { size: hour, name: 'h', step: 0.5 }

/** The unit that a span is best told in. */
const unitOf = (ms: number): Unit => (ms < 90 * second ? seconds : ms < 90 * minute ? minutes : hours)

/** So many of a unit, rounded to what people would say, and at least one step. */
const inUnit = (ms: number, { size, step }: Unit): number => Math.max(step, Math.round(ms / size / step) * step)

/** `4 min (3–7)`, or `45 s` where the band is no wider than what is rounded away. */
export function bandWords({ low, remaining, high }: Pick<Eta, 'low' | 'remaining' | 'high'>): string {
  const unit = unitOf(remaining)
  const [from, middle, to] = [low, remaining, high].map(ms => inUnit(ms, unit))
  return `${middle} ${unit.name}${from === to ? '' : ` (${from}–${to})`}`
}

const clock = (at: number): string => formatTime(at, 'short')

/** When it is likely to be over; null where it will not go on by itself, or while nothing was read yet. */
export function etaWords(
  deployment: Deployment,
  eta: Eta | null,
  timings: Timings | null,
  now: number
): EtaWords | null {
  if (timings === null || (deployment.state !== 'queued' && deployment.state !== 'running')) return null
  if (eta === null) return withoutEta(timings)
  const from = timings.whole === null ? '' : `, going by ${plural(timings.whole.count, 'earlier deployment')}`
  const rest = eta.without.length === 0 ? '' : `, without ${eta.without.map(name => `“${name}”`).join(', ')}`
  const isHeld = isWaiting(deployment) || deployment.isPaused || deployment.state === 'queued'
  if (eta.high < second && !isHeld) {
    const text = eta.isLate ? 'longer than usual' : 'nearly done'
    return {
      text: `${text}${rest}`,
      title: `${lateTitle(eta)}It should be over any moment${from}.`,
      isLate: eta.isLate
    }
  }
  if (eta.remaining < second) return null
  const how = isHeld ? ' left once it goes on' : eta.isLate ? ' left, longer than usual' : ' left'
  return {
    text:
      deployment.state === 'queued' ? `takes about ${bandWords(eta)}${rest}` : `about ${bandWords(eta)}${how}${rest}`,
    title: isHeld
      ? `Without the time that it waits${from}.`
      : `${lateTitle(eta)}Likely to be over at ${clock(now + eta.remaining)}, between ${clock(now + eta.low)} and ${clock(now + eta.high)}${from}.`,
    isLate: eta.isLate
  }
}

const lateTitle = ({ isLate }: Eta): string => (isLate ? 'It takes longer than nine of ten did. ' : '')

function withoutEta({ whole, actions }: Timings): EtaWords {
  const isFirst = whole === null && Object.keys(actions).length === 0
  return {
    text: isFirst ? 'first run – no estimate' : 'no estimate',
    title: isFirst
      ? 'None of these deployments has succeeded here yet, so nobody knows how long it takes.'
      : 'What is left to do was never done here before.',
    isLate: false
  }
}
