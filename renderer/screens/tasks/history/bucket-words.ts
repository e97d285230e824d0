import type { StatisticsBucket } from '@shared/dashboard-calls'

const day = 24 * 60 * 60 * 1000

const dayOf = (at: number): string => new Date(at).toLocaleDateString(undefined, { month: 'short', day: 'numeric' })

/** The days of a bucket: `Nov 3`, or `Nov 3 – Nov 9`. */
export function bucketWords({ from, to }: Pick<StatisticsBucket, 'from' | 'to'>): string {
  // Days of 25 hours are days as well.
  if (to - from < 1.5 * day) return dayOf(from)
  return `${dayOf(from)} – ${dayOf(to - 1)}`
}
