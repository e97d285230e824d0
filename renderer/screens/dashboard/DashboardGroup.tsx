import type { DashboardRow } from '@shared/dashboard'
import type { Environment } from '@shared/model/environment'
import type { ProjectGroup } from '@shared/model/project'
import { Link } from 'wouter'
import { EnvironmentMatrix } from '../../components/EnvironmentMatrix'
import { Icon } from '../../components/Icon'
import { showOverlay } from '../../stores/overlay'
import { nextSteps } from '../projects/next-step'
import classes from './DashboardScreen.module.css'

interface DashboardGroupProps {
  readonly group: ProjectGroup
  readonly rows: readonly DashboardRow[]
  readonly environments: readonly Environment[]
}

/** The projects of one group with their newest deployment in each environment. */
export function DashboardGroup({ group, rows, environments }: DashboardGroupProps) {
  return (
    <EnvironmentMatrix
      label={`Projects in ${group.name} by environment`}
      rowHeader="Project"
      rows={rows}
      rowKey={row => row.project.id}
      rowName={row => row.project.name}
      renderRow={row => <ProjectCell row={row} />}
      environments={environments}
      cell={(row, environment) => row.cells[environment.id]}
      withVersion
      canDeploy={row => row.next === null || row.next === 'deploy'}
      onDeploy={(row, environment) =>
        showOverlay({ kind: 'deploy', projectId: row.project.id, environmentId: environment.id })
      }
    />
  )
}

function ProjectCell({ row: { project, next } }: { readonly row: DashboardRow }) {
  return (
    <div className={classes.project}>
      <Link href={`/projects/${project.id}`} className={classes.name ?? ''} title={project.name}>
        {project.name}
      </Link>
      {next !== null && next !== 'deploy' && (
        <Link href={nextSteps[next].href(project.id)} className={classes.next ?? ''}>
          {nextSteps[next].title}
          <Icon name="arrow-right" size={12} />
        </Link>
      )}
    </div>
  )
}
