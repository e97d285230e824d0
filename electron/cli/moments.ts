import { UsageError } from './errors'

/**
 * A moment that somebody typed, in milliseconds since 1970 UTC: `14:30` is the next time that this machine's clock shows
 * it, everything else a date and time as ISO 8601 writes them. @throws UsageError
 */
export function momentOf(text: string, flag: string, now: number): number {
  const clock = /^(\d{1,2}):(\d{2})$/.exec(text.trim())
  if (clock) return nextTime(Number(clock[1]), Number(clock[2]), flag, now)
  const at = /^\d{4}-\d{2}-\d{2}T/.test(text.trim()) ? Date.parse(text.trim()) : Number.NaN
  if (Number.isNaN(at)) throw new UsageError(`${flag} takes a time such as 14:30 or 2026-05-12T14:30.`)
  return at
}

function nextTime(hours: number, minutes: number, flag: string, now: number): number {
  if (hours > 23 || minutes > 59) throw new UsageError(`${flag} takes a time of the day such as 14:30.`)
  const next = new Date(now)
  next.setHours(hours, minutes, 0, 0)
  if (next.getTime() <= now) next.setDate(next.getDate() + 1)
  return next.getTime()
}
