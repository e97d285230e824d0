import { Textarea } from '@mantine/core'
import type { Deployment } from '@shared/deployment'
import { placeOf, titledOf } from '@shared/deployment-title'
import { useState } from 'react'
import { ConfirmDialog } from '../../../components/ConfirmDialog'
import { useUnsaved } from '../../../stores/unsaved'
import { useCall } from '../../../stores/use-call'

/** Ends an interrupted deployment for good. */
export function GiveUpDialog({
  deployment,
  onClose
}: {
  readonly deployment: Deployment
  readonly onClose: () => void
}) {
  const [reason, setReason] = useState('')
  const { letGo, leave } = useUnsaved(reason.trim() !== '', 'The reason')
  const giveUp = useCall('deployment.giveUp')
  const confirm = async () => {
    const result = await giveUp.run({ id: deployment.id, reason })
    if (!result.ok) return
    letGo()
    onClose()
  }
  return (
    <ConfirmDialog
      title={`Give up this ${deployment.plan.runbook === undefined ? 'deployment' : 'runbook run'}?`}
      confirmLabel="Give up"
      isDangerous
      isBusy={giveUp.isBusy}
      failure={giveUp.failure}
      onConfirm={() => void confirm()}
      onCancel={() => leave(onClose)}
    >
      It ends as failed, and the next deployment of this project to {placeOf(titledOf(deployment.plan))} may begin. What
      was done on targets stays as it is, and what may still be running there is not stopped.
      <Textarea
        mt="sm"
        label="Why"
        description="Kept with it and in the audit log. May be left empty."
        autosize
        minRows={2}
        maxRows={6}
        maxLength={2000}
        value={reason}
        onChange={event => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  )
}
