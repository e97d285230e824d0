import { Switch, Textarea, TextInput } from '@mantine/core'
import type { Environment } from '@shared/model/environment'
import { api } from '../../api'
import { FormFrame } from '../../forms/FormFrame'
import { useSaveForm } from '../../forms/use-save-form'
import { useCatalog } from '../../stores/catalog'

interface EnvironmentDialogProps {
  /** Null makes a new one. */
  readonly environment: Environment | null
  readonly onClose: () => void
}

/** Adds or changes an environment. */
export function EnvironmentDialog({ environment, onClose }: EnvironmentDialogProps) {
  const save = useSaveForm({
    initial: {
      name: environment?.name ?? '',
      description: environment?.description ?? '',
      isProduction: environment?.isProduction ?? false
    },
    what: 'The environment',
    fields: ['name', 'description', 'isProduction'],
    prefix: 'value',
    send: value =>
      environment
        ? api.call('environment.update', { id: environment.id, value })
        : api.call('environment.create', value)
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
    </FormFrame>
  )
}
