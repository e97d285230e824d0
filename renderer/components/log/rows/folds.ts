import { isRunOver, type Run } from '@shared/deployment'
import type { OutlineItem } from '@shared/task-log/outline'

/**
 * What is folded unless a person says otherwise. `interesting`: what went well is folded, with how long it took, and
 * what did not is open. `everything`: all is open.
 */
export type FoldPreset = 'interesting' | 'everything'

/** A success stays open for so long, in milliseconds, so that its end can be seen. */
export const foldsAfter = 2_000
/** A log of at most so many lines fits on a screen or two, and nothing of it is folded by itself. */
export const shortLog = 60

/** What a person opened or folded, by key. */
export type FoldChoices = ReadonlyMap<string, boolean>

interface Moment {
  readonly preset: FoldPreset
  /** Milliseconds since 1970 UTC. */
  readonly now: number
  /** Lines in the whole log. */
  readonly lines: number
}

/** Whether a run is open by itself. */
export function isRunOpen(run: Run, { preset, now, lines }: Moment): boolean {
  if (preset === 'everything' || lines <= shortLog) return true
  if (run.state === 'succeeded') return now - run.finishedAt < foldsAfter
  return run.state !== 'ignored' && run.state !== 'cancelled' && run.state !== 'skipped'
}

/** When the next run of those that are open will fold by itself; null when none will. Milliseconds since 1970 UTC. */
export function nextFold(runs: readonly Run[], now: number): number | null {
  const times = runs.flatMap(run =>
    run.state === 'succeeded' && run.finishedAt + foldsAfter > now ? [run.finishedAt + foldsAfter] : []
  )
  return times.length === 0 ? null : Math.min(...times)
}

/** Whether a part of a run's output is open by itself. Lines that are alike never are. */
export function isPartOpen(item: OutlineItem, run: Run | undefined, { preset, now, lines }: Moment): boolean {
  if (item.kind !== 'group') return false
  if (preset === 'everything' || lines <= shortLog || item.look === 'open' || item.errors > 0) return true
  if (item.look === 'quiet') return false
  if (item.end === null || !item.hasEndMarker) {
    // Nothing ended it but the next heading or the run itself: then it is where a run that failed got to.
    if (run !== undefined && !isRunOver(run) && item.end === null) return true
    if (run?.state === 'failed' && item.end === run.lines) return true
  }
  return now - item.to < foldsAfter
}
