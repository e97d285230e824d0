import { TextInput } from '@mantine/core'
import type { ProjectGroup } from '@shared/model/project'
import { api } from '../../api'
import { FormFrame } from '../../forms/FormFrame'
import { useRecordForm } from '../../forms/use-record-form'
import { useCatalog } from '../../stores/catalog'

interface GroupDialogProps {
  /** Null makes a new one. */
  readonly group: ProjectGroup | null
  readonly onClose: () => void
}

/** Adds or renames a project group. */
export function GroupDialog({ group, onClose }: GroupDialogProps) {
  const save = useRecordForm({
    stored: { name: group?.name ?? '' },
    what: 'The group',
    fields: ['name'],
    prefix: 'value',
    send: value => (group ? api.call('group.update', { id: group.id, value }) : api.call('group.create', value))
  })
  const leave = async () => {
    onClose()
    await useCatalog.getState().refresh('group')
  }
  return (
    <FormFrame
      shape="dialog"
      title={group ? 'Rename group' : 'New group'}
      size={400}
      submitLabel={group ? 'Rename' : 'Create group'}
      save={save}
      onClose={onClose}
      onSaved={leave}
    >
      <TextInput label="Name" placeholder="Back office" data-autofocus {...save.form.getInputProps('name')} />
    </FormFrame>
  )
}
