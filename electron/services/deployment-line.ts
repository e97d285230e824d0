import { type Deployment, type DeploymentEvent, isOpen } from '@shared/deployment'
import { DeploymentFold } from '@shared/deployment-reducer'
import { holdsOthers, onlyWaits } from './deployment-turns'

/** How a deployment stands in the line. */
export interface PlaceInLine {
  /** When it asked for its turn. Milliseconds since 1970 UTC. */
  readonly since: number
  /** Nobody of its key may pass, because others had to wait for the person that it waited for. */
  readonly keepsKey: boolean
}

/** What puts one that waits for a person in the line. */
const moves: ReadonlySet<DeploymentEvent['kind']> = new Set([
  'question-answered',
  'unpaused',
  'width-changed',
  'cancel-requested'
])

/**
 * How a deployment stood in the line when its log ended, as if the app had not ended with it; null for one that was not
 * in the line. What its output says is of no matter, nor is it that events of output are missing.
 */
export function placeInLine(events: readonly DeploymentEvent[]): PlaceInLine | null {
  const fold = new DeploymentFold()
  let place: PlaceInLine | null = null
  for (const event of events) {
    if (event.kind === 'output') continue
    const before = moves.has(event.kind) ? fold.peek() : null
    const keepsKey = before !== null && onlyWaits(before, event.at) && holdsOthers(before)
    fold.add({ ...event, seq: fold.seq + 1 })
    const state = fold.peek()
    if (state === null || !mayBeInLine(state)) place = null
    else if (place === null && !onlyWaits(state, event.at)) place = { since: event.at, keepsKey }
  }
  return place
}

/** One that was paused in the line stays there, though it only waits for a person then. */
const mayBeInLine = (state: Deployment): boolean => isOpen(state) && (state.state !== 'running' || state.isMovedOn)
