import type { DashboardRow } from '@shared/dashboard'
import type { ProjectId } from '@shared/ids'
import { Link } from 'wouter'
import { Icon } from '../../components/Icon'
import { nextSteps } from '../projects/next-step'
import classes from './DashboardScreen.module.css'

interface ProjectCellProps {
  readonly row: DashboardRow
  readonly isFavourite: boolean
  readonly onFavourite: (id: ProjectId) => void
}

/** A project's name, what is to be done for it next, and whether it stands above the others. */
export function ProjectCell({ row: { project, next }, isFavourite, onFavourite }: ProjectCellProps) {
  return (
    <div className={classes.project}>
      <div className={classes.words}>
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
      <button
        type="button"
        className={classes.star}
        aria-pressed={isFavourite}
        aria-label={`Favourite: ${project.name}`}
        title={isFavourite ? 'No favourite any more (S)' : 'Show among the favourites (S)'}
        onClick={() => onFavourite(project.id)}
      >
        <Icon name="star" size={15} />
      </button>
    </div>
  )
}
