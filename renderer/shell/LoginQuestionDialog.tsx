import { Button, Modal, PasswordInput, TextInput } from '@mantine/core'
import type { PendingQuestion } from '@shared/login-question'
import { type FormEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import form from '../forms/form.module.css'
import { isAtWork } from '../lib/use-first-focus'
import { isFocusLost, useReturnFocus } from '../lib/use-return-focus'
import { useLoginQuestions } from '../stores/login-questions'
import { useIsPaletteOpen } from './CommandPalette'
import classes from './LoginQuestionDialog.module.css'

/** Asks the person what a server asks during a log-in, one server after the other. */
export function LoginQuestionDialog() {
  const [first] = useLoginQuestions(state => state.questions)
  const mayAsk = useMayAsk(first !== undefined)
  return first && mayAsk ? <Asking question={first} /> : null
}

/**
 * Below an open palette a question would take its keys unseen, and Escape would decline to answer. So it waits until the
 * palette is closed and has given the focus back; one that is there already stays when the palette is opened over it.
 */
function useMayAsk(isAsked: boolean): boolean {
  const isCovered = useIsPaletteOpen()
  const [isAsking, setAsking] = useState(false)
  useEffect(() => {
    if (!isAsked) setAsking(false)
    else if (!isCovered) setAsking(true)
  }, [isAsked, isCovered])
  return isAsking
}

/** One dialog for all questions that follow each other, so that what had the focus before the first gets it back. */
function Asking({ question }: { readonly question: PendingQuestion }) {
  useReturnFocus()
  const [first] = useState(() => ({ id: question.id, comesAtWork: isAtWork() }))
  const { answer } = useLoginQuestions.getState()
  const isNext = question.id !== first.id
  return (
    <Modal opened onClose={() => void answer(question.id, null)} title={`${question.host} asks`} size={440} centered>
      <Questions key={question.id} question={question} isNext={isNext} isQuiet={isNext || first.comesAtWork} />
    </Modal>
  )
}

interface QuestionsProps {
  readonly question: PendingQuestion
  /** Takes the place of another question, whose field may have been typed into. */
  readonly isNext: boolean
  /** Begins where keys do nothing, and not in a field: what is being typed is not meant for this server. */
  readonly isQuiet: boolean
}

function Questions({ question, isNext, isQuiet }: QuestionsProps) {
  const { id, host, title, instructions, prompts, workspace } = question
  const [answers, setAnswers] = useState<readonly string[]>(prompts.map(() => ''))
  const frame = useRef<HTMLFormElement>(null)
  useLayoutEffect(() => {
    if (isNext && isFocusLost()) frame.current?.focus({ preventScroll: true })
  }, [isNext])
  const { answer } = useLoginQuestions.getState()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void answer(id, answers)
  }
  return (
    <form ref={frame} tabIndex={-1} className={form.frame} onSubmit={submit} data-autofocus={isQuiet || undefined}>
      {workspace !== undefined && (
        <p className={classes.words}>It is the workspace “{workspace}” that logs in there.</p>
      )}
      {[title, instructions].filter(Boolean).map(text => (
        <p key={text} className={classes.words}>
          {text}
        </p>
      ))}
      <div className={form.fields}>
        {prompts.map(({ text, echo }, index) => {
          const Field = echo ? TextInput : PasswordInput
          return (
            <Field
              key={index}
              label={text.trim() || 'Answer'}
              autoComplete="off"
              spellCheck={false}
              {...(index === 0 && !isQuiet ? { 'data-autofocus': true } : {})}
              value={answers[index] ?? ''}
              onChange={event => {
                const typed = event.currentTarget.value
                setAnswers(answers.map((old, at) => (at === index ? typed : old)))
              }}
            />
          )
        })}
      </div>
      <p className={classes.hint}>
        These are the server’s own words. What you type is sent to {host} and kept nowhere.
      </p>
      <div className={classes.actions}>
        <Button variant="default" onClick={() => void answer(id, null)}>
          Do not answer
        </Button>
        <Button type="submit">Answer</Button>
      </div>
    </form>
  )
}
