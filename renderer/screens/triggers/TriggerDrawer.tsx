import { Switch, Textarea, TextInput } from '@mantine/core'
import type { ProjectId } from '@shared/ids'
import type { Trigger } from '@shared/model/trigger'
import { api } from '../../api'
import { FormFrame } from '../../forms/FormFrame'
import { useRecordForm } from '../../forms/use-record-form'
import { useCatalog } from '../../stores/catalog'
import { DoesFields } from './DoesFields'
import { explainIssue, type TriggerValues, triggerFields, triggerInputOf, triggerValuesOf } from './trigger-form'
import { WhenFields } from './WhenFields'

interface TriggerDrawerProps {
  readonly projectId: ProjectId
  /** Null makes a new one. */
  readonly trigger: Trigger | null
  readonly onClose: () => void
}

/** Adds a trigger, or changes one. */
export function TriggerDrawer({ projectId, trigger, onClose }: TriggerDrawerProps) {
  const save = useRecordForm<TriggerValues, Trigger>({
    stored: triggerValuesOf(trigger),
    what: trigger === null ? 'The new trigger' : `The trigger ${trigger.name}`,
    fields: triggerFields,
    prefix: 'value',
    explain: explainIssue,
    send: values => {
      const value = triggerInputOf(values)
      return trigger === null
        ? api.call('trigger.create', { projectId, value })
        : api.call('trigger.update', { id: trigger.id, value })
    }
  })
  const leave = async () => {
    onClose()
    await useCatalog.getState().refresh('trigger')
  }
  const { form } = save
  return (
    <FormFrame
      shape="drawer"
      size={620}
      title={trigger === null ? 'Add trigger' : `Edit ${trigger.name}`}
      submitLabel={trigger === null ? 'Add trigger' : 'Save'}
      save={save}
      onClose={onClose}
      onSaved={leave}
    >
      <TextInput label="Name" placeholder="Nightly to Test" data-autofocus {...form.getInputProps('name')} />
      <WhenFields form={form} projectId={projectId} />
      <DoesFields form={form} projectId={projectId} />
      <Textarea
        label="Description"
        placeholder="What it is for, and whom to ask"
        autosize
        minRows={2}
        maxRows={6}
        {...form.getInputProps('description')}
      />
      <Switch
        label="Enabled"
        description="A trigger that is disabled is not set off, and what comes meanwhile is not made up for."
        {...form.getInputProps('isEnabled', { type: 'checkbox' })}
      />
    </FormFrame>
  )
}
