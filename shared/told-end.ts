import type { Deployment, DeploymentEvent } from './deployment'

/** What takes a deployment up of which nothing may be left to run. */
const takesUp: ReadonlySet<DeploymentEvent['kind']> = new Set(['resumed', 'receipt'])

/** What happens here and now, so that an end after it does as well. */
const happensHere: ReadonlySet<DeploymentEvent['kind']> = new Set(['run-started', 'question-answered'])

/** A deployment with whether its end is only told, after an event; the very same where that does not change. */
export function withTold(after: Deployment, { kind }: DeploymentEvent): Deployment {
  if (takesUp.has(kind)) return after.isTold ? after : { ...after, isTold: true }
  if (!after.isTold || !happensHere.has(kind)) return after
  const { isTold: _told, ...rest } = after
  return rest
}
