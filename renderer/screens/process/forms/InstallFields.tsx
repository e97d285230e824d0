import { Select, Switch } from '@mantine/core'
import { countOf } from '@shared/plan/words'
import { TemplateField } from '../../../components/template-field/TemplateField'
import type { SettingsOf } from '../draft/nodes'
import { Fold } from './Fold'
import { NumberField } from './fields'
import { type ActionForm, hasIssue } from './form-host'
import classes from './forms.module.css'
import { LinesField } from './LinesField'
import type { Folds } from './use-folds'

type Form = ActionForm<SettingsOf<'deploy-package'>>

function installSummary({ installTo, skipsIfInstalled, keep }: Form['settings']): string {
  const kept =
    keep === undefined
      ? 'all versions stay'
      : keep.unit === 'count'
        ? `${countOf(keep.count, 'earlier version')} stay`
        : `versions of ${countOf(keep.count, 'day')} stay`
  return [
    installTo === undefined ? 'A folder for each version' : `Copied to ${installTo.path || 'a folder'}`,
    ...(skipsIfInstalled ? ['skipped where it is installed'] : []),
    kept
  ].join(' · ')
}

/** Where a package goes, and what becomes of earlier versions. */
export function InstallFold({ form, folds }: { readonly form: Form; readonly folds: Folds }) {
  const { settings, issueOf, onChange } = form
  return (
    <Fold
      title="Installation"
      summary={installSummary(settings)}
      isOpen={folds.isOpen('installation')}
      onToggle={() => folds.toggle('installation')}
      hasIssue={hasIssue(issueOf, 'installTo', 'keep')}
    >
      <p className={classes.hint}>
        Each deployment unpacks into a new folder{' '}
        <code>{'~/.slipway/applications/<environment>/<package>/<version>'}</code>, so the one before keeps working
        until the end.
      </p>
      <CustomFolder {...form} />
      <Switch
        label="Skip where this very version is installed"
        description="Nothing is done on a target where it was the last one, and succeeded."
        checked={settings.skipsIfInstalled === true}
        onChange={event => onChange({ skipsIfInstalled: event.currentTarget.checked ? true : undefined })}
      />
      <Keep {...form} />
    </Fold>
  )
}

function CustomFolder({ action, settings, issueOf, around, onChange }: Form) {
  const { installTo } = settings
  return (
    <>
      <Switch
        label="Copy it to a folder of your own"
        description="Once it is configured. Deploy and PostDeploy scripts run there."
        checked={installTo !== undefined}
        onChange={event =>
          onChange({ installTo: event.currentTarget.checked ? (action.kept.installTo ?? { path: '' }) : undefined })
        }
      />
      {installTo !== undefined && (
        <div className={classes.indent}>
          <TemplateField
            label="Folder"
            placeholder="/srv/shop"
            isMono
            variables={around.variables}
            value={installTo.path}
            error={issueOf('installTo.path')}
            onChange={path => onChange({ installTo: { ...installTo, path } })}
          />
          <Switch
            label="Empty the folder first"
            description="Otherwise files that the package does not have any more stay there."
            checked={installTo.purge !== undefined}
            onChange={event =>
              onChange({
                installTo: {
                  path: installTo.path,
                  ...(event.currentTarget.checked ? { purge: action.kept.installTo?.purge ?? { keep: [] } } : {})
                }
              })
            }
          />
          {installTo.purge !== undefined && (
            <LinesField
              label="Except for"
              description="One pattern a line, from the top of the folder."
              placeholder="uploads/**"
              variables={around.variables}
              lines={installTo.purge.keep}
              error={issueOf('installTo.purge')}
              onChange={keep => onChange({ installTo: { ...installTo, purge: { keep } } })}
            />
          )}
        </div>
      )}
    </>
  )
}

function Keep({ action, settings, issueOf, onChange }: Form) {
  const { keep } = settings
  const choose = (unit: string | null) => {
    const count = keep?.count ?? action.kept.keep?.count ?? 3
    onChange({ keep: unit === 'count' || unit === 'days' ? { unit, count } : undefined })
  }
  return (
    <div className={classes.pair}>
      <Select
        label="Earlier versions on the target"
        allowDeselect={false}
        data={[
          { value: 'all', label: 'All of them stay' },
          { value: 'count', label: 'So many stay' },
          { value: 'days', label: 'Those of so many days stay' }
        ]}
        value={keep?.unit ?? 'all'}
        onChange={choose}
      />
      {keep !== undefined && (
        <NumberField
          label={keep.unit === 'count' ? 'Besides the present one' : 'Days'}
          value={keep.count}
          error={issueOf('keep')}
          onChange={count => onChange({ keep: { ...keep, count } })}
        />
      )}
    </div>
  )
}
