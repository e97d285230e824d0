import { SegmentedControl } from '@mantine/core'
import type { ScriptSyntax } from '@shared/model/process'
import { TemplateField } from '../../../components/template-field/TemplateField'
import type { SettingsOf } from '../draft/nodes'
import { ConfigurationFold } from './ConfigurationFields'
import type { ActionForm } from './form-host'
import classes from './forms.module.css'
import { InstallFold } from './InstallFields'
import { NginxFold } from './NginxFields'
import { PackageChoiceFields } from './PackageChoiceFields'
import { PackageReferencesFold } from './PackageReferences'
import { PackageScriptsFold } from './PackageScripts'
import { RunAsField } from './RunAsField'
import { syntaxChoices } from './ScriptBody'
import type { Folds } from './use-folds'

type PackageType = 'deploy-package' | 'transfer-package' | 'package-script'

/** The package that an action is about. */
const OwnPackage = ({ settings, around, issueOf, onChange }: ActionForm<SettingsOf<PackageType>>) => (
  <PackageChoiceFields
    choice={settings.package}
    field="package"
    variables={around.variables}
    issueOf={issueOf}
    onChange={choice => onChange({ package: choice })}
  />
)

export interface DeployPackageFieldsProps extends ActionForm<SettingsOf<'deploy-package'>> {
  readonly folds: Folds
}

/** A package that is unpacked on targets, configured and installed. */
export function DeployPackageFields({ folds, ...form }: DeployPackageFieldsProps) {
  const { settings, issueOf, onChange } = form
  return (
    <section className={classes.fields} aria-label="Package">
      <OwnPackage {...form} />
      <RunAsField value={settings.runAs} isOnTarget error={issueOf('runAs')} onChange={runAs => onChange({ runAs })} />
      <div>
        <InstallFold form={form} folds={folds} />
        <PackageScriptsFold form={form} folds={folds} />
        <ConfigurationFold form={form} folds={folds} />
        <NginxFold form={form} folds={folds} />
        <PackageReferencesFold form={form} folds={folds} />
      </div>
    </section>
  )
}

/** A package that is put on targets as the file that it is. */
export function TransferPackageFields(form: ActionForm<SettingsOf<'transfer-package'>>) {
  const { settings, around, issueOf, onChange } = form
  return (
    <section className={classes.fields} aria-label="Package">
      <OwnPackage {...form} />
      <TemplateField
        label="Folder on the target"
        description="Made where it is missing. The package goes there under its own file name; $HOME and the like are known."
        placeholder="/var/tmp/packages"
        isMono
        variables={around.variables}
        value={settings.to}
        error={issueOf('to')}
        onChange={to => onChange({ to })}
      />
    </section>
  )
}

export interface PackageScriptFieldsProps extends ActionForm<SettingsOf<'package-script'>> {
  readonly isOnTarget: boolean
  readonly folds: Folds
}

/** A script that a package brings along. */
export function PackageScriptFields({ isOnTarget, folds, ...form }: PackageScriptFieldsProps) {
  const { settings, around, issueOf, onChange } = form
  return (
    <section className={classes.fields} aria-label="Package">
      <OwnPackage {...form} />
      <div className={classes.fields}>
        <SegmentedControl
          className={classes.narrow ?? ''}
          aria-label="Syntax"
          data={[...syntaxChoices]}
          value={settings.syntax}
          onChange={syntax => onChange({ syntax: syntax as ScriptSyntax })}
        />
        <TemplateField
          label="Script in the package"
          description="Its path from the top of the package. It runs there, in a copy of its own."
          placeholder="scripts/migrate.sh"
          isMono
          variables={around.variables}
          value={settings.file}
          error={issueOf('file') ?? issueOf('syntax')}
          onChange={file => onChange({ file })}
        />
      </div>
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
      <div>
        <ConfigurationFold form={form} folds={folds} />
        <PackageReferencesFold form={form} folds={folds} />
      </div>
    </section>
  )
}
