import { Textarea, TextInput } from '@mantine/core'
import type { WorkspaceSummary } from '@shared/workspace'
import { api } from '../../api'
import { FormFrame } from '../../forms/FormFrame'
import { useRecordForm } from '../../forms/use-record-form'
import { useCatalog } from '../../stores/catalog'
import { goToWorkspace } from '../../stores/workspace'

interface WorkspaceDialogProps {
  /** Null makes a new one, and goes to it. */
  readonly workspace: WorkspaceSummary | null
  readonly onClose: () => void
}

/** Makes a workspace, or changes the name and description of one. */
export function WorkspaceDialog({ workspace, onClose }: WorkspaceDialogProps) {
  const save = useRecordForm({
    stored: { name: workspace?.name ?? '', description: workspace?.description ?? '' },
    what: 'The workspace',
    fields: ['name', 'description'],
    ...(workspace === null ? {} : { prefix: 'value' }),
    send: value =>
      workspace === null
        ? api.call('workspace.create', value)
        : api.call('workspace.update', { id: workspace.id, value })
  })
  const leave = async (saved: WorkspaceSummary) => {
    onClose()
    await useCatalog.getState().refresh('workspace')
    if (workspace === null) goToWorkspace(saved.id)
  }
  return (
    <FormFrame
      shape="dialog"
      title={workspace === null ? 'New workspace' : 'Rename workspace'}
      size={440}
      submitLabel={workspace === null ? 'Create and open' : 'Save'}
      save={save}
      onClose={onClose}
      onSaved={leave}
    >
      <TextInput
        label="Name"
        placeholder="Acme"
        description={
          workspace === null
            ? 'Such as a customer or a team: its projects, targets, secrets and log are its own.'
            : null
        }
        data-autofocus
        {...save.form.getInputProps('name')}
      />
      <Textarea label="Description" autosize minRows={2} maxRows={6} {...save.form.getInputProps('description')} />
    </FormFrame>
  )
}
