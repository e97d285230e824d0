import type { AuditDraft } from '@shared/audit'
import type { Deployment, DeploymentEvent, DeploymentFact, DeploymentSummary } from '@shared/deployment'
import type { Store } from '../store/store'
import type { ServiceContext } from './context'
import type { Live } from './deployment-live'

/** The facts that change what lists show of a deployment, or whether it has something to do. */
const turns: ReadonlySet<DeploymentFact['kind']> = new Set([
  'queued',
  'started',
  'step-started',
  'step-skipped',
  'run-succeeded',
  'run-failed',
  'run-cancelled',
  'run-skipped',
  'run-retrying',
  'run-handed-over',
  'run-returned',
  'receipt',
  'asked',
  'question-answered',
  'paused',
  'unpaused',
  'width-changed',
  'moved-to-top',
  'place-taken',
  'cancel-requested',
  'interrupted',
  'resumed',
  'given-up',
  'finished'
])

/** Of those, the ones that the stored summary follows; between them it is made from the live state. */
const stored: ReadonlySet<DeploymentFact['kind']> = new Set([
  'queued',
  'started',
  'asked',
  'question-answered',
  'paused',
  'unpaused',
  'moved-to-top',
  'place-taken',
  'cancel-requested',
  'interrupted',
  'resumed',
  'given-up',
  'receipt',
  'finished'
])

/** Whether a fact changes the summary, or whose turn it is. With a question open, what begins does too: then it does not only wait. */
export const isTurn = (fact: DeploymentFact, state: Deployment): boolean =>
  turns.has(fact.kind) || (fact.kind === 'run-started' && state.questions.some(question => question.answer === null))

async function keep(store: Store, summary: DeploymentSummary | null, drafts: readonly AuditDraft[]): Promise<void> {
  await store.commit(summary === null ? [] : [await store.deployments.changing(summary)], drafts)
}

/**
 * Tells everybody of an event that its log has: keeps the stored summary up to date, together with what the audit log
 * says about the event, then publishes. @throws FailureError when a beginning cannot be stored: nothing runs that the
 * audit log does not know of.
 */
export async function announce(
  { store, publish, report }: ServiceContext,
  live: Pick<Live, 'log' | 'waitsFor'>,
  event: DeploymentEvent,
  summary: DeploymentSummary | null,
  drafts: readonly AuditDraft[]
): Promise<void> {
  const { log } = live
  if (drafts.length > 0 || (summary && stored.has(event.kind))) {
    const stored = keep(store, summary, drafts)
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
  if (summary) publish({ type: 'deployment.changed', summary: { ...summary, waitsFor: live.waitsFor } })
}
