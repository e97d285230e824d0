import { Button } from '@mantine/core'
import type { EnvironmentId, ProjectId, ReleaseId, TenantId } from '@shared/ids'
import { EnvironmentChip } from '../../components/EnvironmentChip'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { TenantChip } from '../../components/TenantChip'
import { useRead } from '../../stores/catalog'
import { bothLoads, together, valueOr } from '../../stores/load'
import { showOverlay } from '../../stores/overlay'
import { ComparisonView } from './ComparisonView'
import { CompareLink, RollbackButton } from './links'
import { useAddressTenant } from './use-address-tenant'

interface WouldChangeScreenProps {
  readonly releaseId: ReleaseId
  readonly environmentId: EnvironmentId
}

/** What a release would change in an environment: against what was last deployed there successfully. */
export function WouldChangeScreen({ releaseId, environmentId }: WouldChangeScreenProps) {
  const tenant = useAddressTenant()
  const forTenant = tenant.id === null ? {} : { tenantId: tenant.id }
  const changes = useRead('release.wouldChange', { releaseId, environmentId, ...forTenant })
  const details = useRead('release.get', { id: releaseId })
  const environments = valueOr(useRead('environment.list', {}).load, [])
  const listed = useRead('project.list', {}).load
  const projects = valueOr(listed, [])
  const environment = environments.find(({ id }) => id === environmentId)
  const again = () => {
    changes.again()
    details.again()
  }
  return (
    <Screen>
      <Loaded load={together(bothLoads(changes.load, details.load), listed)} onRetry={again} what="the changes">
        {([comparison, { release }]) => {
          const project = projects.find(({ id }) => id === release.projectId)
          const name = `${comparison.environment?.name ?? 'the environment'}${tenant.words}`
          return (
            <>
              <PageHeader
                title={`What ${release.version} would change in ${name}`}
                help="comparison"
                crumbs={[
                  { label: 'Projects', href: '/projects' },
                  ...(project ? [{ label: project.name, href: `/projects/${project.id}` }] : []),
                  { label: release.version, href: `/releases/${release.id}` }
                ]}
                badge={
                  <>
                    {environment && <EnvironmentChip {...environment} />}
                    {tenant.name !== null && <TenantChip name={tenant.name} />}
                  </>
                }
                subtitle={
                  comparison.before === null ? (
                    `Nothing of this project was deployed to ${name} successfully yet, so everything is new.`
                  ) : comparison.before.id === release.id ? (
                    'It is what was last deployed there successfully.'
                  ) : (
                    <>
                      Against {comparison.before.version}, which is there now.{' '}
                      <CompareLink before={comparison.before.id} after={release.id}>
                        Compare the two as they are written
                      </CompareLink>
                    </>
                  )
                }
                actions={
                  <>
                    <WayBack
                      projectId={release.projectId}
                      releaseId={releaseId}
                      environmentId={environmentId}
                      tenantId={tenant.id}
                    />
                    <Button
                      leftSection={<Icon name="deployment" size={14} />}
                      onClick={() =>
                        showOverlay({
                          kind: 'deploy',
                          projectId: release.projectId,
                          releaseId,
                          environmentId,
                          ...forTenant
                        })
                      }
                    >
                      Deploy…
                    </Button>
                  </>
                }
              />
              <ComparisonView comparison={comparison} />
            </>
          )
        }}
      </Loaded>
    </Screen>
  )
}

interface WayBackProps extends WouldChangeScreenProps {
  readonly projectId: ProjectId
  readonly tenantId: TenantId | null
}

/** For a release that the environment had before: deploying it there is going back. */
function WayBack({ projectId, releaseId, environmentId, tenantId }: WayBackProps) {
  const forTenant = tenantId === null ? {} : { tenantId }
  const ways = valueOr(useRead('rollback.ways', { projectId, environmentId, ...forTenant }).load, [])
  const isWay = ways.some(({ release, why }) => release.id === releaseId && why === null)
  return isWay ? (
    <RollbackButton
      project={projectId}
      environment={environmentId}
      release={releaseId}
      tenant={tenantId ?? undefined}
    />
  ) : null
}
