import type { ProjectId } from '@shared/ids'
import type { Runbook } from '@shared/model/runbook'
import { api } from '../../api'
import { FormFrame } from '../../forms/FormFrame'
import { useSaveForm } from '../../forms/use-save-form'
import { navigate } from '../../navigation/history'
import { useCatalog } from '../../stores/catalog'
import { inputOf, NameFields, newRunbook, type RunbookValues, runbookFields } from './RunbookFields'

interface NewRunbookDialogProps {
  readonly projectId: ProjectId
  readonly onClose: () => void
}

/** Adds a runbook and goes to its steps. */
export function NewRunbookDialog({ projectId, onClose }: NewRunbookDialogProps) {
  const save = useSaveForm<RunbookValues, Runbook>({
    initial: newRunbook,
    what: 'The runbook',
    fields: runbookFields,
    prefix: 'value',
    send: values => api.call('runbook.create', { projectId, value: inputOf(values) })
  })
  const leave = async ({ id }: Runbook) => {
    await useCatalog.getState().refresh('runbook')
    onClose()
    navigate(`/runbooks/${id}`)
  }
  return (
    <FormFrame
      shape="dialog"
      title="New runbook"
      size={440}
      submitLabel="Create runbook"
      save={save}
      onClose={onClose}
      onSaved={leave}
    >
      <NameFields form={save.form} />
    </FormFrame>
  )
}
