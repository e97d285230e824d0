import { Switch, TagsInput } from '@mantine/core'
import type { ActionType } from '@shared/model/action'
import { placeOf } from '../../../lib/step-words'
import type { DraftStep, StepChange, StepSettings } from '../draft/nodes'
import { sentence } from '../draft/rows'
import { mayBeOnTargets } from '../draft/shape'
import { LocationCards } from '../LocationCards'
import type { Around } from '../use-around'
import type { IssueOf } from './form-host'
import classes from './forms.module.css'

export interface WhereFieldsProps {
  readonly step: DraftStep
  readonly issueOf: IssueOf
  readonly around: Around
  readonly onChange: (change: StepChange) => void
  readonly onRelocate: (location: StepSettings['location']) => void
}

const isInstalledOnTargets = (type: ActionType): boolean => type === 'deploy-package' || type === 'transfer-package'

/** The kinds of actions that a step has, each once. */
const typesIn = (step: DraftStep): readonly ActionType[] => [
  ...new Set(step.actions.map(action => action.settings.type))
]

/** Where a step runs, and for which targets. */
export function WhereFields({ step, issueOf, around, onChange, onRelocate }: WhereFieldsProps) {
  const { location, roles, needsTargets } = step.settings
  const types = typesIn(step)
  return (
    <>
      {types.includes('deploy-release') && (
        <p className={classes.hint}>A release of another project is deployed from here, once.</p>
      )}
      {types.length === 1 && types[0] === 'health-check' && (
        <p className={classes.hint}>
          The targets with these roles are looked at, in the environment that is deployed to.
        </p>
      )}
      {types.some(isInstalledOnTargets) && (
        <p className={classes.hint}>Packages are put on the targets with these roles.</p>
      )}
      <LocationCards value={location} types={types} error={issueOf('location')} onChange={onRelocate} />
      {(location !== 'here' || roles.length > 0) && (
        <TagsInput
          label="Roles"
          description="Any one of them is enough. Press Enter after each."
          placeholder={roles.length === 0 ? 'For example: web' : ''}
          data={[...around.roles]}
          value={[...roles]}
          error={issueOf('roles')}
          acceptValueOnBlur
          onChange={next => onChange({ roles: next })}
        />
      )}
      {(location !== 'here' || needsTargets !== undefined) && (
        <Switch
          label="At least one target must have one of the roles"
          description="A deployment without any is refused. Otherwise the step is skipped, and the plan says so."
          checked={needsTargets === true}
          onChange={event => onChange({ needsTargets: event.currentTarget.checked ? true : undefined })}
        />
      )}
    </>
  )
}

/** The same in a few words. */
export function whereSummary(step: DraftStep): string {
  const { location, roles, needsTargets } = step.settings
  if (location !== 'here' && roles.length === 0) return 'No role yet'
  const isNeverOnTarget = typesIn(step).every(type => !mayBeOnTargets(type))
  const where = isNeverOnTarget
    ? location === 'here'
      ? 'once'
      : `for each target with ${roles.length === 1 ? 'the role' : 'any of the roles'} ${roles.join(', ')}`
    : placeOf({ location, roles })
  return sentence(where) + (needsTargets === true ? ', at least one' : '')
}
