import { Button, Loader } from '@mantine/core'
import type { DeploymentId } from '@shared/ids'
import { EmptyState } from '../../components/EmptyState'
import { FailureAlert } from '../../components/FailureAlert'
import { PageHeader } from '../../components/PageHeader'
import { navigate } from '../../navigation/history'
import { useDeployment } from '../../stores/use-deployment'
import classes from './DeploymentScreen.module.css'
import { LiveDeployment } from './LiveDeployment'

/** One deployment, live while it runs and as it was afterwards. */
export function DeploymentScreen({ deploymentId }: { readonly deploymentId: DeploymentId }) {
  const { entry, retry } = useDeployment(deploymentId)
  if (entry.status === 'ready') return <LiveDeployment key={deploymentId} deployment={entry.deployment} />
  return (
    <div className={classes.other}>
      <PageHeader title="Deployment" crumbs={[{ label: 'Deployments', href: '/deployments' }]} />
      {entry.status === 'loading' && (
        <div className={classes.loading} role="status" aria-label="Loading the deployment">
          <Loader size="sm" />
        </div>
      )}
      {entry.status === 'failed' &&
        (entry.failure.kind === 'not-found' ? (
          <EmptyState
            icon="deployment"
            title="There is no such deployment"
            action={<Button onClick={() => navigate('/deployments')}>See all deployments</Button>}
          >
            It may belong to another workspace, or was deleted together with its project.
          </EmptyState>
        ) : (
          <FailureAlert failure={entry.failure} onRetry={retry} />
        ))}
    </div>
  )
}
