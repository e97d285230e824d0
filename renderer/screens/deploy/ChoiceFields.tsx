import { Select } from '@mantine/core'
import { Link } from 'wouter'
import { Icon } from '../../components/Icon'
import classes from './DeployDialog.module.css'
import type { DeployChoice } from './use-deploy-choice'

interface ChoiceFieldsProps {
  readonly choice: DeployChoice
  /** Called when a link leads away from the dialog. */
  readonly onLeave: () => void
}

/** Project, release, environment. */
export function ChoiceFields({ choice, onLeave }: ChoiceFieldsProps) {
  const { project, release } = choice
  return (
    <>
      <div className={classes.choices}>
        <Select
          label="Project"
          placeholder="Choose a project"
          searchable
          data={choice.projects.map(({ id, name }) => ({ value: id, label: name }))}
          value={project?.id ?? null}
          onChange={id => id !== null && choice.chooseProject(id)}
        />
        <Select
          label="Release"
          placeholder={project && choice.areReleasesLoaded ? 'No release yet' : ''}
          searchable
          disabled={choice.releases.length === 0}
          data={choice.releases.map(({ id, version }) => ({ value: id, label: version }))}
          value={release?.id ?? null}
          onChange={id => id !== null && choice.chooseRelease(id)}
        />
      </div>
      {project && choice.areReleasesLoaded && choice.releases.length === 0 && (
        <p className={classes.hint}>
          {project.name} has no release yet.{' '}
          <Link href={`/projects/${project.id}/releases/new`} onClick={onLeave}>
            Create one
          </Link>
        </p>
      )}
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
    </>
  )
}

function EnvironmentChoice({ choice }: { readonly choice: DeployChoice }) {
  return (
    <fieldset className={classes.environments}>
      <legend className={classes.legend}>Environment</legend>
      {choice.environments.map((environment, index) => (
        <label key={environment.id} className={classes.environment} data-production={environment.isProduction}>
          <input
            type="radio"
            name="environment"
            checked={choice.environment?.id === environment.id}
            {...((choice.environment ? choice.environment.id === environment.id : index === 0)
              ? { 'data-autofocus': true }
              : {})}
            onChange={() => choice.chooseEnvironment(environment.id)}
          />
          {environment.isProduction && <Icon name="shield" size={14} label="Production:" />}
          {environment.name}
        </label>
      ))}
    </fieldset>
  )
}
