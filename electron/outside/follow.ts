import { type DeploymentSummary, isOpen } from '@shared/deployment'
import { titleOf } from '@shared/deployment-title'
import type { DeploymentId } from '@shared/ids'
import { countOf } from '@shared/plan/words'

/** What is known of deployments and runbook runs while somebody may not be looking. */
export interface Following {
  /** Those that are not over. */
  readonly open: ReadonlyMap<DeploymentId, DeploymentSummary>
  /** Whether one failed since the window last had the focus. */
  readonly hasFailed: boolean
}

/** Something that a person is told outside of the window. A click on it leads to the deployment. */
export interface Notice {
  readonly kind: 'failed' | 'asks' | 'finished'
  readonly id: DeploymentId
  readonly title: string
  readonly body: string
}

export const nothingFollowed: Following = { open: new Map(), hasFailed: false }

/** Takes up what is open already; of that nobody is told. */
export const followingOf = (summaries: readonly DeploymentSummary[]): Following => ({
  open: new Map(summaries.filter(isOpen).map(summary => [summary.id, summary])),
  hasFailed: false
})

/** Somebody looks at the window. */
export const seen = (following: Following): Following => ({ ...following, hasFailed: false })

/** What is known after a summary changed, and what is to be told of it; null for nothing. */
export function follow(
  following: Following,
  summary: DeploymentSummary
): { readonly following: Following; readonly notice: Notice | null } {
  const notice = noticeOf(following.open.get(summary.id), summary)
  const open = new Map(following.open)
  if (isOpen(summary)) open.set(summary.id, summary)
  else open.delete(summary.id)
  return { following: { open, hasFailed: following.hasFailed || notice?.kind === 'failed' }, notice }
}

/** One that was over before it was heard of is told of as well. */
function noticeOf(before: DeploymentSummary | undefined, summary: DeploymentSummary): Notice | null {
  const title = titleOf(summary)
  const { id } = summary
  if (summary.openQuestions > (before?.openQuestions ?? 0)) {
    const body = `${countOf(summary.openQuestions, 'question')} ${summary.openQuestions === 1 ? 'waits' : 'wait'} for somebody.`
    return { kind: 'asks', id, title: `${title} needs an answer`, body }
  }
  if (summary.state !== 'finished' || summary.outcome === null) return null
  const kind = summary.outcome === 'failed' || summary.outcome === 'expired' ? 'failed' : 'finished'
  return { kind, id, title: `${title} ${outcomes[summary.outcome]}`, body: summary.summary ?? '' }
}

const outcomes = {
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'was cancelled',
  expired: 'did not begin in time',
  'handed-over': 'was handed over'
} as const
