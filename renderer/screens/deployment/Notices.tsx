import type { Choice, Deployment } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import { useEffect, useState } from 'react'
import { Icon } from '../../components/Icon'
import { StateBadge } from '../../components/StateBadge'
import { formatEnd, formatMoment } from '../../lib/time'
import { BundleCards } from './cards/BundleCard'
import { PausedCard } from './cards/PausedCard'
import { QueuedCard } from './cards/QueuedCard'
import { RecoveryCard } from './cards/RecoveryCard'
import { WaitingCard } from './cards/WaitingCard'
import { FailureCard } from './FailureCard'
import { type FailureGroup, failedWhere, groupFailures } from './failure-groups'
import { headline } from './headline'
import classes from './Notices.module.css'
import { groupQuestions } from './question-groups'
import { skippedSteps } from './skipped-steps'

/** What can be done from the cards; all null in a replay. */
export interface NoticeActions {
  readonly onAnswer: (questions: readonly number[], choice: Choice | null) => void
  readonly onResume: () => void
  readonly onGiveUp: () => void
  readonly onUnpause: () => void
}

export interface NoticesProps {
  readonly deployment: Deployment
  /** The failure that was jumped to last, by its key; it is opened. */
  readonly current: string | null
  readonly onShowLog: (group: FailureGroup) => void
  /** Null where nothing can be done. */
  readonly actions: NoticeActions | null
  /** Who looks at it; null while that is not known. */
  readonly user: string | null
  readonly now: number
}

/** What matters about a deployment, pinned above its log. New cards never take the focus. */
export function Notices({ deployment, current, onShowLog, actions, user, now }: NoticesProps) {
  const groups = groupFailures(deployment)
  const { open, setOpen } = useOpenCard(groups, current)
  const { state } = deployment
  const canResume = state === 'finished' && (deployment.outcome === 'failed' || deployment.outcome === 'cancelled')
  return (
    <div className={classes.notices} data-tall={state === 'interrupted' || undefined}>
      {state === 'finished' && <Summary deployment={deployment} hasCards={groups.length > 0} />}
      {state !== 'finished' && state !== 'interrupted' && <QueuedCard deployment={deployment} now={now} />}
      {deployment.isPaused && (state === 'running' || state === 'queued') && (
        <PausedCard deployment={deployment} onContinue={actions?.onUnpause ?? null} />
      )}
      {state === 'interrupted' && (
        <RecoveryCard deployment={deployment} user={user} onGiveUp={actions?.onGiveUp ?? null} />
      )}
      {actions !== null && <BundleCards deployment={deployment} />}
      {groupQuestions(deployment).map(group => (
        <WaitingCard
          key={group.key}
          deployment={deployment}
          group={group}
          user={user}
          now={now}
          onAnswer={
            actions &&
            (() =>
              actions.onAnswer(
                group.questions.map(question => question.number),
                null
              ))
          }
        />
      ))}
      {groups.map(group => (
        <FailureCard
          key={group.key}
          deployment={deployment}
          group={group}
          isOpen={group === open}
          user={user}
          onToggle={() => setOpen(group === open ? null : group)}
          onShowLog={() => onShowLog(group)}
          onAnswer={actions?.onAnswer ?? null}
          onResume={canResume && actions ? actions.onResume : null}
        />
      ))}
      <Asides deployment={deployment} />
    </div>
  )
}

/**
 * Which failure is open. The first opens by itself. One that a person has opened stays open for as long as it is there,
 * whatever comes before it, and also once somebody else has taken it; where all were closed, the next first one opens.
 */
function useOpenCard(groups: readonly FailureGroup[], current: string | null) {
  const [choice, setChoice] = useState<{ readonly run: RunId | null; readonly first: RunId | null } | null>(null)
  const first = groups[0] ?? null
  const setOpen = (group: FailureGroup | null) =>
    setChoice({ run: group?.runs[0]?.id ?? null, first: first?.runs[0]?.id ?? null })
  const jumped = groups.find(group => group.key === current)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time that another one is jumped to
  useEffect(() => {
    if (jumped !== undefined) setOpen(jumped)
  }, [current])
  const has = (group: FailureGroup, id: RunId | null) => group.runs.some(run => run.id === id)
  const chosen = groups.find(group => choice !== null && has(group, choice.run))
  const isClosed = first !== null && choice !== null && choice.run === null && has(first, choice.first)
  return { open: isClosed ? null : (chosen ?? first), setOpen }
}

interface SummaryProps {
  readonly deployment: Extract<Deployment, { state: 'finished' }>
  /** Cards below say why at length. */
  readonly hasCards: boolean
}

function Summary({ deployment, hasCards }: SummaryProps) {
  const { state } = headline(deployment)
  const isShort = hasCards && deployment.outcome === 'failed'
  return (
    <p className={classes.summary} title={deployment.summary}>
      <StateBadge state={state} text="" />
      <span className={classes.sentence}>{isShort ? `${failedWhere(deployment)}.` : deployment.summary}</span>
      <span className={classes.at} title={formatMoment(deployment.finishedAt)}>
        {formatEnd(deployment.finishedAt, deployment.queuedAt)}
      </span>
    </p>
  )
}

/** Who and what is left out, with the reasons. */
function Asides({ deployment }: { readonly deployment: Deployment }) {
  const skipped = skippedSteps(deployment)
  const nameOf = (id: string) => deployment.plan.targets.find(target => target.id === id)?.name ?? id
  return (
    <>
      {deployment.excluded.length > 0 && (
        <ul className={classes.skipped} aria-label="Excluded targets">
          {deployment.excluded.map(({ targetId, reason }) => (
            <li key={targetId}>
              <Icon name="slash-circle" size={14} label="Excluded" />
              <span>
                <strong>{nameOf(targetId)}</strong> takes no further part. {reason}
              </span>
            </li>
          ))}
        </ul>
      )}
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
    </>
  )
}
