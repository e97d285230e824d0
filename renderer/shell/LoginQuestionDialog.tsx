import { Button, Modal, PasswordInput, TextInput } from '@mantine/core'
import type { PendingQuestion } from '@shared/login-question'
import { type FormEvent, useState } from 'react'
import form from '../forms/form.module.css'
import { useReturnFocus } from '../lib/use-return-focus'
import { useLoginQuestions } from '../stores/login-questions'
import classes from './LoginQuestionDialog.module.css'

/** Asks the person what a server asks during a log-in, one server after the other. */
export function LoginQuestionDialog() {
  const [first] = useLoginQuestions(state => state.questions)
  return first ? <Questions key={first.id} question={first} /> : null
}

function Questions({ question }: { readonly question: PendingQuestion }) {
  useReturnFocus()
  const { id, host, title, instructions, prompts, workspace } = question
  const [answers, setAnswers] = useState<readonly string[]>(prompts.map(() => ''))
  const { answer } = useLoginQuestions.getState()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void answer(id, answers)
  }
  return (
    <Modal opened onClose={() => void answer(id, null)} title={`${host} asks`} size={440} centered>
      <form onSubmit={submit}>
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
                {...(index === 0 ? { 'data-autofocus': true } : {})}
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
    </Modal>
  )
}
