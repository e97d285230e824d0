import { type Deployment, isRunOver, type Run } from '../deployment'
import type { Lane } from '../plan/lanes'

/** Whether a run counts as failed for everything that asks what failed. What nobody knows about is no success. */
export const isFailure = (run: Pick<Run, 'state'> | undefined): boolean =>
  run?.state === 'failed' || run?.state === 'unknown'

/** When a run that is over ended, as far as anybody knows. */
function endOf(run: Run): number {
  if ('finishedAt' in run) return run.finishedAt
  return 'startedAt' in run ? run.startedAt : 0
}

/** How far a lane has come. */
export interface LaneProgress {
  readonly lane: Lane
  readonly isOver: boolean
  /** Something has happened in it, now or before the deployment was continued. */
  readonly hasBegun: boolean
  /** It has begun since the deployment was last continued and is not over: it goes on, whatever holds others back. */
  readonly isUnderWay: boolean
  /** `now`: something has failed in it since the deployment was last continued. What failed before, a person has seen. */
  readonly failure: 'none' | 'before' | 'now'
  /** Nothing of it happens. */
  readonly isLeftOut: boolean
  /** When its last run ended; 0 before any has. */
  readonly endedAt: number
}

/** @param since when the deployment was last continued; null when it never was */
export function laneProgress(lane: Lane, runs: Deployment['runs'], since: number | null): LaneProgress {
  let isOver = true
  let hasBegun = false
  let isActive = false
  let failure: LaneProgress['failure'] = 'none'
  let isLeftOut = true
  let endedAt = 0
  for (const { id } of lane.runs) {
    const run = runs[id]
    if (run === undefined) continue
    if (run.state !== 'skipped') isLeftOut = false
    if (run.state !== 'skipped' && run.state !== 'pending') hasBegun = true
    if (isFailure(run) && failure !== 'now') failure = since === null || endOf(run) > since ? 'now' : 'before'
    if (!isRunOver(run)) {
      isOver = false
      if (run.state !== 'pending') isActive = true
    }
    if ('finishedAt' in run) endedAt = Math.max(endedAt, run.finishedAt)
  }
  const hasGoneOn = hasBegun && (since === null || endedAt > since)
  const isUnderWay = !isOver && (isActive || hasGoneOn)
  return { lane, isOver, hasBegun, isUnderWay, failure, isLeftOut, endedAt }
}
