import { NumberInput } from '@mantine/core'
import type { Deployment } from '@shared/deployment'
import type { PlannedStep } from '@shared/plan/plan'
import { useState } from 'react'
import { ConfirmDialog } from '../../../components/ConfirmDialog'
import { widthOf } from '../../../components/matrix/step-notes'
import { useCall } from '../../../stores/use-call'

interface WidthDialogProps {
  readonly deployment: Deployment
  readonly step: PlannedStep
  readonly onClose: () => void
}

/** Changes how many targets may be inside a step while it is under way. */
export function WidthDialog({ deployment, step, onClose }: WidthDialogProps) {
  const [width, setWidth] = useState<number | string>(widthOf(deployment, step))
  const change = useCall('deployment.setWidth')
  const chosen = typeof width === 'number' && Number.isInteger(width) && width >= 1 && width <= 1000 ? width : null
  const confirm = async () => {
    if (chosen === null) return
    const result = await change.run({ id: deployment.id, step: step.number, width: chosen })
    if (result.ok) onClose()
  }
  return (
    <ConfirmDialog
      title={`Width of “${step.name}”`}
      confirmLabel="Change"
      isBusy={change.isBusy}
      failure={change.failure}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      How many targets may be inside the step at the same time; {step.width} by plan. Those that are inside already
      stay.
      <NumberInput
        mt="sm"
        data-autofocus
        label="Targets at a time"
        min={1}
        max={1000}
        allowDecimal={false}
        value={width}
        error={chosen === null ? 'must be a whole number from 1 to 1,000' : null}
        onChange={setWidth}
      />
    </ConfirmDialog>
  )
}
