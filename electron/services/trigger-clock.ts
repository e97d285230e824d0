import type { TriggerId } from '@shared/ids'
import type { Trigger } from '@shared/model/trigger'
import type { ServicePorts } from './ports'
import { timesAfter } from './trigger-times'

interface Time extends Pick<ServicePorts, 'sleep' | 'report'> {
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number
}

interface Heard {
  readonly due: (trigger: Trigger) => void
  /** Its time was so long ago that it is not made up for. */
  readonly missed: (trigger: Trigger, at: number) => void
}

/** The longest rest, in milliseconds: a clock that is set, or a computer that slept, is noticed after that. */
const longestRest = 30_000
/** A time that is noticed later than that, in milliseconds, was missed: the computer slept. */
const lateness = 120_000

interface Next {
  /** What it was reckoned from. */
  readonly key: string
  readonly at: number | null
}

/** Tells when the times of schedules come. `awake` are the triggers that count at the moment. */
export function createTriggerClock({ now, sleep, report }: Time, awake: () => readonly Trigger[], heard: Heard) {
  const next = new Map<TriggerId, Next>()
  let timer = new AbortController()
  let isOn = false
  let lookedAt = now()

  const nextOf = (trigger: Trigger): number | null => {
    const { id, when, since = 0 } = trigger
    if (when.kind !== 'schedule') return null
    const key = `${when.cron} ${when.timeZone ?? ''} ${since}`
    const known = next.get(id)
    if (known?.key === key) return known.at
    return reckon(trigger, key)
  }

  const reckon = (trigger: Trigger, key: string): number | null => {
    if (trigger.when.kind !== 'schedule') return null
    const at = timesAfter(trigger.when, now(), 1)[0] ?? null
    next.set(trigger.id, { key, at })
    return at
  }

  const lookAt = (trigger: Trigger): void => {
    const at = nextOf(trigger)
    if (at === null || at > now()) return
    reckon(trigger, next.get(trigger.id)?.key ?? '')
    if (now() - at > lateness) heard.missed(trigger, at)
    else heard.due(trigger)
  }

  const look = (): void => {
    if (!isOn) return
    // Set back: what was reckoned by the other time may be far away.
    if (now() < lookedAt) next.clear()
    lookedAt = now()
    const all = awake()
    forget(all)
    for (const trigger of all) lookAt(trigger)
    rest(all)
  }

  /** One that was disabled for a while begins anew. */
  const forget = (all: readonly Trigger[]): void => {
    const ids = new Set(all.map(({ id }) => id))
    for (const id of next.keys()) if (!ids.has(id)) next.delete(id)
  }

  const rest = (all: readonly Trigger[]): void => {
    timer.abort()
    const moments = all.map(nextOf).filter(at => at !== null)
    if (moments.length === 0 || !isOn) return
    timer = new AbortController()
    const { signal } = timer
    const ms = Math.min(Math.max(0, Math.min(...moments) - now()), longestRest)
    void sleep(ms, signal)
      .then(() => {
        // Off the stack of whoever keeps the time, so that one who keeps it badly holds nobody up.
        setImmediate(() => {
          if (!signal.aborted) look()
        })
      })
      .catch((error: unknown) => report(`The schedule of triggers broke off: ${String(error)}`))
  }

  return {
    nextOf,
    look,
    begin: (): void => {
      isOn = true
      look()
    },
    stop: (): void => {
      isOn = false
      timer.abort()
    }
  }
}
