import type { DeploymentSummary } from '@shared/deployment'
import { countOf } from '@shared/plan/words'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import classes from './EnvironmentMatrix.module.css'
import { Icon } from './Icon'
import { StateBadge, shortWords, stateOf } from './StateBadge'
import { TimeAgo } from './TimeAgo'

interface DeploymentCellProps {
  readonly summary: DeploymentSummary
  /** Whether the cell says the version; not where its row does. */
  readonly withVersion: boolean
  /** Below the state: what else is to be said. */
  readonly children?: ReactNode
}

/** The newest deployment of a cell: its state as it is, when, and whether somebody is asked something. */
export function DeploymentCell({ summary, withVersion, children }: DeploymentCellProps) {
  const state = stateOf(summary)
  const words = shortWords(state, summary)
  const asks = summary.openQuestions > 0 && state !== 'waiting'
  const warns = summary.hasWarnings && state !== 'warned' && summary.state !== 'finished'
  return (
    <div className={classes.stack}>
      <Link
        href={`/deployments/${summary.id}`}
        className={classes.cell ?? ''}
        title={summary.waitsFor ?? summary.summary ?? undefined}
      >
        {withVersion && <span className={classes.version}>{summary.releaseVersion}</span>}
        <span className={classes.state}>
          <StateBadge state={state} {...(words === null ? {} : { text: words })} />
          {asks && <Mark icon="question-circle" words={`${countOf(summary.openQuestions, 'question')} open`} />}
          {warns && <Mark icon="warning" words="Has warnings" />}
        </span>
        <span className={classes.time}>
          <TimeAgo at={summary.finishedAt ?? summary.startedAt ?? summary.queuedAt} />
        </span>
      </Link>
      {children}
    </div>
  )
}

const Mark = ({ icon, words }: { readonly icon: 'question-circle' | 'warning'; readonly words: string }) => (
  <span className={classes.mark} title={words}>
    <Icon name={icon} size={13} label={words} />
  </span>
)
