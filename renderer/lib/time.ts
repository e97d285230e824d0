const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** Hours count to 24 everywhere, as in logs. */
const clock = { hourCycle: 'h23' } as const

/** Time of day, such as `13:03:09`. */
export const formatTime = (at: number, timeStyle: 'medium' | 'short' = 'medium'): string =>
  new Date(at).toLocaleTimeString(undefined, { ...clock, timeStyle })

/** A span of milliseconds as people say it: `0.4 s`, `41 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(ms: number): string {
  const span = Math.max(0, ms)
  if (span < 9950) return `${(span / second).toFixed(1)} s`
  const seconds = Math.round(span / second)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}

/** A moment in milliseconds since 1970 seen from `now`: `just now`, `5 min ago`, `3 h ago`, `2 days ago`, then the date. */
export function formatAgo(at: number, now: number): string {
  const span = now - at
  if (span < 45 * second) return 'just now'
  // What is rounded to 60 is an hour already.
  if (span < hour - minute / 2) return `${Math.max(1, Math.round(span / minute))} min ago`
  if (span < day) return `${Math.max(1, Math.floor(span / hour))} h ago`
  if (span < 7 * day) return Math.floor(span / day) === 1 ? 'yesterday' : `${Math.floor(span / day)} days ago`
  return new Date(at).toLocaleDateString(undefined, { year: 'numeric', month: 'short', day: 'numeric' })
}

/** When something ended that began at `start`: the time of day is enough on the same day. */
export function formatEnd(at: number, start: number): string {
  const isSameDay = new Date(at).toDateString() === new Date(start).toDateString()
  return isSameDay ? formatTime(at) : formatMoment(at)
}

/** Date and time to the second, the date in the person's own way of writing. */
export const formatMoment = (at: number): string =>
  new Date(at).toLocaleString(undefined, { ...clock, dateStyle: 'medium', timeStyle: 'medium' })

/** When something is to happen: with the day of the week, and without seconds where it is a full minute. */
export const formatTurn = (at: number): string =>
  new Date(at).toLocaleString(undefined, {
    ...clock,
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    ...(at % minute === 0 ? {} : { second: '2-digit' })
  })
