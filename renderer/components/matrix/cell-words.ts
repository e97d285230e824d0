import type { Deployment, Run } from '@shared/deployment'
import { lookOf } from '@shared/state-looks'
import { slowness, type Timing } from '@shared/timings'
import { formatDuration } from '../../lib/time'
import { type StateName, stateLooks } from '../StateBadge'
import { lookOfRow, runDuration } from './matrix-model'

/** How slow something is, for people: `3× slower than usual`, or `2.4×`. */
export const slowWords = (factor: number): string =>
  `${factor < 10 ? Math.round(factor * 10) / 10 : Math.round(factor)}× slower than usual`

/** What a cell shows and says. */
export interface CellLook {
  /** Null where the step does not run on the place. */
  readonly look: StateName | null
  /** What it says to people who point at it or listen: `Migrate on db-1: failed, 41 s`. */
  readonly label: string
  /** How often it was attempted; null up to the first time. */
  readonly attempt: number | null
  readonly isSlow: boolean
  /** How far it says it is, in hundredths; null where it says nothing, or does not go on. */
  readonly percentage: number | null
}

export interface CellPlace {
  readonly step: string
  readonly place: string
  /** Milliseconds since 1970 UTC. */
  readonly now: number
  /** How long the run usually takes there; null where that is not known. */
  readonly usual: Timing | null
}

/** What a run says apart from its state and its time. */
function moreOf(run: Run, now: number): string | null {
  if (run.state === 'running' && run.progress) return `${run.progress.percentage} % ${run.progress.message}`
  if (run.state === 'retrying')
    return `${run.failure.message} The next attempt begins ${run.retryAt <= now ? 'now' : `in ${formatDuration(run.retryAt - now)}`}.`
  if (run.state === 'skipped') return run.reason
  if (run.state === 'handed-over') return 'it is in a bundle, and its receipt does not tell of it yet'
  if (run.state === 'ignored') return `${run.by} ignored it. ${run.failure.message}`
  if (run.state === 'succeeded' && run.markedDone !== undefined) return `marked as done: ${run.markedDone}`
  return null
}

const percentageOf = (run: Run): number | null => (run.state === 'running' ? (run.progress?.percentage ?? null) : null)

/** One run in its cell. */
export function cellOfRun(run: Run | undefined, { step, place, now, usual }: CellPlace): CellLook {
  if (!run)
    return { look: null, label: `${step} does not run on ${place}`, attempt: null, isSlow: false, percentage: null }
  const took = runDuration(run, now)
  const factor = took === null || run.state === 'waiting' ? null : slowness(took, usual)
  const parts = [
    stateLooks[lookOf(run)].word.toLowerCase(),
    took === null ? null : formatDuration(took),
    run.attempt > 1 ? `attempt ${run.attempt}` : null,
    factor === null ? null : slowWords(factor),
    moreOf(run, now)
  ]
  return {
    look: lookOf(run),
    label: `${step} on ${place}: ${parts.filter(part => part !== null && part !== '').join(', ')}`,
    attempt: run.attempt > 1 ? run.attempt : null,
    isSlow: factor !== null,
    percentage: percentageOf(run)
  }
}

/** All actions of a step on one place in one cell. */
export function cellOfRuns(
  deployment: Pick<Deployment, 'runs' | 'state' | 'isPaused'>,
  runs: readonly Run[],
  { step, place }: Pick<CellPlace, 'step' | 'place'>
): CellLook {
  if (runs.length === 0)
    return { look: null, label: `${step} does not run on ${place}`, attempt: null, isSlow: false, percentage: null }
  const look = lookOfRow(deployment, runs)
  const ended = runs.filter(run => run.state === 'succeeded' || run.state === 'ignored').length
  const attempt = Math.max(...runs.map(run => run.attempt))
  return {
    look,
    label: `${step} on ${place}: ${stateLooks[look].word.toLowerCase()}, ${ended} of ${runs.length} actions done`,
    attempt: attempt > 1 ? attempt : null,
    isSlow: false,
    percentage: null
  }
}
