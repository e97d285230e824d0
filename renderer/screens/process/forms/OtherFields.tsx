import { Radio, Select } from '@mantine/core'
import type { SettingsOf } from '../draft/nodes'
import type { ActionForm } from './form-host'
import classes from './forms.module.css'
import { PairTable } from './PairTable'

/** How targets are looked at, and what happens to those that cannot be reached. */
export function HealthCheckFields({ settings, onChange }: ActionForm<SettingsOf<'health-check'>>) {
  type Settings = SettingsOf<'health-check'>
  return (
    <div className={classes.half}>
      <Radio.Group
        label="What is checked"
        value={settings.check}
        onChange={check => onChange({ check: check as Settings['check'] })}
      >
        <div className={classes.radios}>
          <Radio value="full" label="Everything that the target's policy says" />
          <Radio value="connection" label="Whether logging in works" />
        </div>
      </Radio.Group>
      <Radio.Group
        label="A target that cannot be reached"
        value={settings.unavailable}
        onChange={unavailable => onChange({ unavailable: unavailable as Settings['unavailable'] })}
      >
        <div className={classes.radios}>
          <Radio value="fail" label="Fails the step" />
          <Radio value="exclude" label="Is left out of the rest of the deployment" />
        </div>
      </Radio.Group>
    </div>
  )
}

const whens = [
  { value: 'always', label: 'Always' },
  { value: 'not-current', label: 'Only if another release is there now' },
  { value: 'newer', label: 'Only if it is newer than what is there now' }
] as const

/** Which project's release is deployed, and when. */
export function DeployReleaseFields({ settings, issueOf, around, onChange }: ActionForm<SettingsOf<'deploy-release'>>) {
  type Settings = SettingsOf<'deploy-release'>
  const { projects } = around
  const isKnown = settings.projectId === '' || projects.some(({ id }) => id === settings.projectId)
  return (
    <div className={classes.fields}>
      <div className={classes.half}>
        <Select
          label="Project"
          description="Which of its releases is chosen when a release of this project is made."
          placeholder={projects.length === 0 ? 'There is no other project yet' : 'Choose a project'}
          searchable
          nothingFoundMessage="No project has that name"
          data={[
            ...projects.map(({ id, name }) => ({ value: id as string, label: name })),
            ...(isKnown ? [] : [{ value: settings.projectId as string, label: 'A project that is not there any more' }])
          ]}
          value={settings.projectId === '' ? null : settings.projectId}
          error={issueOf('projectId')}
          onChange={projectId => projectId !== null && onChange({ projectId: projectId as Settings['projectId'] })}
        />
        <Select
          label="Deploys it"
          description="Compared with what the other project has in the environment."
          data={[...whens]}
          value={settings.when}
          onChange={when => onChange({ when: when as Settings['when'] })}
        />
      </div>
      <PairTable
        label="Answers to its prompts"
        noun="answer"
        field="variables"
        namePlaceholder="Name of the variable"
        pairs={settings.variables ?? []}
        variables={around.variables}
        issueOf={issueOf}
        onChange={variables => onChange({ variables: variables.length === 0 ? undefined : variables })}
      />
    </div>
  )
}
