import { Button, Switch } from '@mantine/core'
import { type PackageStage, packageStages } from '@shared/model/package-action'
import { stageNames } from '@shared/rendered-package'
import { Icon } from '../../../components/Icon'
import type { SettingsOf } from '../draft/nodes'
import { Fold } from './Fold'
import { type ActionForm, hasIssue } from './form-host'
import classes from './forms.module.css'
import { ScriptBody } from './ScriptBody'
import type { Folds } from './use-folds'

type Form = ActionForm<SettingsOf<'deploy-package'>>
type Scripts = NonNullable<Form['settings']['scripts']>

/** When each runs, with regard to the script of the package that has the same name. */
const moments: Readonly<Record<PackageStage, string>> = {
  preDeploy: 'Once it is unpacked and before it is configured. Runs before the PreDeploy script of the package.',
  deploy: 'Once it is configured and in its place. Runs after the Deploy script of the package.',
  postDeploy: 'At the end. Runs after the PostDeploy script of the package.'
}

function scriptsSummary({ scripts = {}, ignoresPackagedScripts }: Form['settings']): string {
  const own = packageStages.filter(stage => scripts[stage] !== undefined).map(stage => stageNames[stage])
  const packaged = ignoresPackagedScripts ? 'none of the package' : 'those of the package'
  return own.length === 0 ? packaged.charAt(0).toUpperCase() + packaged.slice(1) : `${own.join(', ')} and ${packaged}`
}

/** Scripts that run while a package is deployed. */
export function PackageScriptsFold({ form, folds }: { readonly form: Form; readonly folds: Folds }) {
  const { settings, issueOf, onChange } = form
  return (
    <Fold
      title="Scripts"
      summary={scriptsSummary(settings)}
      isOpen={folds.isOpen('scripts')}
      onToggle={() => folds.toggle('scripts')}
      hasIssue={hasIssue(issueOf, 'scripts')}
    >
      <Switch
        label="Run the scripts that the package brings along"
        description="PreDeploy, Deploy, PostDeploy and, after a failure, DeployFailed at the top of the package (.sh, .py, .ps1)."
        checked={settings.ignoresPackagedScripts !== true}
        onChange={event => onChange({ ignoresPackagedScripts: event.currentTarget.checked ? undefined : true })}
      />
      {packageStages.map(stage => (
        <StageScript key={stage} stage={stage} form={form} />
      ))}
    </Fold>
  )
}

function StageScript({ stage, form }: { readonly stage: PackageStage; readonly form: Form }) {
  const { action, settings, issueOf, around, onChange } = form
  const { scripts = {} } = settings
  const script = scripts[stage]
  const name = stageNames[stage]
  const set = (next: Scripts[PackageStage]) => {
    const { [stage]: _before, ...others } = scripts
    const all = next === undefined ? others : { ...others, [stage]: next }
    onChange({ scripts: Object.keys(all).length === 0 ? undefined : all })
  }
  return (
    <section className={classes.stage} aria-label={`${name} script`}>
      <div className={classes.stageHead}>
        <h4 className={classes.label}>{name}</h4>
        <Button
          size="compact-xs"
          variant={script === undefined ? 'default' : 'subtle'}
          color="gray"
          leftSection={<Icon name={script === undefined ? 'plus' : 'x'} size={11} />}
          onClick={() =>
            set(script === undefined ? (action.kept.scripts?.[stage] ?? { syntax: 'bash', body: '' }) : undefined)
          }
        >
          {script === undefined ? `Add ${name} script` : `Remove ${name} script`}
        </Button>
      </div>
      <p className={classes.hint}>{moments[stage]}</p>
      {script !== undefined && (
        <ScriptBody
          label={`${name} script`}
          syntax={script.syntax}
          body={script.body}
          variables={around.variables}
          error={issueOf(`scripts.${stage}`)}
          onSyntax={syntax => set({ ...script, syntax })}
          onBody={body => set({ ...script, body })}
        />
      )}
    </section>
  )
}
