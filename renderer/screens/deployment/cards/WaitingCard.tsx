import { Button } from '@mantine/core'
import type { Deployment } from '@shared/deployment'
import { stageNumber } from '@shared/plan/plan'
import { Markdown } from '../../../components/Markdown'
import { formatAgo, formatMoment } from '../../../lib/time'
import { CanaryTargets } from '../dialogs/CanaryTargets'
import { placesLabel } from '../failure-groups'
import { type QuestionGroup, standingTo } from '../question-groups'
import { NoticeCard } from './NoticeCard'
import classes from './NoticeCard.module.css'

export interface WaitingCardProps {
  readonly deployment: Deployment
  readonly group: QuestionGroup
  /** Who looks at it; null while that is not known. */
  readonly user: string | null
  readonly now: number
  /** Opens the dialog that takes the answer; null where nothing can be answered. */
  readonly onAnswer: (() => void) | null
}

/** What people are asked in the middle of a deployment: in full, with who may answer. */
export function WaitingCard({ deployment, group, user, now, onAnswer }: WaitingCardProps) {
  const [first] = group.questions
  if (!first) return null
  const standing = standingTo(group.questions, user)
  const canAnswer = onAnswer !== null && (standing.kind === 'open' || standing.kind === 'mine')
  const title = titleOf(group)
  return (
    <NoticeCard
      label={`Waiting: ${title}`}
      icon="question-circle"
      tone="warn"
      title={
        <>
          <strong>{title}</strong>{' '}
          <span className={classes.muted} title={formatMoment(first.askedAt)}>
            asked {formatAgo(first.askedAt, now)}
          </span>
        </>
      }
      actions={
        canAnswer ? (
          <Button onClick={onAnswer} title="Answer (A)">
            {group.kind === 'manual' && standing.kind === 'open' ? 'Take and answer…' : 'Answer…'}
          </Button>
        ) : undefined
      }
    >
      {group.kind === 'canary' ? (
        <CanaryTargets deployment={deployment} number={group.step.number} now={now} />
      ) : (
        <Markdown text={group.questions[0]?.instructions ?? ''} />
      )}
      <p className={classes.muted}>
        {whoMay(group, standing)} Release {deployment.plan.release.version}, snapshot{' '}
        {deployment.plan.release.snapshot.slice(0, 8)}.
      </p>
    </NoticeCard>
  )
}

function titleOf(group: QuestionGroup): string {
  if (group.kind === 'canary') return `${group.step.number}. ${group.step.name} is done on its first targets`
  const where =
    group.places.length === 1 && group.places[0] === 'this machine' ? '' : ` for ${placesLabel(group.places)}`
  return `${stageNumber(group.stage)}. ${group.stage.name}${where}`
}

function whoMay({ questions }: QuestionGroup, standing: ReturnType<typeof standingTo>): string {
  const responsible = questions[0]?.responsible ?? []
  if (standing.kind === 'taken') return `${standing.by} has taken it already, so only ${standing.by} can answer.`
  if (standing.kind === 'mine') return 'You have taken it: nobody else can answer.'
  if (responsible.length === 0) return 'Anybody may answer.'
  return `${responsible.length === 1 ? 'Only ' : 'Any of '}${responsible.join(', ')} may answer.`
}
