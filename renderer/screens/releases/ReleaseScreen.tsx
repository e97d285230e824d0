import { Button } from '@mantine/core'
import type { ReleaseDetails } from '@shared/api'
import type { ReleaseId } from '@shared/ids'
import { Link } from 'wouter'
import { Card } from '../../components/Card'
import { FailureAlert } from '../../components/FailureAlert'
import { HashTag } from '../../components/HashTag'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { Section } from '../../components/Section'
import { TimeAgo } from '../../components/TimeAgo'
import { useScreenKey } from '../../lib/use-screen-key'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { showOverlay } from '../../stores/overlay'
import { DeploymentTable } from '../deployments/DeploymentTable'
import { FrozenVariables } from './FrozenVariables'
import classes from './ReleaseScreen.module.css'
import { SnapshotSteps } from './SnapshotSteps'

/** One release: what it froze, whether that is intact, and where it went. */
export function ReleaseScreen({ releaseId }: { readonly releaseId: ReleaseId }) {
  const { load, again } = useRead('release.get', { id: releaseId })
  return (
    <Screen>
      <Loaded load={load} onRetry={again} what="the release">
        {details => <Details details={details} />}
      </Loaded>
    </Screen>
  )
}

function Details({ details: { release, snapshot, isOutdated } }: { readonly details: ReleaseDetails }) {
  const projects = valueOr(useRead('project.list', {}).load, [])
  const projectName = projects.find(({ id }) => id === release.projectId)?.name ?? snapshot?.project.name ?? 'Project'
  const deploy = () => showOverlay({ kind: 'deploy', projectId: release.projectId, releaseId: release.id })
  useScreenKey('d', deploy, snapshot !== null)
  return (
    <>
      <PageHeader
        title={release.version}
        crumbs={[
          { label: 'Projects', href: '/projects' },
          { label: projectName, href: `/projects/${release.projectId}` }
        ]}
        badge={<HashTag hash={release.snapshot} isVerified={snapshot !== null} />}
        subtitle={
          <>
            Created <TimeAgo at={release.createdAt} /> by {release.createdBy}
          </>
        }
        actions={
          <Button
            leftSection={<Icon name="deployment" size={14} />}
            onClick={deploy}
            disabled={snapshot === null}
            title="Deploy this release (D)"
          >
            Deploy…
          </Button>
        }
      />
      <div className={classes.parts}>
        {snapshot === null && (
          <FailureAlert
            failure={{
              kind: 'release-corrupt',
              message: 'What is stored for this release does not match its hash, so it cannot be deployed.',
              remedy: 'Create a new release from the project. If you have a backup of the data folder, compare the two.'
            }}
          />
        )}
        {isOutdated && (
          <p className={classes.outdated}>
            <Icon name="info" size={14} />
            The process or the variables were changed since. This release still deploys what it froze;{' '}
            <Link href={`/projects/${release.projectId}/releases/new`}>create a new one</Link> to take the changes
            along, or update its variables below.
          </p>
        )}
      </div>
      {release.notes !== '' && (
        <Section title="Release notes">
          <Card>
            <p className={classes.notes}>{release.notes}</p>
          </Card>
        </Section>
      )}
      <Deployments releaseId={release.id} projectId={release.projectId} />
      {snapshot && (
        <>
          <Section title="Process in this release">
            <Card padding="flush">
              <SnapshotSteps steps={snapshot.steps} />
            </Card>
          </Section>
          <FrozenVariables release={release} snapshot={snapshot} isOutdated={isOutdated} />
        </>
      )}
    </>
  )
}

function Deployments({
  releaseId,
  projectId
}: Pick<ReleaseDetails['release'], 'projectId'> & { releaseId: ReleaseId }) {
  const { load, again } = useRead('deployment.list', { projectId, limit: 500 })
  return (
    <Section title="Deployments of this release">
      <Loaded load={load} onRetry={again} what="deployments">
        {deployments => {
          const own = deployments.filter(summary => summary.releaseId === releaseId)
          return (
            <Card padding={own.length === 0 ? 'normal' : 'flush'}>
              {own.length === 0 ? (
                <p className={classes.none}>It was not deployed yet. Choose “Deploy…” to see the plan first.</p>
              ) : (
                <DeploymentTable deployments={own} label="Deployments of this release" withProject={false} />
              )}
            </Card>
          )
        }}
      </Loaded>
    </Section>
  )
}
