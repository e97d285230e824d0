import type { StatisticsBucket } from '@shared/dashboard-calls'

const day = 24 * 60 * 60 * 1000

/** The day of a moment: `Nov 3`. */
export const dayOf = (at: number): string =>
  new Date(at).toLocaleDateString(undefined, { month: 'short', day: 'numeric' })

/** Whether a bucket is a single day; days of 25 hours are days as well. */
export const isOneDay = ({ from, to }: Pick<StatisticsBucket, 'from' | 'to'>): boolean => to - from < 1.5 * day

/** The days of a bucket: `Nov 3`, or `Nov 3 – Nov 9`. */
export function bucketWords(bucket: Pick<StatisticsBucket, 'from' | 'to'>): string {
  const { from, to } = bucket
  return isOneDay(bucket) ? dayOf(from) : `${dayOf(from)} – ${dayOf(to - 1)}`
}
