import { Checkbox, Radio, Select, Stack } from '@mantine/core'
import type { ProjectId } from '@shared/ids'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import classes from './triggers.module.css'
import type { TriggerForm } from './WhenFields'

interface PartProps {
  readonly form: TriggerForm
  readonly projectId: ProjectId
}

const kinds = ['create-release', 'deploy-release', 'run-runbook'] as const

/** What it does once it is set off. */
export function DoesFields({ form, projectId }: PartProps) {
  const { does } = form.values
  return (
    <section className={classes.part} aria-labelledby="trigger-does">
      <h3 id="trigger-does" className={classes.heading}>
        What it does
      </h3>
      <Radio.Group
        aria-label="What it does"
        value={does}
        onChange={value => {
          const chosen = kinds.find(kind => kind === value)
          if (chosen !== undefined) form.setFieldValue('does', chosen)
        }}
      >
        <Stack gap={8}>
          <Radio value="create-release" label="Make a release" />
          <Radio value="deploy-release" label="Deploy a release" />
          <Radio value="run-runbook" label="Run a runbook" description="What was published of it, not its draft." />
        </Stack>
      </Radio.Group>
      {does === 'create-release' && <CreateFields form={form} projectId={projectId} />}
      {does === 'deploy-release' && <DeployFields form={form} projectId={projectId} />}
      {does === 'run-runbook' && <RunbookFields form={form} projectId={projectId} />}
    </section>
  )
}

type Field = 'channelId' | 'runbookId' | 'from' | 'to'

interface ChoiceProps {
  readonly form: TriggerForm
  readonly field: Field
  readonly label: string
  readonly description?: string
  /** What it means that nothing is chosen. */
  readonly nothing: string
  readonly data: readonly { readonly id: string; readonly name: string }[]
  readonly errors: readonly string[]
}

/** A select of which nothing may be chosen. */
function Choice({ form, field, label, description, nothing, data, errors }: ChoiceProps) {
  const value = form.values[field]
  return (
    <Select
      label={label}
      {...(description === undefined ? {} : { description })}
      placeholder={nothing}
      data={data.map(({ id, name }) => ({ value: id, label: name }))}
      value={value === '' ? null : value}
      onChange={chosen => {
        form.setFieldValue(field, chosen ?? '')
        for (const path of errors) form.clearFieldError(path)
      }}
      clearable
      maw={340}
      error={errors.map(path => form.errors[path]).find(error => error !== undefined)}
    />
  )
}

const useEnvironments = () => valueOr(useRead('environment.list', {}).load, [])
const useChannels = (projectId: ProjectId) => valueOr(useRead('channel.list', { projectId }).load, [])

/** Says whom it deploys for, where the project takes tenants. */
function useTenantHint(projectId: ProjectId): { readonly description?: string } {
  const project = valueOr(useRead('project.list', {}).load, []).find(({ id }) => id === projectId)
  const tenancy = project?.releases?.tenancy
  if (tenancy === undefined) return {}
  const also = tenancy === 'allowed' ? ', and once without one' : ''
  return { description: `Once for each tenant that gets the project there${also}.` }
}

function ChannelChoice({ form, projectId, nothing }: PartProps & { readonly nothing: string }) {
  const channels = useChannels(projectId)
  // With the default one alone there is nothing to choose.
  if (channels.length < 2 && form.values.channelId === '') return null
  return (
    <Choice
      form={form}
      field="channelId"
      label="Channel"
      nothing={nothing}
      data={channels}
      errors={['does.channelId']}
    />
  )
}

function CreateFields({ form, projectId }: PartProps) {
  const nothing = form.values.when === 'package' ? 'The default channel' : 'The one whose rules can be met'
  return (
    <>
      <ChannelChoice form={form} projectId={projectId} nothing={nothing} />
      <Choice
        form={form}
        field="to"
        label="Deploy it to"
        {...useTenantHint(projectId)}
        nothing="Nowhere, unless the lifecycle does"
        data={useEnvironments()}
        errors={['does.environmentId']}
      />
    </>
  )
}

function DeployFields({ form, projectId }: PartProps) {
  const environments = useEnvironments()
  return (
    <>
      <ChannelChoice form={form} projectId={projectId} nothing="Any channel" />
      <Choice
        form={form}
        field="from"
        label="The newest release that succeeded in"
        nothing="The newest release at all"
        data={environments}
        errors={['does.from']}
      />
      <Choice
        form={form}
        field="to"
        label="Deploy it to"
        {...useTenantHint(projectId)}
        nothing="Choose an environment"
        data={environments}
        errors={['does.to']}
      />
      <Checkbox
        label="Deploy it again where it is there already"
        {...form.getInputProps('evenIfCurrent', { type: 'checkbox' })}
      />
    </>
  )
}

function RunbookFields({ form, projectId }: PartProps) {
  const runbooks = valueOr(useRead('runbook.list', { projectId }).load, [])
  const chosen = runbooks.find(({ id }) => id === form.values.runbookId)
  return (
    <>
      <Choice
        form={form}
        field="runbookId"
        label="Runbook"
        {...(chosen?.published === null ? { description: 'Nothing of it was published yet, so it would fail.' } : {})}
        nothing="Choose a runbook"
        data={runbooks}
        errors={['does.runbookId']}
      />
      <Choice
        form={form}
        field="to"
        label="Run it in"
        nothing="Choose an environment"
        data={useEnvironments()}
        errors={['does.environmentId']}
      />
    </>
  )
}
