import { Modal, TextInput } from '@mantine/core'
import type { ProjectGroup } from '@shared/model/project'
import { api } from '../../api'
import { FormFooter } from '../../forms/FormFooter'
import { useSaveForm } from '../../forms/use-save-form'
import { useReturnFocus } from '../../lib/use-return-focus'
import { useCatalog } from '../../stores/catalog'
import { attemptToLeave } from '../../stores/unsaved'

interface GroupDialogProps {
  /** Null makes a new one. */
  readonly group: ProjectGroup | null
  readonly onClose: () => void
}

/** Adds or renames a project group. */
export function GroupDialog({ group, onClose }: GroupDialogProps) {
  useReturnFocus()
  const save = useSaveForm({
    initial: { name: group?.name ?? '' },
    what: 'The group',
    fields: ['name'],
    prefix: 'value',
    send: value => (group ? api.call('group.update', { id: group.id, value }) : api.call('group.create', value))
  })
  const submit = async () => {
    if ((await save.submit()) === null) return
    onClose()
    await useCatalog.getState().refresh('group')
  }
  const close = () => attemptToLeave(onClose)
  return (
    <Modal opened onClose={close} title={group ? 'Rename group' : 'New group'} size={400}>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault()
          void submit()
        }}
      >
        <TextInput label="Name" placeholder="Back office" data-autofocus {...save.form.getInputProps('name')} />
        <FormFooter
          submitLabel={group ? 'Rename' : 'Create group'}
          isBusy={save.isBusy}
          failure={save.failure}
          onCancel={close}
        />
      </form>
    </Modal>
  )
}
