import { type Deployment, isOpen } from '@shared/deployment'
import type { StateName } from '../../components/StateBadge'

/** State and word of the whole; the word is null where the state's own will do. */
export function headline(deployment: Deployment): { readonly state: StateName; readonly text: string | null } {
  if (deployment.state !== 'finished') return { state: deployment.state, text: null }
  const runs = Object.values(deployment.runs)
  if (deployment.outcome !== 'succeeded') return { state: deployment.outcome, text: null }
  // A deployment that did nothing must not look like one that did everything.
  if (runs.every(run => run.state === 'skipped')) return { state: 'warned', text: 'Nothing was done' }
  return { state: runs.some(run => run.warnings > 0) ? 'warned' : 'succeeded', text: null }
}

/** How long it has been going or took, in milliseconds; null when it never began. */
export function elapsed(deployment: Deployment, now: number): number | null {
  if (!('startedAt' in deployment) || deployment.startedAt === null) return null
  if (deployment.state === 'finished') return deployment.finishedAt - deployment.startedAt
  return isOpen(deployment) ? Math.max(0, now - deployment.startedAt) : null
}
