import { Switch, Textarea, TextInput } from '@mantine/core'
import type { Environment } from '@shared/model/environment'
import { api } from '../../api'
import { FormFrame } from '../../forms/FormFrame'
import { useRecordForm } from '../../forms/use-record-form'
import { useCatalog } from '../../stores/catalog'
import { RuleFields } from '../approvals/RuleFields'

interface EnvironmentDialogProps {
  /** Null makes a new one. */
  readonly environment: Environment | null
  readonly onClose: () => void
}

/** Adds or changes an environment. */
export function EnvironmentDialog({ environment, onClose }: EnvironmentDialogProps) {
  const save = useRecordForm({
    stored: {
      name: environment?.name ?? '',
      description: environment?.description ?? '',
      isProduction: environment?.isProduction ?? false,
      isGuided: environment?.isGuided ?? false,
      approval: environment?.approval
    },
    what: 'The environment',
    fields: ['name', 'description', 'isProduction', 'isGuided', 'approval.count', 'approval.hours'],
    prefix: 'value',
    send: ({ isGuided, approval, ...fields }) => {
      const value = {
        ...fields,
        ...(isGuided ? { isGuided } : {}),
        ...(approval === undefined ? {} : { approval })
      }
      return environment
        ? api.call('environment.update', { id: environment.id, value })
        : api.call('environment.create', value)
    }
  })
  const leave = async () => {
    onClose()
    await useCatalog.getState().refresh('environment')
  }
  return (
    <FormFrame
      shape="dialog"
      title={environment ? 'Edit environment' : 'Add environment'}
      size={440}
      submitLabel={environment ? 'Save' : 'Add environment'}
      save={save}
      onClose={onClose}
      onSaved={leave}
    >
      <TextInput label="Name" placeholder="Test" data-autofocus {...save.form.getInputProps('name')} />
      <Textarea label="Description" autosize minRows={2} maxRows={6} {...save.form.getInputProps('description')} />
      <Switch
        label="This is a production environment"
        description="It is shown in red, and deploying asks for its name."
        color="red"
        {...save.form.getInputProps('isProduction', { type: 'checkbox' })}
      />
      <Switch
        label="Ask a person when a step fails"
        description="Guided failure: try again, ignore it, leave the target out, or fail. Projects and deployments may say otherwise."
        {...save.form.getInputProps('isGuided', { type: 'checkbox' })}
      />
      <RuleFields
        rule={save.form.values.approval}
        errors={{
          ...wordsIn('count', save.form.errors['approval.count']),
          ...wordsIn('hours', save.form.errors['approval.hours'])
        }}
        onChange={rule => save.form.setFieldValue('approval', rule)}
      />
    </FormFrame>
  )
}

/** An error of a field, where it is one in words. */
const wordsIn = (field: 'count' | 'hours', error: unknown) => (typeof error === 'string' ? { [field]: error } : {})
