import { type DashboardCell, thereWords } from '@shared/dashboard'
import type { EnvironmentOverview } from '@shared/dashboard-calls'
import { Link } from 'wouter'
import { type Column, DataTable } from '../../components/DataTable'
import { StateBadge, shortWords, stateOf } from '../../components/StateBadge'
import { TenantTallyCell } from '../../components/TenantTallyCell'
import { TimeAgo } from '../../components/TimeAgo'
import { navigate } from '../../navigation/history'
import classes from './environments.module.css'

type ProjectThere = EnvironmentOverview['projects'][number]

/** A project as it stands in an environment: without a tenant, or for those that are linked there. */
type ProjectRow = Pick<ProjectThere, 'project'> &
  (
    | { readonly kind: 'one'; readonly cell: DashboardCell; readonly takesTenants: boolean }
    | { readonly kind: 'tenants'; readonly tenants: NonNullable<ProjectThere['tenants']> }
  )

const rowsOf = ({ project, cell, tenants }: ProjectThere): readonly ProjectRow[] => [
  ...(tenants === null ? [] : [{ kind: 'tenants', project, tenants } as const]),
  ...(cell === null ? [] : [{ kind: 'one', project, cell, takesTenants: tenants !== null } as const])
]

interface EnvironmentProjectsProps {
  readonly environmentName: string
  readonly projects: EnvironmentOverview['projects']
}

/** What an environment has of each project; of one that takes tenants, for how many of them. */
export function EnvironmentProjects({ environmentName, projects }: EnvironmentProjectsProps) {
  const columns: readonly Column<ProjectRow>[] = [
    { key: 'project', header: 'Project', cell: row => <ProjectName row={row} /> },
    {
      key: 'current',
      header: 'Current',
      width: '18%',
      cell: row => (row.kind === 'one' ? <Current cell={row.cell} /> : <span className={classes.muted}>by tenant</span>)
    },
    {
      key: 'newest',
      header: 'Newest attempt',
      width: '30%',
      cell: row =>
        row.kind === 'one' ? (
          <Newest cell={row.cell} />
        ) : (
          <div className={classes.tally}>
            <TenantTallyCell projectId={row.project.id} environmentName={environmentName} there={row.tenants} />
          </div>
        )
    },
    { key: 'when', header: 'When', width: '112px', align: 'end', cell: row => <When row={row} /> }
  ]
  return (
    <DataTable
      label="What is there"
      columns={columns}
      rows={projects.flatMap(rowsOf)}
      rowKey={({ project, kind }) => `${project.id} ${kind}`}
      onOpen={({ project }) => navigate(`/projects/${project.id}`)}
    />
  )
}

const ProjectName = ({ row }: { readonly row: ProjectRow }) => (
  <>
    <Link href={`/projects/${row.project.id}`}>{row.project.name}</Link>
    {row.kind === 'one' && row.takesTenants && <span className={classes.muted}> · without a tenant</span>}
  </>
)

function Current({ cell: { current } }: { readonly cell: DashboardCell }) {
  if (current === null) return <span className={classes.muted}>nothing</span>
  return <Link href={`/releases/${current.releaseId}`}>{current.releaseVersion}</Link>
}

function Newest({ cell }: { readonly cell: DashboardCell }) {
  const { newest } = cell
  const state = stateOf(newest)
  const words = shortWords(state, newest)
  return (
    <span className={classes.newest}>
      <Link href={`/deployments/${newest.id}`} title={thereWords(cell) ?? undefined}>
        {newest.releaseVersion}
      </Link>
      <StateBadge state={state} {...(words === null ? {} : { text: words })} />
    </span>
  )
}

/** When the newest of them ended or began. */
function When({ row }: { readonly row: ProjectRow }) {
  const cells = row.kind === 'one' ? [row.cell] : row.tenants.cells
  const moments = cells.map(({ newest }) => newest.finishedAt ?? newest.startedAt ?? newest.queuedAt)
  return moments.length === 0 ? null : <TimeAgo at={Math.max(...moments)} />
}
