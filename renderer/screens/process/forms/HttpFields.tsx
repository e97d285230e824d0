import { Select, Switch, TextInput } from '@mantine/core'
import { httpMethods } from '@shared/model/action'
import { TemplateField } from '../../../components/template-field/TemplateField'
import type { SettingsOf } from '../draft/nodes'
import { OptionalNumberField, SecondsField } from './fields'
import type { ActionForm } from './form-host'
import classes from './forms.module.css'
import { PairTable } from './PairTable'

type Form = ActionForm<SettingsOf<'http'>>

/** A request, what answer is right, and how long to ask. */
export function HttpFields(form: Form) {
  const { settings, issueOf, around, onChange } = form
  return (
    <div className={classes.fields}>
      <div className={classes.request}>
        <Select
          label="Method"
          data={[...httpMethods]}
          value={settings.method}
          onChange={method => onChange({ method: method as SettingsOf<'http'>['method'] })}
        />
        <TemplateField
          label="Address"
          isMono
          placeholder={'https://#{Octopus.Machine.Hostname}/health'}
          variables={around.variables}
          value={settings.url}
          error={issueOf('url')}
          onChange={url => onChange({ url })}
        />
      </div>
      <PairTable
        label="Headers"
        noun="header"
        field="headers"
        namePlaceholder="Accept"
        pairs={settings.headers ?? []}
        variables={around.variables}
        issueOf={issueOf}
        onChange={headers => onChange({ headers: headers.length === 0 ? undefined : headers })}
      />
      <TemplateField
        label="Body"
        rows={2}
        isMono
        variables={around.variables}
        value={settings.body ?? ''}
        error={issueOf('body')}
        onChange={body => onChange({ body: body === '' ? undefined : body })}
      />
      <Answer {...form} />
      <Until {...form} />
      <Way {...form} />
    </div>
  )
}

const bodyKinds = [
  { value: 'any', label: 'Any body' },
  { value: 'contains', label: 'The body contains' },
  { value: 'matches', label: 'The body matches' }
] as const

function Answer({ action, settings, issueOf, around, onChange }: Form) {
  const { expectBody } = settings
  const choose = (kind: string | null) => {
    const text = expectBody?.text ?? action.kept.expectBody?.text ?? ''
    onChange({ expectBody: kind === 'contains' || kind === 'matches' ? { kind, text } : undefined })
  }
  return (
    <fieldset className={classes.pairs}>
      <legend className={classes.label}>Expected answer</legend>
      <div className={classes.half}>
        <TextInput
          label="Status"
          description="Codes and ranges. Empty: 200-299."
          placeholder="200-299"
          spellCheck={false}
          value={settings.expectStatus ?? ''}
          error={issueOf('expectStatus')}
          onChange={event =>
            onChange({ expectStatus: event.currentTarget.value === '' ? undefined : event.currentTarget.value })
          }
        />
        <Select label="Body of the answer" data={[...bodyKinds]} value={expectBody?.kind ?? 'any'} onChange={choose} />
      </div>
      {expectBody !== undefined && (
        <TemplateField
          label={expectBody.kind === 'contains' ? 'Text that it contains' : 'Regular expression that it matches'}
          isMono
          variables={around.variables}
          value={expectBody.text}
          error={issueOf('expectBody')}
          onChange={text => onChange({ expectBody: { ...expectBody, text } })}
        />
      )}
    </fieldset>
  )
}

function Until({ action, settings, issueOf, onChange }: Form) {
  const { until } = settings
  return (
    <div className={classes.fields}>
      <Switch
        label="Ask again until the answer is right"
        description="For what needs time to come up. Otherwise it is asked once."
        checked={until !== undefined}
        onChange={event =>
          onChange({
            until: event.currentTarget.checked ? (action.kept.until ?? { everySeconds: 5, forSeconds: 120 }) : undefined
          })
        }
      />
      {until !== undefined && (
        <div className={classes.indent}>
          <div className={classes.half}>
            <SecondsField
              label="Every"
              value={until.everySeconds}
              error={issueOf('until.everySeconds')}
              onChange={everySeconds => onChange({ until: { ...until, everySeconds } })}
            />
            <SecondsField
              label="For at most"
              value={until.forSeconds}
              error={issueOf('until.forSeconds')}
              onChange={forSeconds => onChange({ until: { ...until, forSeconds } })}
            />
          </div>
        </div>
      )}
    </div>
  )
}

function Way({ settings, issueOf, around, onChange }: Form) {
  return (
    <div className={classes.half}>
      <OptionalNumberField
        label="Seconds for one request"
        description="Empty: 30."
        placeholder="30"
        value={settings.requestSeconds}
        error={issueOf('requestSeconds')}
        onChange={requestSeconds => onChange({ requestSeconds })}
      />
      <TemplateField
        label="Proxy"
        description="Empty: a direct connection."
        placeholder="http://proxy:3128"
        isMono
        variables={around.variables}
        value={settings.proxy ?? ''}
        error={issueOf('proxy')}
        onChange={proxy => onChange({ proxy: proxy === '' ? undefined : proxy })}
      />
      <TemplateField
        label="File of further authorities"
        description="A PEM file on this machine, for servers with certificates of your own."
        placeholder="/etc/ssl/own-ca.pem"
        isMono
        variables={around.variables}
        value={settings.caFile ?? ''}
        error={issueOf('caFile')}
        onChange={caFile => onChange({ caFile: caFile === '' ? undefined : caFile })}
      />
    </div>
  )
}
