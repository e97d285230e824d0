import type { AuditDraft } from '@shared/audit'
import type { DeploymentEvent, DeploymentSummary } from '@shared/deployment'
import type { DeploymentLog } from '../store/store'
import type { ServiceContext } from './context'

/** The events that change what lists show of a deployment. */
const turns: ReadonlySet<DeploymentEvent['kind']> = new Set([
  'queued',
  'started',
  'run-succeeded',
  'run-failed',
  'run-cancelled',
  'run-skipped',
  'cancel-requested',
  'interrupted',
  'finished'
])

/** Of those, the ones that the stored summary follows; between them it is made from the live state. */
const stored: ReadonlySet<DeploymentEvent['kind']> = new Set([
  'queued',
  'started',
  'cancel-requested',
  'interrupted',
  'finished'
])

export const isTurn = (kind: DeploymentEvent['kind']): boolean => turns.has(kind)

/**
 * Tells everybody of an event that its log has: keeps the stored summary up to date, together with what the audit log
 * says about the event, then publishes. @throws FailureError when a beginning cannot be stored: nothing runs that the
 * audit log does not know of.
 */
export async function announce(
  { store, publish, report }: ServiceContext,
  log: DeploymentLog,
  event: DeploymentEvent,
  summary: DeploymentSummary | null,
  drafts: readonly AuditDraft[]
): Promise<void> {
  if (summary && stored.has(event.kind)) {
    const stored = store.commit([store.deployments.putting(summary)], drafts)
    // The log has it already, so a later summary that cannot be written is merely behind, and mended at the next start.
    await (event.kind === 'queued'
      ? stored
      : stored.catch(error => report(`A summary could not be stored: ${String(error)}`)))
  }
  publish({
    type: 'deployment.event',
    deploymentId: log.id,
    event: event.kind === 'output' ? { ...event, text: '' } : event,
    tail: count => log.tail(count)
  })
  if (summary) publish({ type: 'deployment.changed', summary })
}
