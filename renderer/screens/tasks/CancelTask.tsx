import type { DeploymentSummary } from '@shared/deployment'
import { phraseOf } from '@shared/deployment-title'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { useCall } from '../../stores/use-call'

/** Asks before a deployment or a runbook run is cancelled from a list. */
export function CancelTask({ task, onClose }: { readonly task: DeploymentSummary; readonly onClose: () => void }) {
  const { run, isBusy, failure } = useCall('deployment.cancel')
  const confirm = async () => {
    const result = await run({ id: task.id })
    // What is over by now needs no cancelling.
    if (result.ok || result.failure.kind === 'conflict') onClose()
  }
  return (
    <ConfirmDialog
      title={`Cancel the ${phraseOf(task)}?`}
      confirmLabel={task.runbook === null ? 'Cancel deployment' : 'Cancel run'}
      cancelLabel={task.state === 'queued' ? 'Let it wait' : 'Let it run'}
      isDangerous
      isBusy={isBusy}
      failure={failure}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      {task.state === 'queued'
        ? 'It has not begun, so nothing was done yet.'
        : 'Nothing new begins, and what runs on targets is ended. What was done stays done.'}
    </ConfirmDialog>
  )
}
