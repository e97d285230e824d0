import { Button, Loader } from '@mantine/core'
import { isOpen } from '@shared/deployment'
import type { DeploymentId } from '@shared/ids'
import { EmptyState } from '../../components/EmptyState'
import { FailureAlert } from '../../components/FailureAlert'
import { PageHeader } from '../../components/PageHeader'
import { navigate } from '../../navigation/history'
import { useDeployment } from '../../stores/use-deployment'
import classes from './DeploymentScreen.module.css'
import { LiveDeployment } from './LiveDeployment'
import { useNow } from './use-now'

/** One deployment, live while it runs and as it was afterwards. */
export function DeploymentScreen({ deploymentId }: { readonly deploymentId: DeploymentId }) {
  const { entry, retry } = useDeployment(deploymentId)
  const now = useNow(entry.status === 'ready' && isOpen(entry.deployment))
  if (entry.status === 'ready')
    return <LiveDeployment key={deploymentId} deployment={entry.deployment} now={now} mode="live" />
  if (entry.status === 'loading')
    return (
      <div className={classes.loading} role="status" aria-label="Loading the deployment">
        <Loader size="sm" />
      </div>
    )
  return (
    <div className={classes.other}>
      <PageHeader title="Deployment" crumbs={[{ label: 'Tasks', href: '/tasks' }]} />
      {entry.failure.kind === 'not-found' ? (
        <EmptyState
          icon="deployment"
          title="There is no such deployment"
          action={<Button onClick={() => navigate('/tasks')}>See all tasks</Button>}
        >
          It may belong to another workspace, or was deleted together with its project.
        </EmptyState>
      ) : (
        <FailureAlert failure={entry.failure} onRetry={retry} />
      )}
    </div>
  )
}
