import { ActionIcon, Button, Switch, TextInput } from '@mantine/core'
import type { PackageReference } from '@shared/model/package-action'
import { countOf } from '@shared/plan/words'
import { Icon } from '../../../components/Icon'
import type { SettingsOf } from '../draft/nodes'
import { Fold } from './Fold'
import { type ActionForm, hasIssue } from './form-host'
import classes from './forms.module.css'
import { PackageChoiceFields } from './PackageChoiceFields'
import type { Folds } from './use-folds'

type Form = ActionForm<SettingsOf<'script' | 'deploy-package' | 'package-script'>>

export interface PackageReferencesFoldProps {
  readonly form: Form
  readonly folds: Folds
}

/** Packages that lie beside the scripts of an action. */
export function PackageReferencesFold({ form, folds }: PackageReferencesFoldProps) {
  const { packages = [] } = form.settings
  const names = packages.map(({ name, packageId }) => name || packageId).filter(name => name !== '')
  return (
    <Fold
      title="Other packages"
      summary={packages.length === 0 ? 'None' : names.join(', ') || countOf(packages.length, 'package')}
      isOpen={folds.isOpen('packages')}
      onToggle={() => folds.toggle('packages')}
      hasIssue={hasIssue(form.issueOf, 'packages')}
    >
      <References {...form} />
    </Fold>
  )
}

function References({ settings, issueOf, around, onChange }: Form) {
  const { packages = [] } = settings
  const set = (next: PackageReference[]) => onChange({ packages: next.length === 0 ? undefined : next })
  const change = (at: number, item: PackageReference) =>
    set(packages.map((other, index) => (index === at ? item : other)))
  const own = issueOf('packages')
  const isOfOne = packages.some((_, index) => issueOf(`packages.${index}`) !== null)
  return (
    <>
      <p className={classes.hint}>
        Further packages that are there when the script runs, in its folder under the name that you give them.
      </p>
      {packages.map((item, index) => (
        // Packages have no identity besides their place.
        <fieldset key={index} className={classes.reference}>
          <legend className="visually-hidden">Package {index + 1}</legend>
          <div className={classes.referenceHead}>
            <TextInput
              label={`Name of package ${index + 1}`}
              placeholder="tools"
              spellCheck={false}
              value={item.name}
              error={issueOf(`packages.${index}.name`)}
              onChange={event => change(index, { ...item, name: event.currentTarget.value })}
            />
            <Switch
              label="Unpacked"
              aria-label={`Package ${index + 1} is unpacked`}
              description={item.isExtracted ? `Into ./${item.name || 'name'}/` : 'Lies there as the file that it is.'}
              checked={item.isExtracted === true}
              onChange={event => {
                const { isExtracted: _before, ...rest } = item
                change(index, event.currentTarget.checked ? { ...rest, isExtracted: true } : rest)
              }}
            />
            <ActionIcon
              aria-label={`Remove package ${index + 1}`}
              onClick={() => set(packages.filter((_, at) => at !== index))}
            >
              <Icon name="x" size={13} />
            </ActionIcon>
          </div>
          <PackageChoiceFields
            choice={item}
            field={`packages.${index}`}
            of={` ${index + 1}`}
            variables={around.variables}
            issueOf={issueOf}
            onChange={next => change(index, next)}
          />
        </fieldset>
      ))}
      {own !== null && !isOfOne && <p className={classes.error}>{own}</p>}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Icon name="plus" size={12} />}
          onClick={() => set([...packages, { name: '', packageId: '', isExtracted: true }])}
        >
          Add package
        </Button>
      </div>
    </>
  )
}
