import { Switch, TagsInput } from '@mantine/core'
import type { SettingsOf } from '../draft/nodes'
import type { ActionForm } from './form-host'
import classes from './forms.module.css'
import { MarkdownField } from './MarkdownField'

/** What a person is asked to look at before it goes on. */
export function ManualFields({ settings, issueOf, around, onChange }: ActionForm<SettingsOf<'manual'>>) {
  return (
    <div className={classes.fields}>
      <MarkdownField
        label="Instructions"
        description="Markdown. #{Name} is replaced when the step begins."
        placeholder={'Look at **#{Url}** before customers do.'}
        value={settings.instructions}
        variables={around.variables}
        error={issueOf('instructions')}
        rows={6}
        onChange={instructions => onChange({ instructions })}
      />
      <TagsInput
        label="Who may answer"
        description="User names as their workstations know them; press Enter after each. With names, the step cannot be skipped. Empty: anybody."
        placeholder={settings.responsible === undefined ? 'Anybody' : ''}
        value={[...(settings.responsible ?? [])]}
        error={issueOf('responsible')}
        acceptValueOnBlur
        onChange={names => onChange({ responsible: names.length === 0 ? undefined : names })}
      />
      <Switch
        label="Other deployments of the project to the same environment wait as well"
        description="Otherwise a later one may overtake this one while nobody has answered."
        checked={settings.blocksOthers === true}
        onChange={event => onChange({ blocksOthers: event.currentTarget.checked ? true : undefined })}
      />
    </div>
  )
}
