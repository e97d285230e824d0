import { Button, SegmentedControl, Textarea } from '@mantine/core'
import type { Input } from '@shared/api'
import { type Deployment, isBeforeItsTime, type ResumeDecision } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import { stageNumber } from '@shared/plan/plan'
import type { RecoveryReport } from '@shared/recovery'
import { type FormEvent, type ReactNode, useEffect, useMemo, useState } from 'react'
import { FailureAlert } from '../../../components/FailureAlert'
import { StateBadge } from '../../../components/StateBadge'
import { formatMoment } from '../../../lib/time'
import {
  type Chosen,
  choiceOf,
  chooseAll,
  decisionsOf,
  needsReason,
  type ResumeChoice,
  type ResumeGroup,
  type ResumeRow,
  resumeGroups,
  whatFollows
} from '../resume-model'
import classes from './ResumeForm.module.css'

const choiceWords: Readonly<Record<ResumeChoice, string>> = {
  retry: 'Run again',
  done: 'Mark as done',
  exclude: 'Exclude target',
  leave: 'Leave failed'
}

/** How the deployment is to go on. */
export type Resumption = Omit<Input<'deployment.resume'>, 'id'>

export interface ResumeFormProps {
  readonly deployment: Deployment
  /** What a look at the targets found; null where nobody looked. */
  readonly report: RecoveryReport | null
  readonly user: string | null
  readonly isBusy: boolean
  readonly failure: Failure | null
  readonly onResume: (how: Resumption) => void
  /** Told whether there is text that closing would lose. */
  readonly onTouched?: (isTouched: boolean) => void
  /** Buttons before the one that continues. */
  readonly buttons: ReactNode
}

/** What becomes of each run that failed or of which nobody knows, and what will be done besides. */
export function ResumeForm(props: ResumeFormProps) {
  const { deployment, report, user, isBusy, failure, onResume, onTouched, buttons } = props
  const [chosen, setChosen] = useState<Chosen>({})
  const [reason, setReason] = useState('')
  const [overridesFreeze, override] = useState('')
  const isTouched = `${reason}${overridesFreeze}`.trim() !== ''
  useEffect(() => onTouched?.(isTouched), [isTouched, onTouched])
  const groups = useMemo(() => resumeGroups(deployment, report), [deployment, report])
  const decisions = decisionsOf(groups, chosen, reason)
  const wantsReason = needsReason(groups, chosen)
  const isFrozen = failure?.kind === 'frozen'
  const isReady =
    decisions !== null && (!wantsReason || reason.trim() !== '') && (!isFrozen || overridesFreeze.trim() !== '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const inSpite = overridesFreeze.trim() === '' ? {} : { overridesFreeze: overridesFreeze.trim() }
    if (isReady && !isBusy) onResume({ decisions: [...decisions], ...inSpite })
  }
  return (
    <form onSubmit={submit}>
      <div className={classes.groups}>
        {groups.map(group => (
          <Group key={group.stage.actionId} group={group} chosen={chosen} onChosen={setChosen} />
        ))}
      </div>
      {wantsReason && (
        <Textarea
          label="Why these are done or excluded"
          description="Kept with the deployment and in the audit log."
          required
          autosize
          minRows={1}
          maxRows={5}
          maxLength={2000}
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
        />
      )}
      {isBeforeItsTime(deployment, Date.now()) && deployment.startAt !== null && (
        <p className={classes.early}>
          It was to begin on {formatMoment(deployment.startAt)}. <strong>Continued now, it begins now.</strong>
        </p>
      )}
      <Following deployment={deployment} decisions={decisions} user={user} />
      {failure && <FailureAlert failure={failure} />}
      {(isFrozen || overridesFreeze !== '') && (
        <Textarea
          className={classes.inSpite ?? ''}
          label="Why it has to go on now"
          description="Shown with the deployment, and kept in the audit log."
          required
          autosize
          minRows={1}
          maxRows={5}
          maxLength={1000}
          value={overridesFreeze}
          onChange={event => override(event.currentTarget.value)}
        />
      )}
      <div className={classes.actions}>
        {buttons}
        <Button type="submit" disabled={!isReady} loading={isBusy} data-autofocus={isReady ? true : undefined}>
          Continue
        </Button>
      </div>
    </form>
  )
}

interface GroupProps {
  readonly group: ResumeGroup
  readonly chosen: Chosen
  readonly onChosen: (chosen: Chosen) => void
}

function Group({ group: { stage, rows }, chosen, onChosen }: GroupProps) {
  const title = `${stageNumber(stage)}. ${stage.name}`
  const common = (rows[0]?.choices ?? []).filter(choice => rows.every(row => row.choices.includes(choice)))
  const [first, ...others] = rows.map(row => choiceOf(chosen, row))
  return (
    <section className={classes.group} aria-label={title}>
      <div className={classes.head}>
        <h3 className={classes.title}>{title}</h3>
        {rows.length > 1 && (
          <Choices
            label={`All of ${title}`}
            choices={common}
            value={others.every(choice => choice === first) ? (first ?? null) : null}
            onChange={choice => onChosen(chooseAll(chosen, rows, choice))}
          />
        )}
      </div>
      <ul className={classes.rows}>
        {rows.map(row => (
          <Row
            key={row.run}
            row={row}
            step={stage.name}
            choice={choiceOf(chosen, row)}
            onChoice={choice => onChosen(chooseAll(chosen, [row], choice))}
          />
        ))}
      </ul>
    </section>
  )
}

interface RowProps {
  readonly row: ResumeRow
  readonly step: string
  readonly choice: ResumeChoice | null
  readonly onChoice: (choice: ResumeChoice) => void
}

function Row({ row, step, choice, onChoice }: RowProps) {
  return (
    <li className={classes.row}>
      <span className={classes.place}>{row.place}</span>
      <StateBadge state={row.state} />
      <Choices label={`${step} on ${row.place}`} choices={row.choices} value={choice} onChange={onChoice} />
      <p className={classes.words}>{row.words}</p>
    </li>
  )
}

interface ChoicesProps {
  readonly label: string
  readonly choices: readonly ResumeChoice[]
  readonly value: ResumeChoice | null
  readonly onChange: (choice: ResumeChoice) => void
}

const Choices = ({ label, choices, value, onChange }: ChoicesProps) => (
  <SegmentedControl
    className={classes.choices ?? ''}
    aria-label={label}
    data={choices.map(choice => ({ value: choice, label: choiceWords[choice] }))}
    value={value ?? ''}
    onChange={choice => onChange(choice as ResumeChoice)}
  />
)

interface FollowingProps {
  readonly deployment: Deployment
  readonly decisions: readonly ResumeDecision[] | null
  readonly user: string | null
}

/** How many lines say what follows; the rest is counted. */
const shownLines = 8

function Following({ deployment, decisions, user }: FollowingProps) {
  if (decisions === null) return <p className={classes.note}>Say of each run that is unknown what becomes of it.</p>
  const lines = whatFollows(deployment, decisions, user ?? '')
  if (lines.length === 0) return <p className={classes.note}>Nothing is left to do: it ends at once.</p>
  return (
    <div className={classes.following}>
      <h3 className={classes.title}>Then this is done</h3>
      <ul>
        {lines.slice(0, shownLines).map(line => (
          <li key={line}>{line}</li>
        ))}
        {lines.length > shownLines && <li>and {lines.length - shownLines} more</li>}
      </ul>
      <p className={classes.note}>
        What has succeeded is not done again, except what runs always, after a failure or after a cancel.
      </p>
    </div>
  )
}
