import type { Deployment } from '@shared/deployment'
import { stepsOf } from '@shared/plan/plan'
import { ConfirmDialog } from '../../../components/ConfirmDialog'
import { useCall } from '../../../stores/use-call'

interface CancelDialogProps {
  readonly deployment: Deployment
  /** Whether it is being cancelled already, and what runs because of that is to be left out as well. */
  readonly isAtOnce: boolean
  readonly onClose: () => void
}

/** Asks before a deployment is cancelled, or cancelled at once. */
export function CancelDialog({ deployment, isAtOnce, onClose }: CancelDialogProps) {
  const cancel = useCall('deployment.cancel')
  const noun = deployment.plan.runbook === undefined ? 'deployment' : 'runbook run'
  const cleanUps = stepsOf(deployment.plan).filter(step => step.condition.when === 'cancel')
  const confirm = async () => {
    const result = await cancel.run({ id: deployment.id })
    if (result.ok) onClose()
  }
  return (
    <ConfirmDialog
      title={isAtOnce ? 'Cancel at once?' : `Cancel this ${noun}?`}
      confirmLabel={isAtOnce ? 'Cancel at once' : `Cancel ${noun}`}
      cancelLabel={isAtOnce ? 'Keep cancelling' : 'Keep running'}
      isDangerous
      isBusy={cancel.isBusy}
      failure={cancel.failure}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      {isAtOnce
        ? 'The steps that clean up after a cancel are left out too; those that run already are asked to stop.'
        : `What runs on targets now is asked to stop, and no further step is started. What was done already stays as it is.${cleanUpWords(cleanUps.map(step => step.name))}`}
    </ConfirmDialog>
  )
}

const cleanUpWords = (names: readonly string[]): string =>
  names.length === 0 ? '' : ` Then ${names.map(name => `“${name}”`).join(', ')} ${names.length === 1 ? 'runs' : 'run'}.`
