import { type Failure, invalid } from '@shared/failure'
import type { TriggerWhen } from '@shared/model/trigger'
import { Cron } from 'croner'

/** When something is to happen again and again. */
export type Schedule = Pick<Extract<TriggerWhen, { kind: 'schedule' }>, 'cron' | 'timeZone'>

const remedy =
  'Write five fields, minute, hour, day, month and weekday, such as “0 6 * * 1-5”; or six with seconds first.'

/**
 * Why a schedule cannot be used: it cannot be read, never comes, or names a time zone that is not known; null where
 * it can.
 * @param path the field of `when` in the call's input, such as `value.when`
 * @param now in milliseconds since 1970 UTC
 */
export function scheduleTrouble({ cron, timeZone }: Schedule, path: string, now: number): Failure | null {
  if (timeZone !== undefined && !isTimeZone(timeZone))
    return invalid(
      `${path}.timeZone`,
      'is no time zone that is known here',
      'Choose one such as Europe/Vienna, or none for that of this machine.'
    )
  const fields = cron.trim().split(/\s+/).length
  if (fields !== 5 && fields !== 6) return invalid(`${path}.cron`, 'must be five fields, or six', remedy)
  try {
    const comes = new Cron(cron.trim(), { mode: '5-or-6-parts' }).nextRun(new Date(now)) !== null
    return comes ? null : invalid(`${path}.cron`, 'never comes: there is no such day', remedy)
  } catch (error) {
    return invalid(`${path}.cron`, wordsOf(error), remedy)
  }
}

/** The next times after a moment, all in milliseconds since 1970 UTC; none where the schedule cannot be used. */
export function timesAfter(schedule: Schedule, after: number, count: number): readonly number[] {
  const job = jobOf(schedule)
  return (job?.nextRuns(count, new Date(after)) ?? []).map(date => date.getTime())
}

/** The last time that came before a moment, or at it; null for none. */
export function timeBefore(schedule: Schedule, at: number): number | null {
  const [last] = jobOf(schedule)?.previousRuns(1, new Date(at + 1)) ?? []
  return last === undefined ? null : last.getTime()
}

function jobOf({ cron, timeZone }: Schedule): Cron | null {
  // It was usable when it was saved: this machine may know fewer time zones than that one did.
  if (timeZone !== undefined && !isTimeZone(timeZone)) return null
  try {
    return new Cron(cron.trim(), { mode: '5-or-6-parts', ...(timeZone === undefined ? {} : { timezone: timeZone }) })
  } catch {
    return null
  }
}

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return true
  } catch {
    return false
  }
}

/** What the parser found, as the end of a sentence that begins with the field. */
function wordsOf(error: unknown): string {
  const text = error instanceof Error ? error.message : ''
  const value = /Invalid value for (\w+): (.+)$/.exec(text)
  const names: Readonly<Record<string, string>> = { dayOfWeek: 'weekday' }
  if (value) return `has ${value[2]} as a ${names[value[1] ?? ''] ?? value[1]}, which cannot be`
  return 'cannot be read as a schedule'
}
