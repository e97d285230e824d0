import { Switch } from '@mantine/core'
import { countOf } from '@shared/plan/words'
import { TemplateField } from '../../../components/template-field/TemplateField'
import type { SettingsOf } from '../draft/nodes'
import { Fold } from './Fold'
import { type ActionForm, hasIssue } from './form-host'
import { LinesField } from './LinesField'
import type { Folds } from './use-folds'

type Settings = SettingsOf<'deploy-package' | 'package-script'>

/** The same in a few words. */
function configurationSummary(settings: Settings): string {
  const { substituteIn = [], structuredIn = [], dotNetVariables, transforms, additionalTransforms } = settings
  const parts = [
    ...(substituteIn.length > 0 ? [`templates in ${countOf(substituteIn.length, 'pattern')}`] : []),
    ...(structuredIn.length > 0 ? [`values in ${countOf(structuredIn.length, 'pattern')}`] : []),
    ...(dotNetVariables ? ['.NET settings'] : []),
    ...(transforms || additionalTransforms !== undefined ? ['.NET transforms'] : [])
  ].join(', ')
  return parts === '' ? 'Files stay as they are' : parts.charAt(0).toUpperCase() + parts.slice(1)
}

const orNone = (lines: string[]): string[] | undefined => (lines.length === 0 ? undefined : lines)

/** What is done in the files of a package before it is used. */
export function ConfigurationFold({ form, folds }: { readonly form: ActionForm<Settings>; readonly folds: Folds }) {
  const { settings, issueOf, around, onChange } = form
  const { variables } = around
  return (
    <Fold
      title="Configuration"
      summary={configurationSummary(settings)}
      isOpen={folds.isOpen('configuration')}
      onToggle={() => folds.toggle('configuration')}
      hasIssue={hasIssue(issueOf, 'substituteIn', 'structuredIn', 'additionalTransforms')}
    >
      <LinesField
        label="Replace #{…} in these files"
        description="One pattern a line, from the top of the package; **, * and ? are known."
        placeholder="conf/**/*.conf"
        variables={variables}
        lines={settings.substituteIn ?? []}
        error={issueOf('substituteIn')}
        onChange={lines => onChange({ substituteIn: orNone(lines) })}
      />
      <LinesField
        label="Set values in these JSON, YAML, XML and properties files"
        description="A variable whose name is the path of a value, such as Logging:Level, replaces it."
        placeholder="appsettings.json"
        variables={variables}
        lines={settings.structuredIn ?? []}
        error={issueOf('structuredIn')}
        onChange={lines => onChange({ structuredIn: orNone(lines) })}
      />
      <Switch
        label="Set .NET settings and connection strings in *.config files"
        checked={settings.dotNetVariables === true}
        onChange={event => onChange({ dotNetVariables: event.currentTarget.checked ? true : undefined })}
      />
      <Switch
        label="Apply .NET transforms"
        description="Web.Release.config and Web.<environment>.config to Web.config, and so on."
        checked={settings.transforms === true}
        onChange={event => onChange({ transforms: event.currentTarget.checked ? true : undefined })}
      />
      <TemplateField
        label="Further .NET transforms"
        description="One a line."
        placeholder="Web.Custom.config => Web.config"
        rows={1}
        isMono
        variables={variables}
        value={settings.additionalTransforms ?? ''}
        error={issueOf('additionalTransforms')}
        onChange={text => onChange({ additionalTransforms: text === '' ? undefined : text })}
      />
    </Fold>
  )
}
