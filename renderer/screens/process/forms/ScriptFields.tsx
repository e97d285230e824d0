import { TemplateField } from '../../../components/template-field/TemplateField'
import type { SettingsOf } from '../draft/nodes'
import type { ActionForm } from './form-host'
import classes from './forms.module.css'
import { PackageReferencesFold } from './PackageReferences'
import { RunAsField } from './RunAsField'
import { ScriptBody } from './ScriptBody'
import type { Folds } from './use-folds'

export interface ScriptFieldsProps extends ActionForm<SettingsOf<'script'>> {
  readonly isOnTarget: boolean
  readonly folds: Folds
}

/** What a script is. */
export function ScriptFields(form: ScriptFieldsProps) {
  const { settings, isOnTarget, issueOf, around, onChange } = form
  return (
    <section className={classes.fields} aria-label="Script">
      <ScriptBody
        label="Script"
        syntax={settings.syntax}
        body={settings.body}
        variables={around.variables}
        error={issueOf('body') ?? issueOf('syntax')}
        onSyntax={syntax => onChange({ syntax })}
        onBody={body => onChange({ body })}
      />
      <div className={classes.half}>
        <RunAsField
          value={settings.runAs}
          isOnTarget={isOnTarget}
          error={issueOf('runAs')}
          onChange={runAs => onChange({ runAs })}
        />
        <TemplateField
          label="Parameters"
          description="Put after the script as they are, so quote what has spaces."
          placeholder={'--to "#{Octopus.Environment.Name}"'}
          isMono
          variables={around.variables}
          value={settings.parameters ?? ''}
          error={issueOf('parameters')}
          onChange={parameters => onChange({ parameters: parameters === '' ? undefined : parameters })}
        />
      </div>
      <PackageReferencesFold form={form} folds={form.folds} />
    </section>
  )
}
