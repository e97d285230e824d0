import {
  type Deployment,
  hasDoneNothing,
  isFlawed,
  isUnderWay,
  isWaiting,
  openQuestions,
  type Question
} from '@shared/deployment'
import { elapsedOf } from '@shared/idle-time'
import type { StateName } from '../../components/StateBadge'
import { formatEnd } from '../../lib/time'
import { standingTo } from './question-groups'

export interface Headline {
  readonly state: StateName
  /** Takes the place of the state's own word; null where that will do. */
  readonly text: string | null
}

/** State and word of the whole. `user` is who looks at it; null while that is not known. */
export function headline(deployment: Deployment, user: string | null = null): Headline {
  if (deployment.state === 'finished') return outcomeOf(deployment)
  if (deployment.state === 'queued' && deployment.isPaused) return { state: 'paused', text: null }
  if (deployment.state === 'queued' && deployment.startAt !== null)
    return { state: 'scheduled', text: `Scheduled for ${formatEnd(deployment.startAt, deployment.queuedAt)}` }
  if (isWaiting(deployment)) return { state: 'waiting', text: waitingFor(deployment, user) }
  if (deployment.state === 'running' && deployment.isPaused)
    return { state: 'paused', text: isUnderWay(deployment) ? 'Pausing' : null }
  return { state: deployment.state, text: null }
}

function outcomeOf(deployment: Deployment & { readonly state: 'finished' }): Headline {
  if (deployment.outcome !== 'succeeded') return { state: deployment.outcome, text: null }
  if (hasDoneNothing(deployment)) return { state: 'warned', text: 'Nothing ran' }
  return { state: isFlawed(deployment) ? 'warned' : 'succeeded', text: null }
}

/** Whom it waits for; null for whoever looks. */
function waitingFor(deployment: Deployment, user: string | null): string | null {
  const open = openQuestions(deployment)
  const isFor = (question: Question) => ['open', 'mine'].includes(standingTo([question], user).kind)
  if (user === null || open.some(isFor)) return null
  const names = new Set(open.flatMap(question => question.takenBy ?? question.responsible))
  const [only] = names
  return names.size === 1 ? `Waiting for ${only}` : 'Waiting for others'
}

/** How long it has been going or took, in milliseconds, without the time that it waited; null when it never began. */
export const elapsed = (deployment: Deployment, now: number): number | null =>
  elapsedOf(deployment, now)?.active ?? null
