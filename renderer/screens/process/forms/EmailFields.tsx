import { Select, Switch } from '@mantine/core'
import { mailPriorities } from '@shared/model/action'
import { TemplateField } from '../../../components/template-field/TemplateField'
import type { SettingsOf } from '../draft/nodes'
import type { ActionForm } from './form-host'
import classes from './forms.module.css'
import { MailHint } from './MailHint'

const priorityNames = { low: 'Low', normal: 'Normal', high: 'High' } as const

/** A mail: to whom, and what it says. */
export function EmailFields({ settings, issueOf, around, onChange }: ActionForm<SettingsOf<'email'>>) {
  const { variables } = around
  const optional = (name: 'cc' | 'bcc') => (value: string) => onChange({ [name]: value === '' ? undefined : value })
  return (
    <div className={classes.fields}>
      <MailHint />
      <TemplateField
        label="To"
        description="Addresses, separated by commas or semicolons."
        placeholder="team@example.org"
        variables={variables}
        value={settings.to}
        error={issueOf('to')}
        onChange={to => onChange({ to })}
      />
      <div className={classes.half}>
        <TemplateField
          label="Copy to"
          variables={variables}
          value={settings.cc ?? ''}
          error={issueOf('cc')}
          onChange={optional('cc')}
        />
        <TemplateField
          label="Blind copy to"
          variables={variables}
          value={settings.bcc ?? ''}
          error={issueOf('bcc')}
          onChange={optional('bcc')}
        />
      </div>
      <TemplateField
        label="Subject"
        placeholder={'#{Octopus.Project.Name} #{Octopus.Release.Number} is in #{Octopus.Environment.Name}'}
        variables={variables}
        value={settings.subject}
        error={issueOf('subject')}
        onChange={subject => onChange({ subject })}
      />
      <TemplateField
        label="Text"
        rows={6}
        isMono={settings.isHtml === true}
        variables={variables}
        value={settings.body}
        error={issueOf('body')}
        onChange={body => onChange({ body })}
      />
      <div className={classes.row}>
        <Switch
          label="The text is HTML"
          checked={settings.isHtml === true}
          onChange={event => onChange({ isHtml: event.currentTarget.checked ? true : undefined })}
        />
        <Select
          className={classes.wideUnit ?? ''}
          aria-label="Priority"
          data={mailPriorities.map(value => ({ value, label: `${priorityNames[value]} priority` }))}
          value={settings.priority ?? 'normal'}
          onChange={value =>
            onChange({ priority: value === 'normal' ? undefined : (value as SettingsOf<'email'>['priority']) })
          }
        />
      </div>
    </div>
  )
}
