import type { DeploymentStatistics } from '../dashboard-calls'
import { countOf, spanOf } from '../plan/words'
import { successRate } from './statistics'

/** Statistics of the last `days` days in sentences. */
export function statisticsWords(statistics: DeploymentStatistics, days: number): readonly string[] {
  const { total, succeeded, failed, medianMs, p90Ms, recoveryMs } = statistics
  if (total === 0) return [`No deployment ended in the last ${days} days.`]
  const other = total - succeeded - failed
  const rate = successRate(statistics)
  return [
    `In the last ${days} days ${countOf(total, 'deployment')} ended: ${succeeded} succeeded, ${failed} failed${
      other === 0 ? '' : `, and ${other} ${other === 1 ? 'was' : 'were'} cancelled, handed over or expired`
    }.`,
    ...(rate === null ? [] : [`${other === 0 ? '' : 'Without those, '}${percentOf(rate)} succeeded.`]),
    ...(medianMs === null || p90Ms === null
      ? []
      : [`Half of them took at most ${tookOf(medianMs)}, and nine of ten at most ${tookOf(p90Ms)}.`]),
    ...(recoveryMs === null
      ? []
      : [`After a failure it usually took ${tookOf(recoveryMs)} until one succeeded in the same place.`])
  ]
}

/** As exact as tables say it: “at most 1 s” of what took 1.4 s would not be so. */
const tookOf = (ms: number): string => (ms < 9_950 ? `${(ms / 1000).toFixed(1)} s` : spanOf(ms))

/** `97 %`; only everything is 100 %, and only nothing is 0 %. */
export function percentOf(share: number): string {
  if (share <= 0 || share >= 1) return `${Math.round(share * 100)} %`
  return `${Math.min(99, Math.max(1, Math.round(share * 100)))} %`
}
