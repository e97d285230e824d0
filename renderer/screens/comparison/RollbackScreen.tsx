import { Button, Radio } from '@mantine/core'
import type { RollbackWay } from '@shared/comparison/rollback'
import type { EnvironmentId, ProjectId, ReleaseId } from '@shared/ids'
import type { Project } from '@shared/model/project'
import { Link } from 'wouter'
import { EmptyState } from '../../components/EmptyState'
import { EnvironmentChip } from '../../components/EnvironmentChip'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { Section } from '../../components/Section'
import { TenantChip } from '../../components/TenantChip'
import { TimeAgo } from '../../components/TimeAgo'
import { navigate, useSearch } from '../../navigation/history'
import { routeId } from '../../navigation/route-id'
import { useRead } from '../../stores/catalog'
import { bothLoads } from '../../stores/load'
import { rollbackAddress } from './addresses'
import { RollbackPane } from './RollbackPane'
import classes from './rollback.module.css'
import { useAddressTenant } from './use-address-tenant'

interface RollbackScreenProps {
  readonly projectId: ProjectId
  readonly environmentId: EnvironmentId
}

/** Back to a release that an environment had: which one, what that means, and then one button. */
export function RollbackScreen({ projectId, environmentId }: RollbackScreenProps) {
  const tenant = useAddressTenant()
  const forTenant = tenant.id === null ? {} : { tenantId: tenant.id }
  const ways = useRead('rollback.ways', { projectId, environmentId, ...forTenant })
  const environments = useRead('environment.list', {})
  const projects = useRead('project.list', {})
  const wanted = routeId('release', new URLSearchParams(useSearch()).get('to') ?? undefined)
  const again = () => {
    for (const read of [ways, environments, projects]) read.again()
  }
  return (
    <Screen>
      <Loaded
        load={bothLoads(ways.load, bothLoads(environments.load, projects.load))}
        onRetry={again}
        what="what it can go back to"
      >
        {([offered, [allEnvironments, allProjects]]) => {
          const environment = allEnvironments.find(({ id }) => id === environmentId)
          const project = allProjects.find(({ id }) => id === projectId)
          if (!environment || !project) return <Gone />
          const chosen = offered.find(({ release }) => release.id === wanted) ?? firstPossible(offered)
          return (
            <>
              <PageHeader
                title={`Roll back ${project.name} in ${environment.name}${tenant.words}`}
                help="comparison"
                crumbs={[
                  { label: 'Projects', href: '/projects' },
                  { label: project.name, href: `/projects/${project.id}` }
                ]}
                badge={
                  <>
                    <EnvironmentChip {...environment} />
                    {tenant.name !== null && <TenantChip name={tenant.name} />}
                  </>
                }
                subtitle="Deploys a release again that succeeded there before. Nothing happens before you have seen what it means."
              />
              {chosen === null ? (
                <NothingThere name={`${environment.name}${tenant.words}`} project={project} />
              ) : (
                <>
                  <Ways
                    ways={offered}
                    chosen={chosen.release.id}
                    onChoose={id =>
                      navigate(
                        rollbackAddress(projectId, environmentId, { release: id, tenant: tenant.id ?? undefined }),
                        { replace: true }
                      )
                    }
                  />
                  {chosen.why === null && (
                    <RollbackPane
                      key={chosen.release.id}
                      project={project}
                      environment={environment}
                      tenant={tenant}
                      release={chosen.release}
                    />
                  )}
                </>
              )}
            </>
          )
        }}
      </Loaded>
    </Screen>
  )
}

const firstPossible = (ways: readonly RollbackWay[]): RollbackWay | null =>
  ways.find(({ why }) => why === null) ?? ways[0] ?? null

const Gone = () => (
  <EmptyState icon="question-circle" title="Nothing to roll back">
    The project or the environment does not exist any more.
  </EmptyState>
)

const NothingThere = ({ name, project }: { readonly name: string; readonly project: Project }) => (
  <EmptyState
    icon="undo"
    title="Nothing to go back to"
    action={
      <Button component={Link} href={`/projects/${project.id}`} variant="default">
        To {project.name}
      </Button>
    }
  >
    Only what succeeded in {name} before can be gone back to, and there is no earlier release of which that is so.
  </EmptyState>
)

interface WaysProps {
  readonly ways: readonly RollbackWay[]
  readonly chosen: ReleaseId
  readonly onChoose: (id: ReleaseId) => void
}

function Ways({ ways, chosen, onChoose }: WaysProps) {
  return (
    <Section title="Go back to">
      <fieldset className={classes.ways}>
        <legend className={classes.legend}>Go back to</legend>
        {ways.map(({ release, deployedAt, why }) => (
          <label key={release.id} htmlFor={`way-${release.id}`} className={classes.way} data-closed={why !== null}>
            <Radio
              id={`way-${release.id}`}
              name="release"
              checked={release.id === chosen}
              disabled={why !== null}
              onChange={() => onChoose(release.id)}
            />
            <span className={classes.version}>{release.version}</span>
            <span className={classes.muted}>
              succeeded there <TimeAgo at={deployedAt} />
            </span>
            {why !== null && <span className={classes.why}>{why}</span>}
          </label>
        ))}
      </fieldset>
    </Section>
  )
}
