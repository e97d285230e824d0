import { Switch } from '@mantine/core'
import { mayRetry } from '@shared/model/action'
import { retriesWords } from '@shared/model/process-words'
import { spanOf } from '@shared/plan/words'
import type { DraftAction } from '../draft/nodes'
import { sentence } from '../draft/rows'
import { NumberField, SecondsField } from './fields'
import type { ActionForm } from './form-host'
import classes from './forms.module.css'

/** What happens when it fails or hangs, and whether it may be left out. */
export function FailingFields(form: ActionForm) {
  const { settings, onChange } = form
  const isImplied = settings.type === 'manual' && settings.responsible !== undefined
  return (
    <>
      <Switch
        label="Required"
        description={
          isImplied
            ? 'It names who may answer, so it is required: nobody can skip it.'
            : 'Whoever deploys cannot skip it, and a failure of it cannot be ignored.'
        }
        checked={isImplied || settings.isRequired === true}
        disabled={isImplied}
        onChange={event => onChange({ isRequired: event.currentTarget.checked ? true : undefined })}
      />
      {mayRetry(settings.type) && (
        <>
          <Retries {...form} />
          <Timeout {...form} />
        </>
      )}
    </>
  )
}

function Retries({ action, settings, issueOf, onChange }: ActionForm) {
  const { retries } = settings
  return (
    <>
      <Switch
        label="Try again when it fails"
        description="For that target alone. What it runs must bear being run twice."
        checked={retries !== undefined}
        onChange={event =>
          onChange({
            retries: event.currentTarget.checked ? (action.kept.retries ?? { count: 3, backoffSeconds: 15 }) : undefined
          })
        }
      />
      {retries !== undefined && (
        <div className={classes.indent}>
          <div className={classes.half}>
            <NumberField
              label="Times, at most"
              value={retries.count}
              error={issueOf('retries.count')}
              onChange={count => onChange({ retries: { ...retries, count } })}
            />
            <SecondsField
              label="Rest between tries"
              description="The first try again is at once."
              value={retries.backoffSeconds}
              error={issueOf('retries.backoffSeconds')}
              onChange={backoffSeconds => onChange({ retries: { ...retries, backoffSeconds } })}
            />
          </div>
        </div>
      )}
    </>
  )
}

function Timeout({ action, settings, issueOf, onChange }: ActionForm) {
  const { timeoutSeconds } = settings
  return (
    <>
      <Switch
        label="Give up when it takes too long"
        description="Each attempt by itself, connecting included. It counts as a failure then."
        checked={timeoutSeconds !== undefined}
        onChange={event =>
          onChange({ timeoutSeconds: event.currentTarget.checked ? (action.kept.timeoutSeconds ?? 600) : undefined })
        }
      />
      {timeoutSeconds !== undefined && (
        <div className={classes.indent}>
          <SecondsField
            label="After"
            value={timeoutSeconds}
            error={issueOf('timeoutSeconds')}
            onChange={next => onChange({ timeoutSeconds: next })}
          />
        </div>
      )}
    </>
  )
}

/** The same in a few words. */
export function failingSummary({ settings }: DraftAction): string {
  const { retries, timeoutSeconds } = settings
  const isRequired = settings.isRequired === true || (settings.type === 'manual' && settings.responsible !== undefined)
  const parts = [
    ...(isRequired ? ['required'] : []),
    ...(retries === undefined ? [] : [retriesWords(retries)]),
    ...(timeoutSeconds === undefined ? [] : [`gives up after ${spanOf(timeoutSeconds * 1000)}`])
  ]
  if (parts.length > 0) return sentence(parts.join(' · '))
  return mayRetry(settings.type) ? 'May be skipped, is not tried again, takes as long as it takes' : 'May be skipped'
}
