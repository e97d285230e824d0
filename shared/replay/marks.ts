import type { DeploymentEvent } from '../deployment'
import { placeNameOf, stageOfRun } from '../plan/places'
import { type Plan, stepsOf } from '../plan/plan'

/** Something on the track of a replay that is worth going to. */
export interface ReplayMark {
  /** Milliseconds since 1970 UTC. */
  readonly at: number
  readonly kind: 'failure' | 'question' | 'answer' | 'turn' | 'step'
  readonly label: string
}

/** What is marked on the track of a replay, in order. */
export function marksOf(events: readonly DeploymentEvent[]): readonly ReplayMark[] {
  const queued = events.find(event => event.kind === 'queued')
  return queued === undefined ? [] : events.flatMap(event => markOf(queued.plan, event) ?? [])
}

function markOf(plan: Plan, event: DeploymentEvent): ReplayMark | null {
  const mark = (kind: ReplayMark['kind'], label: string): ReplayMark => ({ at: event.at, kind, label })
  switch (event.kind) {
    case 'run-failed': {
      const stage = stageOfRun(plan, event.run)
      return mark('failure', `${stage?.name ?? event.run} failed on ${placeNameOf(plan, event.run)}`)
    }
    case 'asked':
      return mark(
        'question',
        event.question.kind === 'manual' ? 'A person was asked' : 'A person was asked how to go on'
      )
    case 'question-answered':
      return mark(
        'answer',
        event.choice === 'withdrawn' ? 'The question was withdrawn' : `${event.by} answered: ${event.choice}`
      )
    case 'step-started': {
      const step = stepsOf(plan).find(item => item.number === event.step)
      return mark('step', `Step ${event.step}${step ? `: ${step.name}` : ''}`)
    }
    case 'interrupted':
      return mark('turn', 'Interrupted')
    case 'resumed':
      return mark('turn', `Continued by ${event.by}`)
    case 'cancel-requested':
      return mark('turn', event.leavesCleanUp ? 'What cleans up is left out' : `${event.by} asked to cancel`)
    case 'paused':
      return mark('turn', `Paused by ${event.by}`)
    case 'unpaused':
      return mark('turn', `Let go on by ${event.by}`)
    case 'moved-to-top':
      return mark('turn', `Moved to the top of the queue by ${event.by}`)
    default:
      return null
  }
}
