import { Button, Modal } from '@mantine/core'
import type { Deployment } from '@shared/deployment'
import { useState } from 'react'
import { EnvironmentChip } from '../../../components/EnvironmentChip'
import { FirstFocus } from '../../../components/FirstFocus'
import { TenantChip } from '../../../components/TenantChip'
import { useReturnFocus } from '../../../lib/use-return-focus'
import { useUnsaved } from '../../../stores/unsaved'
import { useCall } from '../../../stores/use-call'
import classes from './AnswerDialog.module.css'
import { ResumeForm } from './ResumeForm'

interface ResumeDialogProps {
  readonly deployment: Deployment
  readonly user: string | null
  readonly onClose: () => void
}

/** Goes on with a deployment that failed or was cancelled. */
export function ResumeDialog({ deployment, user, onClose }: ResumeDialogProps) {
  useReturnFocus()
  const resume = useCall('deployment.resume')
  const [isTouched, setTouched] = useState(false)
  const { letGo, leave } = useUnsaved(isTouched, 'What you typed to continue')
  const close = () => leave(onClose)
  const noun = deployment.plan.runbook === undefined ? 'deployment' : 'runbook run'
  return (
    <Modal
      opened
      onClose={close}
      size={720}
      title={
        <span className={classes.title}>
          Continue this {noun}
          <EnvironmentChip {...deployment.plan.environment} />
          {deployment.plan.tenant !== undefined && <TenantChip name={deployment.plan.tenant.name} />}
        </span>
      }
    >
      <ResumeForm
        deployment={deployment}
        report={null}
        user={user}
        isBusy={resume.isBusy}
        failure={resume.failure}
        onResume={async how => {
          const result = await resume.run({ id: deployment.id, ...how })
          if (!result.ok) return
          letGo()
          onClose()
        }}
        onTouched={setTouched}
        buttons={
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
        }
      />
      <FirstFocus />
    </Modal>
  )
}
