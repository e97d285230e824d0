import type { Runbook } from '@shared/model/runbook'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { navigate } from '../../navigation/history'
import { useCatalog } from '../../stores/catalog'
import { useCall } from '../../stores/use-call'

interface DeleteRunbookProps {
  readonly runbook: Pick<Runbook, 'id' | 'name' | 'projectId'>
  readonly onClose: () => void
}

/** Deletes a runbook with its history, after its name was typed. */
export function DeleteRunbook({ runbook, onClose }: DeleteRunbookProps) {
  const { run, isBusy, failure } = useCall('runbook.delete')
  const confirm = async () => {
    if (!(await run({ id: runbook.id, confirmName: runbook.name })).ok) return
    onClose()
    navigate(`/projects/${runbook.projectId}/runbooks`, { replace: true })
    await useCatalog.getState().refresh('runbook')
  }
  return (
    <ConfirmDialog
      title={`Delete ${runbook.name}?`}
      confirmLabel="Delete runbook"
      isDangerous
      typeToConfirm={runbook.name}
      isBusy={isBusy}
      failure={failure}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      What was published of it, and its runs with their logs, are deleted too. This cannot be undone.
    </ConfirmDialog>
  )
}
