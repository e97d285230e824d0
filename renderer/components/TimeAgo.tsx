import { useSyncExternalStore } from 'react'
import { formatAgo, formatMoment } from '../lib/time'

// One clock for all times on the screen.
let now = Date.now()
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | null = null

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  now = Date.now()
  timer ??= setInterval(() => {
    now = Date.now()
    for (const each of listeners) each()
  }, 20_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }
}

/** A moment (milliseconds since 1970) as “5 min ago”, with the exact time as its tooltip; moves on by itself. */
export function TimeAgo({ at }: { readonly at: number }) {
  const current = useSyncExternalStore(subscribe, () => now)
  return (
    <time dateTime={new Date(at).toISOString()} title={formatMoment(at)}>
      {formatAgo(at, Math.max(at, current))}
    </time>
  )
}
