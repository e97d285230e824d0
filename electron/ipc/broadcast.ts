import type { AppEvent } from '@shared/api'
import type { DeploymentEvent } from '@shared/deployment'
import type { DeploymentId } from '@shared/ids'
import { tailLimit } from '@shared/log'
import type { Signal } from '../services/context'

/** One channel carries all that is pushed, in batches that leave on a fixed tick. */
export const eventChannel = 'slipway:event'

/** Milliseconds until a batch leaves. */
export const tick = 33

/**
 * The same after a batch of so many events: in a flood what costs a window most is how often it is told, and nobody
 * reads a fleet thirty times a second, nor what runs by faster than anybody reads.
 */
export const floodTick = 250
export const floodEvents = 50
/**
 * Lines whose text a batch of a flood carries at most: as many as the tallest window shows. All before them has run by, and
 * is read by whoever looks back; carrying it into a window costs that more than all else about a batch.
 */
export const floodTail = 150

export type Listener = (events: readonly AppEvent[]) => void

export interface Broadcaster {
  readonly publish: (signal: Signal) => void
  /** Returns the undo. */
  subscribe(listener: Listener): () => void
  /** Sends what waits, at once. */
  flush(): void
}

/** What waits for the tick. Events of one deployment become one push; of its summaries only the last is kept. */
interface Waiting {
  readonly deployments: Map<DeploymentId, Gathered>
  readonly others: Map<string, AppEvent>
}

interface Gathered {
  readonly events: DeploymentEvent[]
  tail: (count: number) => AppEventTail
}

type AppEventTail = Extract<AppEvent, { type: 'deployment.events' }>['tail']

const empty = (): Waiting => ({ deployments: new Map(), others: new Map() })

/** Gathers signals and passes them on. The tick is not put off by further signals, so a steady stream keeps flowing. */
export function createBroadcaster(): Broadcaster {
  const listeners = new Set<Listener>()
  let waiting = empty()
  let timer: ReturnType<typeof setTimeout> | null = null
  let count = 0
  let isFlooded = false

  const flush = () => {
    if (timer) clearTimeout(timer)
    timer = null
    isFlooded = [...waiting.deployments.values()].some(({ events }) => events.length >= floodEvents)
    const batch = toEvents(waiting, isFlooded ? floodTail : tailLimit)
    waiting = empty()
    if (batch.length > 0) for (const listener of [...listeners]) listener(batch)
  }

  return {
    publish: signal => {
      if (listeners.size === 0) return
      add(waiting, signal, count++)
      timer ??= setTimeout(flush, isFlooded ? floodTick : tick)
    },
    subscribe: listener => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    flush
  }
}

function add(waiting: Waiting, signal: Signal, count: number): void {
  if (signal.type !== 'deployment.event') {
    const key = keyOf(signal, count)
    // Moved to the end, so that the last of its kind keeps its place in the order.
    waiting.others.delete(key)
    waiting.others.set(key, signal)
    return
  }
  const gathered = waiting.deployments.get(signal.deploymentId)
  if (gathered) {
    gathered.events.push(signal.event)
    gathered.tail = signal.tail
  } else waiting.deployments.set(signal.deploymentId, { events: [signal.event], tail: signal.tail })
}

/** Signals with the same key say the same, so only the last one is sent. */
function keyOf(signal: Exclude<Signal, { type: 'deployment.event' }>, count: number): string {
  if (signal.type === 'catalog.changed') return `catalog ${signal.entity}`
  if (signal.type === 'deployment.changed') return `deployment ${signal.summary.id}`
  if (signal.type === 'network.changed' || signal.type === 'audit.added') return signal.type
  if (signal.type === 'package.importing') return `${signal.type} ${signal.id}`
  return `${signal.type} ${count}`
}

function toEvents({ deployments, others }: Waiting, limit: number): readonly AppEvent[] {
  const pushes = [...deployments].map(([deploymentId, { events, tail }]): AppEvent => {
    const lines = events.reduce((sum, event) => sum + (event.kind === 'output' ? event.lines : 0), 0)
    return { type: 'deployment.events', deploymentId, events, tail: lines > 0 ? tail(Math.min(lines, limit)) : [] }
  })
  return [...pushes, ...others.values()]
}
