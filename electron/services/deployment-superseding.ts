import { phraseOf, titledOf } from '@shared/deployment-title'
import type { DeploymentId } from '@shared/ids'
import type { Plan } from '@shared/plan/plan'
import type { Live, Lives } from './deployment-live'
import type { Recorder } from './deployment-record'
import { seriesOf } from './deployment-series'

/** One that has not begun, as far as it matters for what it supersedes and what supersedes it. */
export interface QueuedOne {
  readonly id: DeploymentId
  /** Project and place: what is superseded by what is looked for among those with the same one. */
  readonly series: string
  /** It is to do everything that its release does. */
  readonly isComplete: boolean
  /** It was queued as one that supersedes others. */
  readonly supersedes: boolean
}

/**
 * Which of those that have not begun are superseded, and by which: complete ones by the next complete one that supersedes
 * others. One that is not complete ends the search, because what it leaves out may have been meant to be done before it.
 * @param queued in the order in which they came
 */
export function supersededIn(queued: readonly QueuedOne[]): ReadonlyMap<DeploymentId, DeploymentId> {
  const superseded = new Map<DeploymentId, DeploymentId>()
  const newest = new Map<string, DeploymentId>()
  for (const { id, series, isComplete, supersedes } of [...queued].reverse()) {
    const by = newest.get(series)
    if (!isComplete) newest.delete(series)
    else if (by !== undefined) superseded.set(id, by)
    else if (supersedes) newest.set(series, id)
  }
  return superseded
}

/** Whether a plan is to do everything that its release does. */
export const isComplete = ({ choices }: Plan): boolean =>
  [choices?.skip, choices?.only, choices?.without].every(left => left === undefined || left.length === 0)

/**
 * Runs of runbooks, what begins at a certain time, and what another deployment waits for: somebody wants each of them.
 * One that is about to begin has had its turn, and cannot be taken from the engine any more.
 */
const takesPart = ({ turn, state: { plan, state, startAt, parent } }: Live): boolean =>
  state === 'queued' && turn.kind !== 'running' && plan.runbook === undefined && startAt === null && parent === null

/**
 * Ends what is superseded, and gives the place that it had to what superseded it. What is superseded is worked out from the
 * queue each time, so that nothing is left over where the app ended in between.
 * @param end ends one that never began
 */
export function supersede(
  lives: Lives,
  recorder: Recorder,
  end: (live: Live, summary: string) => void
): readonly Promise<void>[] {
  // In the order in which they came, and not by when they were queued: the clock may have been set back in between.
  const queued = [...lives.values()].filter(takesPart)
  const superseded = supersededIn(
    queued.map(({ id, state: { plan, supersedes = false } }) => ({
      id,
      series: seriesOf(plan),
      isComplete: isComplete(plan),
      supersedes
    }))
  )
  const taken = new Map<Live, Live[]>()
  for (const [id, byId] of superseded) {
    const [live, by] = [lives.get(id), lives.get(byId)]
    if (live && by) taken.set(by, [...(taken.get(by) ?? []), live])
  }
  return [...taken].map(([by, others]) => {
    const recorded = takePlace(recorder, by, others)
    for (const live of others) end(live, supersededWords(live, by))
    return recorded
  })
}

const phrase = ({ state }: Live): string => phraseOf(titledOf(state.plan))

const supersededWords = (live: Live, by: Live): string =>
  `The ${phrase(live)} did not begin: it was superseded by the ${phrase(by)}.`

/** The earliest place that one of them had. */
function takePlace(recorder: Recorder, by: Live, others: readonly Live[]): Promise<void> {
  const all = [by, ...others].map(({ state }) => state)
  const since = Math.min(...all.map(({ slot, queuedAt }) => slot?.since ?? queuedAt))
  const movedAt = Math.max(...all.map(({ slot }) => slot?.movedAt ?? 0))
  const hasPriority = all.some(({ slot }) => slot?.hasPriority === true)
  const lines = others.map(live => `It supersedes the ${phrase(live)}, which had not begun, and takes its place.`)
  return recorder.record(
    by,
    { kind: 'output', run: null, stream: 'slipway', level: 'info', lines: lines.length, text: lines.join('\n') },
    {
      kind: 'place-taken',
      since,
      ...(movedAt === 0 ? {} : { movedAt }),
      ...(hasPriority ? { hasPriority } : {})
    }
  )
}
