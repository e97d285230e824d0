import { Checkbox, Radio, Select, Stack, Textarea, TextInput } from '@mantine/core'
import type { EnvironmentId } from '@shared/ids'
import type { Runbook, RunbookInput } from '@shared/model/runbook'
import { EnvironmentChip } from '../../components/EnvironmentChip'
import type { SaveForm } from '../../forms/use-save-form'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'

/** What is typed about a runbook. */
export interface RunbookValues extends Record<string, unknown> {
  readonly name: string
  readonly description: string
  readonly where: 'all' | 'listed'
  readonly listed: readonly EnvironmentId[]
  readonly guided: 'environment' | 'on' | 'off'
}

export const newRunbook: RunbookValues = { name: '', description: '', where: 'all', listed: [], guided: 'environment' }

export const valuesOf = ({ name, description, environments, guidedFailure }: Runbook): RunbookValues => ({
  name,
  description,
  where: environments.kind,
  listed: environments.kind === 'all' ? [] : environments.ids,
  guided: guidedFailure ?? 'environment'
})

/** What is sent of it. */
export const inputOf = ({ name, description, where, listed, guided }: RunbookValues): RunbookInput => ({
  name,
  description,
  environments: where === 'all' ? { kind: 'all' } : { kind: 'listed', ids: [...listed] },
  ...(guided === 'environment' ? {} : { guidedFailure: guided })
})

/** The fields that refusals are shown beside. */
export const runbookFields = ['name', 'description', 'environments', 'environments.ids'] as const

type Form = SaveForm<RunbookValues, unknown>['form']

export function NameFields({ form }: { readonly form: Form }) {
  return (
    <>
      <TextInput label="Name" placeholder="Restart the web servers" data-autofocus {...form.getInputProps('name')} />
      <Textarea
        label="Description"
        placeholder="When to run it, and what to look at first"
        autosize
        minRows={2}
        maxRows={8}
        {...form.getInputProps('description')}
      />
    </>
  )
}

/** Where it may be run, and whether failures are put before a person. */
export function RunFields({ form }: { readonly form: Form }) {
  const environments = valueOr(useRead('environment.list', {}).load, [])
  const { where, listed } = form.values
  const problem = form.errors['environments.ids'] ?? form.errors.environments
  const toggle = (id: EnvironmentId, isIn: boolean) =>
    form.setFieldValue('listed', isIn ? [...listed, id] : listed.filter(other => other !== id))
  return (
    <>
      <Radio.Group
        label="It may be run in"
        value={where}
        onChange={value => form.setFieldValue('where', value === 'listed' ? 'listed' : 'all')}
        error={problem}
      >
        <Stack gap={12} mt={8}>
          <Radio value="all" label="All environments" />
          <Radio value="listed" label="These environments only" />
        </Stack>
      </Radio.Group>
      {where === 'listed' && (
        <Stack gap={12} ml={26}>
          {environments.map(({ id, name, isProduction }) => (
            <Checkbox
              key={id}
              checked={listed.includes(id)}
              onChange={event => toggle(id, event.currentTarget.checked)}
              label={<EnvironmentChip name={name} isProduction={isProduction} />}
            />
          ))}
        </Stack>
      )}
      <Select
        label="When a step fails"
        description="Guided failure stops at a failure and asks whether to retry, ignore or fail."
        data={[
          { value: 'environment', label: 'As the environment says' },
          { value: 'on', label: 'Ask what to do' },
          { value: 'off', label: 'Fail' }
        ]}
        allowDeselect={false}
        maw={340}
        {...form.getInputProps('guided')}
      />
    </>
  )
}
