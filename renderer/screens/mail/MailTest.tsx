import { Button, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import type { Failure } from '@shared/failure'
import { type MailReport, type MailView, mailStageWords } from '@shared/model/mail'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Card } from '../../components/Card'
import { ConnectionStages } from '../../components/ConnectionStages'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { Section } from '../../components/Section'
import { asSentence } from '../../lib/issues'
import { useCall } from '../../stores/use-call'
import classes from './mail.module.css'
import { type MailFormValues, mailFields, mailInputOf } from './mail-form'

interface MailTestProps {
  readonly form: UseFormReturnType<MailFormValues>
  readonly stored: MailView | null
}

/** Sends a mail by what is in the form, saved or not, and says how far it came. */
export function MailTest({ form, stored }: MailTestProps) {
  const [to, setTo] = useState('')
  const [result, setResult] = useState<{ readonly to: string; readonly report: MailReport } | null>(null)
  const { run, isBusy, failure } = useCall('mail.test')
  const isTyped = form.isDirty() || stored === null
  const test = async (event: FormEvent) => {
    event.preventDefault()
    setResult(null)
    const answer = await run({ to, ...(isTyped ? { settings: mailInputOf(form.values) } : {}) })
    if (answer.ok) setResult({ to, report: answer.value })
    else markFields(form, answer.failure)
  }
  const toIssue = failure?.issues?.find(({ path }) => path === 'to')
  const others = failure?.issues?.every(({ path }) => path === 'to' || isField(path)) === true ? null : failure
  return (
    <Section
      title="Test"
      description={`Sends a mail by ${isTyped ? 'what is typed above, without saving it' : 'this server'}.`}
    >
      <Card>
        <form noValidate onSubmit={event => void test(event)} className={classes.test}>
          <TextInput
            className={classes.to ?? ''}
            label="To"
            placeholder="you@example.com"
            spellCheck={false}
            value={to}
            onChange={event => setTo(event.currentTarget.value)}
            error={toIssue ? asSentence(toIssue.message) : null}
          />
          <Button type="submit" variant="default" className={classes.send ?? ''} loading={isBusy}>
            Send test mail
          </Button>
          <div className={classes.verdictPlace} role="status">
            {result && <Verdict report={result.report} to={result.to} />}
          </div>
        </form>
        {others && <FailureAlert failure={others} />}
        {result && <Details report={result.report} />}
      </Card>
    </Section>
  )
}

const isField = (path: string): boolean => mailFields.some(field => path === `settings.${field}`)

/** What is wrong with the settings is said where they are typed. */
function markFields(form: MailTestProps['form'], { issues = [] }: Failure): void {
  for (const { path, message } of issues)
    if (isField(path)) form.setFieldError(path.slice('settings.'.length), asSentence(message))
}

function Verdict({ report: { failure }, to }: { readonly report: MailReport; readonly to: string }) {
  return (
    <span className={classes.verdict} data-state={failure ? 'bad' : 'good'}>
      <Icon name={failure ? 'x-circle' : 'check-circle'} size={16} />
      {failure ? 'Not sent.' : `Sent to ${to}.`}
    </span>
  )
}

function Details({ report: { stages, failure } }: { readonly report: MailReport }) {
  const end = useRef<HTMLDivElement>(null)
  // The test stands below the form: what it found is not to end up below the window.
  useEffect(() => end.current?.scrollIntoView({ block: 'nearest' }), [])
  return (
    <div className={classes.details} ref={end}>
      <ConnectionStages
        label="Stages of sending"
        isRunning={false}
        stages={stages.map(report => ({ key: report.stage, word: mailStageWords[report.stage], report }))}
      />
      {failure && <FailureAlert failure={failure} />}
    </div>
  )
}
