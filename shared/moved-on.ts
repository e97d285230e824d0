import type { DeploymentEvent } from './deployment'

/** What people do to have a deployment go on. */
const moves: ReadonlySet<DeploymentEvent['kind']> = new Set([
  'resumed',
  'question-answered',
  'unpaused',
  'width-changed'
])

/** What tells nothing of whether the engine has gone on since. */
const passes: ReadonlySet<DeploymentEvent['kind']> = new Set([
  'output',
  'question-taken',
  'paused',
  'moved-to-top',
  'place-taken'
])

/** Whether a person moved a deployment on, and nothing has come of it yet, after an event. */
export const isMovedOnAfter = (before: boolean, { kind }: DeploymentEvent): boolean =>
  moves.has(kind) || (before && passes.has(kind))
