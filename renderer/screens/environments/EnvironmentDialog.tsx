import { Modal, Switch, Textarea, TextInput } from '@mantine/core'
import type { Environment } from '@shared/model/environment'
import { api } from '../../api'
import { FormFooter } from '../../forms/FormFooter'
import form from '../../forms/form.module.css'
import { useSaveForm } from '../../forms/use-save-form'
import { useReturnFocus } from '../../lib/use-return-focus'
import { useCatalog } from '../../stores/catalog'
import { attemptToLeave } from '../../stores/unsaved'

interface EnvironmentDialogProps {
  /** Null makes a new one. */
  readonly environment: Environment | null
  readonly onClose: () => void
}

/** Adds or changes an environment. */
export function EnvironmentDialog({ environment, onClose }: EnvironmentDialogProps) {
  useReturnFocus()
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
  const submit = async () => {
    if ((await save.submit()) === null) return
    onClose()
    await useCatalog.getState().refresh('environment')
  }
  const close = () => attemptToLeave(onClose)
  return (
    <Modal opened onClose={close} title={environment ? 'Edit environment' : 'Add environment'} size={440}>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault()
          void submit()
        }}
      >
        <div className={form.fields}>
          <TextInput label="Name" placeholder="Test" data-autofocus {...save.form.getInputProps('name')} />
          <Textarea label="Description" autosize minRows={2} maxRows={6} {...save.form.getInputProps('description')} />
          <Switch
            label="This is a production environment"
            description="It is shown in red, and deploying asks for its name."
            color="red"
            {...save.form.getInputProps('isProduction', { type: 'checkbox' })}
          />
        </div>
        <FormFooter
          submitLabel={environment ? 'Save' : 'Add environment'}
          isBusy={save.isBusy}
          failure={save.failure}
          onCancel={close}
        />
      </form>
    </Modal>
  )
}
