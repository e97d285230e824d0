import { Textarea, TextInput } from '@mantine/core'
import type { LibrarySetView } from '@shared/model/variable-set'
import { api } from '../../api'
import { FormFrame } from '../../forms/FormFrame'
import { useRecordForm } from '../../forms/use-record-form'
import { navigate } from '../../navigation/history'
import { useCatalog } from '../../stores/catalog'

interface LibrarySetDialogProps {
  /** Null makes a new one, and opens it. */
  readonly set: LibrarySetView | null
  readonly onClose: () => void
}

/** Adds a variable set, or changes its name and description. */
export function LibrarySetDialog({ set, onClose }: LibrarySetDialogProps) {
  const save = useRecordForm({
    stored: { name: set?.name ?? '', description: set?.description ?? '' },
    what: 'The variable set',
    fields: ['name', 'description'],
    ...(set === null ? {} : { prefix: 'value' }),
    send: value =>
      set === null ? api.call('library.create', value) : api.call('library.update', { id: set.id, value })
  })
  const leave = async (saved: LibrarySetView) => {
    onClose()
    await useCatalog.getState().refresh('library-set')
    if (set === null) navigate(`/library/${saved.id}`)
  }
  return (
    <FormFrame
      shape="dialog"
      title={set === null ? 'Add variable set' : 'Edit variable set'}
      size={440}
      submitLabel={set === null ? 'Add variable set' : 'Save'}
      save={save}
      onClose={onClose}
      onSaved={leave}
    >
      <TextInput label="Name" placeholder="Mail server" data-autofocus {...save.form.getInputProps('name')} />
      <Textarea label="Description" autosize minRows={2} maxRows={6} {...save.form.getInputProps('description')} />
    </FormFrame>
  )
}
