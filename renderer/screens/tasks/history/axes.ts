import type { StatisticsBucket } from '@shared/dashboard-calls'
import { dayOf, isOneDay } from './bucket-words'

/** A place on an axis that has a word. */
export interface Tick {
  /** Which bucket, from 0. */
  readonly index: number
  readonly label: string
}

type Span = Pick<StatisticsBucket, 'from' | 'to'>

/** More words than these do not fit below a chart of half a window. */
const mostDates = 8
/** Of more weeks than these, months are told. */
const mostWeeks = 2 * mostDates

/**
 * Which buckets have their date below them, evenly apart: days, every other day, Mondays, first days of weeks, or every
 * other month. No label is there twice.
 */
export function dateTicks(buckets: readonly Span[]): readonly Tick[] {
  const all = buckets.map((bucket, index) => ({ bucket, index, label: dayOf(bucket.from) }))
  if (all.length <= mostDates) return all.map(tickOf)
  const last = all.length - 1
  // Not the last one, whose word would stick out.
  if (all.length <= mostWeeks) return all.filter(({ index }) => (last - index) % 2 === 1).map(tickOf)
  if (buckets.every(isOneDay)) return all.filter(({ bucket }) => new Date(bucket.from).getDay() === 1).map(tickOf)
  return all.flatMap(({ bucket, index }) => {
    const month = monthBeginningIn(bucket)
    if (month === null || month.getMonth() % 2 === 1) return []
    const year = month.getMonth() === 0 ? ({ year: 'numeric' } as const) : {}
    return [{ index, label: month.toLocaleDateString(undefined, { month: 'short', ...year }) }]
  })
}

const tickOf = ({ index, label }: Tick): Tick => ({ index, label })

/** The first of a month that lies in these days; null for none. */
function monthBeginningIn({ from, to }: Span): Date | null {
  const lastDay = new Date(to - 1)
  const first = new Date(lastDay.getFullYear(), lastDay.getMonth(), 1)
  return first.getTime() >= from ? first : null
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const steps: readonly number[] = [
  ...[100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map(count => count * second),
  ...[1, 2, 5, 10, 15, 30].map(count => count * minute),
  ...[1, 2, 3, 6, 12, 24].map(count => count * hour)
]
/** Above zero. */
const mostSpans = 4

/** Round spans of time from 0 to the first one that is not below `longest`; all in milliseconds. */
export function spanTicks(longest: number): readonly number[] {
  let step = steps.find(item => item * mostSpans >= longest) ?? 24 * hour
  while (step * mostSpans < longest) step *= 2
  const count = Math.max(1, Math.ceil(longest / step))
  return Array.from({ length: count + 1 }, (_, index) => index * step)
}

/** A round span in few words: `0.5 s`, `2 min`, `1 h 30 min`. */
export function spanTickWords(ms: number): string {
  if (ms < minute) return `${ms / second} s`
  const [hours, minutes, seconds] = [Math.floor(ms / hour), Math.floor(ms / minute) % 60, (ms / second) % 60]
  return [
    [hours, 'h'],
    [minutes, 'min'],
    [seconds, 's']
  ]
    .filter(([count]) => count !== 0)
    .map(part => part.join(' '))
    .join(' ')
}
