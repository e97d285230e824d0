import type { Deployment } from '@shared/deployment'
import { useEffect, useState } from 'react'
import { Icon } from '../../components/Icon'
import { StateBadge } from '../../components/StateBadge'
import { formatEnd, formatMoment } from '../../lib/time'
import { FailureCard } from './FailureCard'
import { type FailureGroup, failedWhere, groupFailures } from './failure-groups'
import { headline } from './headline'
import classes from './Notices.module.css'
import { skippedSteps } from './skipped-steps'

export interface NoticesProps {
  readonly deployment: Deployment
  /** The failure that was jumped to last, by its key; it is opened. */
  readonly current: string | null
  readonly onShowLog: (group: FailureGroup) => void
}

/** What matters about a deployment, pinned above its log. */
export function Notices({ deployment, current, onShowLog }: NoticesProps) {
  const groups = groupFailures(deployment)
  const skipped = skippedSteps(deployment)
  const [open, setOpen] = useState<string | null>(null)
  const first = groups[0]?.key ?? null
  // The first failure opens by itself; after that only the person opens and closes.
  useEffect(() => setOpen(first), [first])
  useEffect(() => {
    if (current !== null) setOpen(current)
  }, [current])
  const isFinished = deployment.state === 'finished'
  if (groups.length === 0 && skipped.length === 0 && !isFinished && deployment.state !== 'interrupted') return null
  return (
    <div className={classes.notices}>
      {isFinished && <Summary deployment={deployment} hasCards={groups.length > 0} />}
      {deployment.state === 'interrupted' && <Interrupted deployment={deployment} />}
      {groups.map(group => (
        <FailureCard
          key={group.key}
          deployment={deployment}
          group={group}
          isOpen={open === group.key}
          onToggle={() => setOpen(open === group.key ? null : group.key)}
          onShowLog={() => onShowLog(group)}
        />
      ))}
      {skipped.length > 0 && (
        <ul className={classes.skipped} aria-label="Skipped steps">
          {skipped.map(({ key, title, reason }) => (
            <li key={key}>
              <Icon name="dash-circle" size={14} label="Skipped" />
              <span>
                <strong>{title}</strong> {reason}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

interface SummaryProps {
  readonly deployment: Extract<Deployment, { state: 'finished' }>
  /** Cards below say why at length. */
  readonly hasCards: boolean
}

function Summary({ deployment, hasCards }: SummaryProps) {
  const { state, text } = headline(deployment)
  const isShort = hasCards && deployment.outcome === 'failed'
  return (
    <p className={classes.summary} title={deployment.summary}>
      <StateBadge state={state} text={text ?? ''} />
      <span className={classes.sentence}>{isShort ? `${failedWhere(deployment)}.` : deployment.summary}</span>
      <span className={classes.at} title={formatMoment(deployment.finishedAt)}>
        {formatEnd(deployment.finishedAt, deployment.queuedAt)}
      </span>
    </p>
  )
}

function whatIsUnknown(runs: number): string {
  if (runs === 0) return 'Nothing was running at that moment.'
  return runs === 1
    ? 'What became of the one run that was going on is unknown: it may have stopped, finished, or still be running on its target.'
    : `What became of ${runs} runs that were going on is unknown: they may have stopped, finished, or still be running on their targets.`
}

function Interrupted({ deployment }: { readonly deployment: Extract<Deployment, { state: 'interrupted' }> }) {
  const unknown = Object.values(deployment.runs).filter(run => run.state === 'unknown').length
  const pending = Object.values(deployment.runs).filter(run => run.state === 'pending').length
  return (
    <section className={classes.interrupted} aria-label="Interrupted">
      <Icon name="bolt" size={16} />
      <div>
        <p className={classes.title}>Slipway ended while this deployment ran.</p>
        <p>
          The log below is complete up to that moment; this was noticed {formatMoment(deployment.interruptedAt)}.{' '}
          {whatIsUnknown(unknown)}{' '}
          {pending > 0 && `${pending === 1 ? 'One run was' : `${pending} runs were`} never started.`}
        </p>
        <p>Check the targets marked U, then deploy again.</p>
      </div>
    </section>
  )
}
