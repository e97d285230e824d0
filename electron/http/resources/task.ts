import { type DeploymentSummary, isOpen } from '@shared/deployment'
import { type ListedState, listedStateOf } from '@shared/deployment-filter'
import { placeOf, type Titled } from '@shared/deployment-title'
import { tookOf } from '@shared/idle-time'
import { durationOf } from '@shared/plan/words'
import type { Space } from '../request'
import { type JsonObject, timeOf } from '../wire'
import { taskIdOf } from '../wire-ids'
import { inSpace } from './common'

/**
 * The state of a task as Octopus knows it. What is handed over in a bundle goes on, because nobody knows yet what became
 * of it. One that was interrupted counts as failed: whoever waits for it would wait for a person.
 */
export const taskStates: Readonly<Record<ListedState, string>> = {
  queued: 'Queued',
  running: 'Executing',
  'handed-over': 'Executing',
  cancelling: 'Cancelling',
  succeeded: 'Success',
  failed: 'Failed',
  interrupted: 'Failed',
  cancelled: 'Canceled',
  expired: 'TimedOut'
}

/** Our states that Octopus calls so; case does not count. */
export const statesCalled = (words: readonly string[]): readonly ListedState[] =>
  (Object.keys(taskStates) as ListedState[]).filter(state =>
    words.some(word => word.toLowerCase() === taskStates[state].toLowerCase())
  )

const isCompleted = (state: ListedState): boolean => !['Queued', 'Executing', 'Cancelling'].includes(taskStates[state])

/** `Deploy Shop release 1.4.2 to Test for Acme`, or `Run Rotate keys of Shop in Test`. */
export const taskDescription = (item: Titled): string =>
  item.runbook === null
    ? `Deploy ${item.projectName} release ${item.releaseVersion} to ${placeOf(item)}`
    : `Run ${item.runbook.name} of ${item.projectName} in ${placeOf(item)}`

/**
 * @param now milliseconds since 1970 UTC
 * @param queueMs how long it is likely to wait for its turn, in milliseconds
 */
export function taskResource(space: Space, summary: DeploymentSummary, now: number, queueMs: number): JsonObject {
  const state = listedStateOf(summary)
  const isOver = isCompleted(state)
  const endedAt = isOver ? (summary.finishedAt ?? summary.startedAt ?? summary.queuedAt) : null
  const isGood = state === 'succeeded'
  const took = tookOf(summary, endedAt ?? now)
  return {
    ...inSpace(space, 'tasks', taskIdOf(summary.id)),
    Name: summary.runbook === null ? 'Deploy' : 'RunbookRun',
    Description: taskDescription(summary),
    Arguments: summary.runbook === null ? { DeploymentId: summary.id } : { RunbookRunId: summary.id },
    State: taskStates[state],
    Completed: endedAt === null ? pendingWords(state) : agoOf(now - endedAt),
    QueueTime: timeOf(summary.startAt ?? summary.queuedAt),
    QueueTimeExpiry: timeOf(summary.expiresAt),
    StartTime: timeOf(summary.startedAt),
    LastUpdatedTime: timeOf(endedAt ?? summary.startedAt ?? summary.queuedAt),
    CompletedTime: timeOf(endedAt),
    Duration: took === null ? '' : durationOf(took),
    ErrorMessage: isOver && !isGood ? (summary.summary ?? '') : '',
    ServerNode: null,
    HasBeenPickedUpByProcessor: summary.startedAt !== null,
    IsCompleted: isOver,
    FinishedSuccessfully: isGood,
    HasPendingInterruptions: isOpen(summary) && summary.openQuestions > 0,
    CanRerun: false,
    HasWarningsOrErrors: summary.hasWarnings || (isOver && !isGood),
    ProjectId: summary.projectId,
    TenantId: summary.tenant?.id ?? null,
    EstimatedRemainingQueueDurationSeconds: Math.ceil(queueMs / 1000)
  }
}

const pendingWords = (state: ListedState): string =>
  state === 'handed-over' ? 'Handed over' : `${taskStates[state]}...`

const spans = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000]
] as const

/** `2 minutes ago`. */
function agoOf(ms: number): string {
  for (const [word, span] of spans) {
    const count = Math.floor(ms / span)
    if (count >= 1) return `${count} ${word}${count === 1 ? '' : 's'} ago`
  }
  return 'just now'
}
