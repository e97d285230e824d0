import type { StatisticsBucket } from '@shared/dashboard-calls'
import { successRate } from '@shared/statistics/statistics'
import { percentOf } from '@shared/statistics/words'
import { formatDuration } from '../../../lib/time'
import { bucketWords } from './bucket-words'
import classes from './history.module.css'

/** The numbers of the charts, the newest first. */
export function HistoryTable({ buckets }: { readonly buckets: readonly StatisticsBucket[] }) {
  return (
    <table className={classes.table} aria-label="Deployments over time">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Succeeded</th>
          <th scope="col">Failed</th>
          <th scope="col">Other ends</th>
          <th scope="col">Success</th>
          <th scope="col">Median</th>
          <th scope="col">Nine of ten within</th>
        </tr>
      </thead>
      <tbody>
        {[...buckets].reverse().map(bucket => (
          <tr key={bucket.from}>
            <th scope="row">{bucketWords(bucket)}</th>
            <td>{bucket.succeeded}</td>
            <td>{bucket.failed}</td>
            <td>{bucket.other}</td>
            <td>{said(successRate(bucket), percentOf)}</td>
            <td>{said(bucket.medianMs, formatDuration)}</td>
            <td>{said(bucket.p90Ms, formatDuration)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const said = (value: number | null, words: (value: number) => string): string => (value === null ? '–' : words(value))
