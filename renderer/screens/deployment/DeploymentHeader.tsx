import { Button } from '@mantine/core'
import { type Deployment, isOpen } from '@shared/deployment'
import { useEffect, useState } from 'react'
import { Link } from 'wouter'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { EnvironmentChip } from '../../components/EnvironmentChip'
import { Icon } from '../../components/Icon'
import { stopwatch, timeTaken } from '../../components/log/time'
import { PageHeader } from '../../components/PageHeader'
import { StateBadge } from '../../components/StateBadge'
import { formatMoment } from '../../lib/time'
import { focusHeading, isFocusLost } from '../../lib/use-return-focus'
import { useRead } from '../../stores/catalog'
import { showOverlay } from '../../stores/overlay'
import { useCall } from '../../stores/use-call'
import classes from './DeploymentHeader.module.css'
import { elapsed, headline } from './headline'

export interface DeploymentHeaderProps {
  readonly deployment: Deployment
  readonly now: number
}

/** What is deployed where, how it stands, for how long, and what can be done about it. */
export function DeploymentHeader({ deployment, now }: DeploymentHeaderProps) {
  const { project, release, environment } = deployment.plan
  const { state, text } = headline(deployment)
  const took = elapsed(deployment, now)
  return (
    <div className={classes.header}>
      <PageHeader
        title={`${project.name} ${release.version}`}
        crumbs={[
          { label: 'Deployments', href: '/deployments' },
          { label: project.name, href: `/projects/${project.id}` }
        ]}
        badge={
          <>
            <Icon name="arrow-right" size={13} label="to" />
            <EnvironmentChip {...environment} />
            <StateBadge state={state} look="pill" {...(text === null ? {} : { text })} />
            {took !== null && (
              <span className={classes.elapsed} title="Time it has taken">
                <Icon name="clock" size={13} label="Elapsed" />
                {isOpen(deployment) ? stopwatch(took) : timeTaken(took)}
              </span>
            )}
          </>
        }
        subtitle={<Particulars deployment={deployment} />}
        actions={<Actions deployment={deployment} />}
      />
    </div>
  )
}

function Particulars({ deployment }: { readonly deployment: Deployment }) {
  const { release } = deployment.plan
  const { load } = useRead('release.get', { id: release.id })
  const isVerified =
    load.state === 'ready' && load.value.snapshot !== null && load.value.release.snapshot === release.snapshot
  const isUpdatedSince =
    load.state === 'ready' &&
    (load.value.release.earlier ?? []).some(({ snapshot }) => snapshot === release.snapshot) &&
    load.value.release.snapshot !== release.snapshot
  return (
    <span className={classes.particulars}>
      <Link href={`/releases/${release.id}`} className={classes.hash} title={`Snapshot ${release.snapshot}`}>
        {release.snapshot.slice(0, 8)}
      </Link>
      {isVerified && (
        <span className={classes.verified} title="The release still has the content it was made with">
          <Icon name="check-circle" size={13} /> verified
        </span>
      )}
      {isUpdatedSince && (
        <span title="This deployment used the variables that the release had before">variables updated since</span>
      )}
      <span>
        {deployment.queuedBy}, {formatMoment(deployment.queuedAt)}
      </span>
    </span>
  )
}

function Actions({ deployment }: { readonly deployment: Deployment }) {
  const [isAsking, setAsking] = useState(false)
  const cancel = useCall('deployment.cancel')
  const { project, release, environment } = deployment.plan
  const isOver = !isOpen(deployment)
  // The button that had the focus goes when the deployment ends.
  useEffect(() => {
    if (isOver && isFocusLost()) focusHeading()
  }, [isOver])
  if (isOver) {
    return (
      <Button
        variant="default"
        leftSection={<Icon name="refresh" size={14} />}
        onClick={() =>
          showOverlay({
            kind: 'deploy',
            projectId: project.id,
            releaseId: release.id,
            environmentId: environment.id
          })
        }
      >
        Deploy again
      </Button>
    )
  }
  const confirm = async () => {
    const result = await cancel.run({ id: deployment.id })
    if (result.ok) setAsking(false)
  }
  return (
    <>
      <Button
        variant="default"
        leftSection={<Icon name="stop" size={13} />}
        disabled={deployment.state === 'cancelling'}
        onClick={() => setAsking(true)}
      >
        {deployment.state === 'cancelling' ? 'Cancelling…' : 'Cancel'}
      </Button>
      {isAsking && deployment.state !== 'cancelling' && (
        <ConfirmDialog
          title="Cancel this deployment?"
          confirmLabel="Cancel deployment"
          cancelLabel="Keep running"
          isDangerous
          isBusy={cancel.isBusy}
          failure={cancel.failure}
          onConfirm={() => void confirm()}
          onCancel={() => setAsking(false)}
        >
          What runs on targets now is asked to stop, and no further step is started. What was done already stays as it
          is.
        </ConfirmDialog>
      )}
    </>
  )
}
