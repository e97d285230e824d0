import type { DeploymentStatistics, StatisticsBucket } from '../dashboard-calls'
import type { DeploymentSummary } from '../deployment'
import { tookOf } from '../idle-time'
import type { TenantId } from '../ids'
import { timingOf } from '../timings'

/** What of a deployment that is over is counted. */
export interface Counted extends Pick<DeploymentSummary, 'projectId' | 'environmentId' | 'outcome'> {
  /** Absent for without a tenant. */
  readonly tenantId?: TenantId
  readonly finishedAt: number
  /** How long it took, in milliseconds; null when it never began, and where nobody knows. */
  readonly tookMs: number | null
}

/** What counts of a deployment; null for one that is not over, and for runs of runbooks. */
export function countedOf(summary: DeploymentSummary): Counted | null {
  const { projectId, environmentId, tenant, state, outcome, finishedAt, runbook } = summary
  if (state !== 'finished' || finishedAt === null || runbook !== null) return null
  const place = { projectId, environmentId, ...(tenant === undefined ? {} : { tenantId: tenant.id }) }
  return { ...place, outcome, finishedAt, tookMs: tookOf(summary, finishedAt) }
}

/** Up to so many days each has a bucket of its own. */
const dayBuckets = 31
const daysOfWeek = 7

/**
 * Where buckets begin and where the last one ends, in order: each day, or beyond 31 days each seven days; the first one
 * has what is left over. `midnightOf` says when the day began that is so many days away; 1 is tomorrow.
 */
export function bucketEdges(days: number, midnightOf: (away: number) => number): readonly number[] {
  const length = days <= dayBuckets ? 1 : daysOfWeek
  const edges: number[] = []
  for (let away = 1; away > 1 - days; away -= length) edges.unshift(midnightOf(away))
  return [midnightOf(1 - days), ...edges]
}

interface Tally {
  succeeded: number
  failed: number
  other: number
  readonly took: number[]
}

interface Ended {
  readonly at: number
  readonly hasSucceeded: boolean
}

/** Counts deployments by when they ended. They may come in any order, some at a time. */
export class Statistics {
  readonly #edges: readonly number[]
  readonly #tallies: readonly Tally[]
  /** Successes and failures of each place. */
  readonly #places = new Map<string, Ended[]>()

  constructor(edges: readonly number[]) {
    this.#edges = edges
    this.#tallies = edges.slice(1).map(() => ({ succeeded: 0, failed: 0, other: 0, took: [] }))
  }

  add(deployment: Counted): void {
    const { outcome, finishedAt, tookMs } = deployment
    const tally = this.#tallies[this.#bucketAt(finishedAt)]
    if (tally === undefined) return
    if (outcome !== 'succeeded' && outcome !== 'failed') {
      tally.other += 1
      return
    }
    tally[outcome] += 1
    if (tookMs !== null) tally.took.push(tookMs)
    const place = `${deployment.projectId} ${deployment.environmentId} ${deployment.tenantId ?? ''}`
    const ended = { at: finishedAt, hasSucceeded: outcome === 'succeeded' }
    const known = this.#places.get(place)
    if (known) known.push(ended)
    else this.#places.set(place, [ended])
  }

  result(): DeploymentStatistics {
    const buckets = this.#tallies.map(({ succeeded, failed, other, took }, index): StatisticsBucket => {
      const times = timesOf(took)
      return { from: this.#edges[index] ?? 0, to: this.#edges[index + 1] ?? 0, succeeded, failed, other, ...times }
    })
    const sum = (of: (bucket: StatisticsBucket) => number) => buckets.reduce((total, bucket) => total + of(bucket), 0)
    const recovered = [...this.#places.values()].flatMap(recoveries)
    return {
      buckets,
      total: sum(bucket => bucket.succeeded + bucket.failed + bucket.other),
      succeeded: sum(bucket => bucket.succeeded),
      failed: sum(bucket => bucket.failed),
      ...timesOf(this.#tallies.flatMap(({ took }) => took)),
      recoveryMs: timingOf(recovered)?.p50 ?? null
    }
  }

  /** -1 for before the first or after the last. */
  #bucketAt(at: number): number {
    let [low, high] = [0, this.#edges.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#edges[middle] ?? 0) <= at) low = middle + 1
      else high = middle
    }
    return low === this.#edges.length ? -1 : low - 1
  }
}

function timesOf(took: readonly number[]): Pick<StatisticsBucket, 'medianMs' | 'p90Ms'> {
  const timing = timingOf(took)
  return { medianMs: timing?.p50 ?? null, p90Ms: timing?.p90 ?? null }
}

/**
 * How long each time something failed until it succeeded again: from the first failure in a row to the success. What
 * ended in the very same moment counts as if the failure had been first, whatever order it comes in.
 */
function recoveries(ended: readonly Ended[]): readonly number[] {
  const found: number[] = []
  let brokenAt: number | null = null
  for (const { at, hasSucceeded } of [...ended].sort(inOrder)) {
    if (!hasSucceeded) brokenAt ??= at
    else if (brokenAt !== null) {
      found.push(at - brokenAt)
      brokenAt = null
    }
  }
  return found
}

const inOrder = (a: Ended, b: Ended): number => a.at - b.at || Number(a.hasSucceeded) - Number(b.hasSucceeded)

/** The share of successes among what succeeded or failed, from 0 to 1; null without any. */
export const successRate = ({ succeeded, failed }: Pick<StatisticsBucket, 'succeeded' | 'failed'>): number | null =>
  succeeded + failed === 0 ? null : succeeded / (succeeded + failed)
