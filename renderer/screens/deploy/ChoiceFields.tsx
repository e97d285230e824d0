import { Checkbox, Select } from '@mantine/core'
import type { Environment } from '@shared/model/environment'
import { useRef } from 'react'
import { Link } from 'wouter'
import { useFocusWhenThere } from '../../components/FirstFocus'
import { Icon } from '../../components/Icon'
import classes from './DeployDialog.module.css'
import type { LeaveByLink } from './leave-by-link'
import { TenantFields } from './TenantFields'
import type { DeployChoice } from './use-deploy-choice'

interface ChoiceFieldsProps {
  readonly choice: DeployChoice
  /** Called when a link leads away from the dialog. */
  readonly onLeave: LeaveByLink
}

/** Project, release, environment and tenants; of a runbook only where and for whom. */
export function ChoiceFields({ choice, onLeave }: ChoiceFieldsProps) {
  return (
    <div className={classes.choices}>
      {choice.runbook === null && <ReleaseChoice choice={choice} />}
      {choice.environments.length === 0 ? (
        <p className={classes.hint}>
          There is no environment yet.{' '}
          <Link href="/environments" onClick={onLeave}>
            Add one
          </Link>
        </p>
      ) : (
        <EnvironmentChoice choice={choice} />
      )}
      <TenantFields choice={choice} onLeave={onLeave} />
      <Closed closed={choice.closed} />
      {choice.runbook === null && <NoRelease choice={choice} onLeave={onLeave} />}
    </div>
  )
}

function EnvironmentChoice({ choice }: { readonly choice: DeployChoice }) {
  const { environments, chosen, closed, isSeveral, runbook } = choice
  const isChosen = (environment: Environment) => chosen.some(({ id }) => id === environment.id)
  // What was chosen elsewhere can be seen here though it is closed: the plan says why.
  const isOpen = (environment: Environment) => !closed.has(environment.id) || isChosen(environment)
  // Where it was chosen already, what remains is to look and to start.
  const first = chosen.length > 0 ? undefined : environments.find(isOpen)
  const fields = useRef<HTMLFieldSetElement>(null)
  useFocusWhenThere(first !== undefined, () => fields.current?.querySelector('input:not(:disabled)'))
  return (
    <fieldset ref={fields} className={classes.environments}>
      <legend className={classes.legend}>{isSeveral ? 'Environments' : 'Environment'}</legend>
      {environments.map(environment => (
        <label
          key={environment.id}
          className={classes.environment}
          data-production={environment.isProduction}
          data-closed={!isOpen(environment) || undefined}
          title={closed.get(environment.id)}
        >
          <input
            type={isSeveral ? 'checkbox' : 'radio'}
            name="environment"
            checked={isChosen(environment)}
            disabled={!isOpen(environment)}
            {...(environment.id === first?.id ? { 'data-autofocus': true } : {})}
            onChange={() => choice.chooseEnvironment(environment.id)}
          />
          {environment.isProduction && <Icon name="shield" size={14} label="Production:" />}
          {closed.has(environment.id) && <Icon name="lock" size={13} label="Closed:" />}
          {environment.name}
        </label>
      ))}
      {runbook === null && environments.length > 1 && (
        <Checkbox
          className={classes.several ?? ''}
          label="Several at once"
          checked={isSeveral}
          onChange={event => choice.allowSeveral(event.currentTarget.checked)}
        />
      )}
    </fieldset>
  )
}

/** Why environments cannot be chosen, each reason once. */
function Closed({ closed }: Pick<DeployChoice, 'closed'>) {
  const reasons = [...new Set(closed.values())]
  if (reasons.length === 0) return null
  return (
    <ul className={classes.closed} aria-label="Closed environments">
      {reasons.map(reason => (
        <li key={reason}>
          <Icon name="lock" size={12} /> {reason}
        </li>
      ))}
    </ul>
  )
}

function ReleaseChoice({ choice }: { readonly choice: DeployChoice }) {
  const { project, release } = choice
  return (
    <>
      <Select
        className={classes.choice ?? ''}
        label="Project"
        placeholder="Choose a project"
        searchable
        data={choice.projects.map(({ id, name }) => ({ value: id, label: name }))}
        value={project?.id ?? null}
        onChange={id => id !== null && choice.chooseProject(id)}
      />
      <Select
        className={classes.choice ?? ''}
        label="Release"
        placeholder={
          project && choice.areReleasesLoaded ? (choice.releases.length === 0 ? 'No release yet' : 'Choose one') : ''
        }
        searchable
        disabled={choice.releases.length === 0}
        data={choice.releases.map(({ id, version }) => ({ value: id, label: version }))}
        value={release?.id ?? null}
        onChange={id => id !== null && choice.chooseRelease(id)}
      />
    </>
  )
}

function NoRelease({ choice, onLeave }: ChoiceFieldsProps) {
  const { project } = choice
  if (!project || !choice.areReleasesLoaded || choice.releases.length > 0) return null
  return (
    <p className={classes.hint}>
      {project.name} has no release yet.{' '}
      <Link href={`/projects/${project.id}/releases/new`} onClick={onLeave}>
        Create one
      </Link>
    </p>
  )
}
