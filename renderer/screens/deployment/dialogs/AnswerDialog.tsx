import { Button, Modal, Radio, Textarea } from '@mantine/core'
import type { Choice, Deployment, Question } from '@shared/deployment'
import { type Plan, stageNumber, stepsOf } from '@shared/plan/plan'
import { choiceNames, choicesOf } from '@shared/questions'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { EnvironmentChip } from '../../../components/EnvironmentChip'
import { FailureAlert } from '../../../components/FailureAlert'
import { Markdown } from '../../../components/Markdown'
import { TenantChip } from '../../../components/TenantChip'
import { useReturnFocus } from '../../../lib/use-return-focus'
import { useUnsaved } from '../../../stores/unsaved'
import { groupFailures, groupMessage, placeName, placesLabel } from '../failure-groups'
import { standingTo } from '../question-groups'
import classes from './AnswerDialog.module.css'
import { CanaryTargets } from './CanaryTargets'
import { buttonWords, choiceHints, dangerous } from './choice-words'
import { useAnswering } from './use-answering'

export interface AnswerDialogProps {
  readonly deployment: Deployment
  /** The questions, by their numbers: all of one kind, and answered alike. */
  readonly numbers: readonly number[]
  /** What is preselected; null for nothing. */
  readonly choice: Choice | null
  readonly user: string | null
  readonly now: number
  readonly onClose: () => void
}

/** What is asked, and the answer to it: nothing is answered without this dialog. */
export function AnswerDialog({ deployment, numbers, choice, user, now, onClose }: AnswerDialogProps) {
  useReturnFocus()
  const all = numbers.flatMap(number => deployment.questions[number - 1] ?? [])
  const questions = all.filter(question => question.answer === null)
  const [first] = all
  const { plan } = deployment
  const [note, setNote] = useState('')
  const { letGo, leave } = useUnsaved(note.trim() !== '' && questions.length > 0, 'The note to your answer')
  const close = () => leave(onClose)
  return (
    <Modal
      opened
      onClose={close}
      size={560}
      title={
        <span className={classes.title}>
          {first ? titleOf(plan, first) : 'Nothing is asked'}
          <EnvironmentChip {...plan.environment} />
          {plan.tenant !== undefined && <TenantChip name={plan.tenant.name} />}
        </span>
      }
    >
      {first && questions.length > 0 ? (
        <Open
          {...{ deployment, questions, user, now, note }}
          preset={choice}
          onNote={setNote}
          onClose={close}
          onDone={() => {
            letGo()
            onClose()
          }}
        />
      ) : (
        <Over question={first} onClose={onClose} />
      )}
    </Modal>
  )
}

const stageOf = (plan: Plan, question: Exclude<Question, { kind: 'canary' }>) =>
  plan.stages.find(item => item.runs.some(run => run.id === question.run))

function titleOf(plan: Plan, question: Question): string {
  if (question.kind === 'canary') {
    const step = stepsOf(plan).find(item => item.number === question.step)
    return `Go on with ${question.step}. ${step?.name ?? ''}?`
  }
  const stage = stageOf(plan, question)
  const name = stage ? `${stageNumber(stage)}. ${stage.name}` : ''
  return question.kind === 'manual' ? name : `${name} failed`
}

/** Somebody else was quicker. */
function Over({ question, onClose }: { readonly question: Question | undefined; readonly onClose: () => void }) {
  const answer = question?.answer
  return (
    <>
      <p className={classes.text}>
        {answer == null || answer.choice === 'withdrawn'
          ? 'This is not asked any more.'
          : `${answer.by} answered “${choiceNames[answer.choice]}”${answer.note.trim() === '' ? '.' : `: ${answer.note}`}`}
      </p>
      <div className={classes.actions}>
        <Button data-autofocus onClick={onClose}>
          Close
        </Button>
      </div>
    </>
  )
}

interface OpenProps {
  readonly deployment: Deployment
  readonly questions: readonly Question[]
  readonly preset: Choice | null
  readonly user: string | null
  readonly now: number
  readonly note: string
  readonly onNote: (note: string) => void
  readonly onClose: () => void
  /** It was answered. */
  readonly onDone: () => void
}

function Open({ deployment, questions, preset, user, now, note, onNote, onClose, onDone }: OpenProps) {
  const { plan } = deployment
  const offered = offeredFor(plan, questions)
  const answering = useAnswering(deployment.id)
  const [choice, setChoice] = useState<Choice | null>(preset !== null && offered.includes(preset) ? preset : null)
  const [isConfirming, setConfirming] = useState(false)
  const standing = standingTo(questions, user)
  const isManual = questions[0]?.kind === 'manual'
  // A manual intervention is taken first, so that two people do not look into the same thing.
  const mustTake = isManual && standing.kind === 'open'
  const canAnswer = standing.kind === 'mine' || (standing.kind === 'open' && !isManual)
  const send = async () => {
    if (choice !== null && (await answering.answer(questions, choice, note))) onDone()
  }
  const submit = () => {
    if (choice !== null && dangerous.has(choice) && !isConfirming) setConfirming(true)
    else void send()
  }
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        if (canAnswer && choice !== null && !answering.isBusy) submit()
      }}
    >
      <About deployment={deployment} questions={questions} now={now} />
      <Standing standing={standing} questions={questions} />
      {mustTake && (
        <Button data-autofocus loading={answering.isBusy} onClick={() => void answering.take(questions)}>
          Take responsibility
        </Button>
      )}
      {canAnswer && (
        <AnswerFields
          offered={offered}
          choice={choice}
          onChoice={value => {
            setChoice(value)
            setConfirming(false)
          }}
          note={note}
          onNote={onNote}
        />
      )}
      {answering.failure && (
        <div className={classes.failure}>
          <FailureAlert failure={answering.failure} />
        </div>
      )}
      <Buttons
        choice={canAnswer ? choice : null}
        count={questions.length}
        isConfirming={isConfirming}
        isBusy={answering.isBusy}
        canAnswer={canAnswer}
        onBack={() => setConfirming(false)}
        onClose={onClose}
      />
    </form>
  )
}

interface AnswerFieldsProps {
  readonly offered: readonly Choice[]
  readonly choice: Choice | null
  readonly onChoice: (choice: Choice) => void
  readonly note: string
  readonly onNote: (note: string) => void
}

function AnswerFields({ offered, choice, onChoice, note, onNote }: AnswerFieldsProps) {
  const group = useRef<HTMLDivElement>(null)
  // They take the place of the button by which the question was taken, and with it of the focus.
  useEffect(() => group.current?.querySelector('input')?.focus(), [])
  return (
    <>
      <Radio.Group
        ref={group}
        label="Answer"
        className={classes.choices ?? ''}
        value={choice ?? ''}
        onChange={value => onChoice(value as Choice)}
      >
        {offered.map((item, index) => (
          <Radio
            key={item}
            value={item}
            label={choiceNames[item]}
            description={choiceHints[item]}
            {...(index === 0 ? { 'data-autofocus': true } : {})}
          />
        ))}
      </Radio.Group>
      <Textarea
        label="Note"
        description="Kept with the deployment. May be left empty."
        autosize
        minRows={2}
        maxRows={8}
        maxLength={20_000}
        value={note}
        onChange={event => onNote(event.currentTarget.value)}
      />
    </>
  )
}

/** What may be answered to all of them. */
function offeredFor(plan: Plan, questions: readonly Question[]): readonly Choice[] {
  const lists = questions.map(question => choicesOf(plan, question))
  return (lists[0] ?? []).filter(choice => lists.every(list => list.includes(choice)))
}

interface ButtonsProps {
  readonly choice: Choice | null
  readonly count: number
  readonly isConfirming: boolean
  readonly isBusy: boolean
  readonly canAnswer: boolean
  readonly onBack: () => void
  readonly onClose: () => void
}

function Buttons({ choice, count, isConfirming, isBusy, canAnswer, onBack, onClose }: ButtonsProps) {
  const isDangerous = choice !== null && dangerous.has(choice)
  const name = choice === null ? 'Answer' : buttonWords(choice, count)
  return (
    <div className={classes.actions}>
      {isConfirming && choice !== null && (
        <p className={classes.confirm} role="status">
          {choiceHints[choice]} Press again to do it.
        </p>
      )}
      <Button variant="default" onClick={isConfirming ? onBack : onClose}>
        {isConfirming ? 'Back' : canAnswer ? 'Cancel' : 'Close'}
      </Button>
      {canAnswer && (
        <Button type="submit" disabled={choice === null} loading={isBusy} {...(isDangerous ? { color: 'red' } : {})}>
          {isDangerous && !isConfirming
            ? `${name}…`
            : `${isConfirming ? 'Yes, ' : ''}${isConfirming ? name.toLowerCase() : name}`}
        </Button>
      )}
    </div>
  )
}

interface StandingProps {
  readonly standing: ReturnType<typeof standingTo>
  readonly questions: readonly Question[]
}

/** Who may answer, and who has taken it upon them. */
function Standing({ standing, questions }: StandingProps): ReactNode {
  const responsible = questions[0]?.responsible ?? []
  switch (standing.kind) {
    case 'open':
      return questions[0]?.kind === 'manual' ? (
        <p className={classes.text}>
          Nobody has taken it yet. Once you have, nobody else can answer.
          {responsible.length > 0 && ` It is for ${responsible.join(', ')}.`}
        </p>
      ) : null
    case 'mine':
      return questions[0]?.kind === 'manual' ? (
        <p className={classes.text}>You have taken it: nobody else can answer.</p>
      ) : null
    case 'taken':
      return (
        <p className={classes.text}>
          {standing.by} has taken it already, so only {standing.by} can answer.
        </p>
      )
    case 'not-mine':
      return <p className={classes.text}>Only {responsible.join(', ') || 'others'} may answer.</p>
  }
}

interface AboutProps {
  readonly deployment: Deployment
  readonly questions: readonly Question[]
  readonly now: number
}

/** What happened, in a sentence about all the targets that failed alike. */
function messageOf(deployment: Deployment, { number, failure }: Extract<Question, { kind: 'failure' }>): string {
  const group = groupFailures(deployment).find(item => item.runs.some(run => run.question?.number === number))
  return group ? groupMessage(deployment.plan, group) : failure.message
}

/** What is asked, in full. */
function About({ deployment, questions, now }: AboutProps) {
  const [first] = questions
  if (!first) return null
  const { plan } = deployment
  if (first.kind === 'canary') return <CanaryTargets deployment={deployment} number={first.step} now={now} />
  const places = questions.flatMap(question => {
    if (question.kind === 'canary') return []
    const planned = stageOf(plan, question)?.runs.find(run => run.id === question.run)
    return planned ? [placeName(plan, planned)] : []
  })
  const where = <p className={classes.places}>For {places.join(', ')}</p>
  if (first.kind === 'manual')
    return (
      <div className={classes.about}>
        {(places.length > 1 || places[0] !== 'this machine') && where}
        <Markdown text={first.instructions} />
      </div>
    )
  return (
    <div className={classes.about}>
      <p className={classes.places}>
        On {placesLabel(places)}
        {places.length > 2 && `: ${places.join(', ')}`}
      </p>
      <p>{messageOf(deployment, first)}</p>
      {first.failure.remedy !== '' && <p className={classes.muted}>{first.failure.remedy}</p>}
    </div>
  )
}
