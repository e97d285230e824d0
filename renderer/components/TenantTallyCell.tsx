import { type TenantCells, tallyOf } from '@shared/dashboard'
import type { ProjectId } from '@shared/ids'
import { Link } from 'wouter'
import { plural } from '../lib/plural'
import { projectTenantsPath } from '../lib/tenant-path'
import matrix from './EnvironmentMatrix.module.css'
import { Icon } from './Icon'
import { StateBadge, stateLooks } from './StateBadge'
import classes from './TenantTallyCell.module.css'

interface TenantTallyCellProps {
  readonly projectId: ProjectId
  readonly environmentName: string
  readonly there: TenantCells
}

/** How many groups a cell names; the others are told in its title and on the list by tenant. */
const namedGroups = 2

/** For how many of the linked tenants which release is there, by the newest attempt of each; leads to the list by tenant. */
export function TenantTallyCell({ projectId, environmentName, there }: TenantTallyCellProps) {
  const { linked, untouched, groups } = tallyOf(there)
  const rest = groups.length - namedGroups
  const questions = there.cells.reduce((sum, { newest }) => sum + newest.openQuestions, 0)
  const words = [
    ...groups.map(
      group => `${group.releaseVersion}: ${stateLooks[group.state].word} for ${group.tenants} of ${linked}`
    ),
    ...(untouched > 0 ? [`Nothing yet for ${untouched} of ${linked}`] : [])
  ]
  return (
    <Link
      href={projectTenantsPath(projectId)}
      className={classes.cell ?? ''}
      title={`${environmentName}, by tenant\n${words.join('\n')}`}
    >
      <span className={classes.head}>
        <Icon name="tenant" size={13} /> {plural(linked, 'tenant')}
        {questions > 0 && (
          <span className={matrix.mark} title={plural(questions, 'open question')}>
            <Icon name="question-circle" size={13} label={plural(questions, 'open question')} />
          </span>
        )}
      </span>
      {groups.slice(0, namedGroups).map(({ releaseVersion, state, tenants }) => (
        <span key={`${state} ${releaseVersion}`} className={classes.group}>
          <span className={classes.version}>{releaseVersion}</span>
          <StateBadge state={state} text={`${stateLooks[state].word} ${tenants}/${linked}`} />
        </span>
      ))}
      {rest > 0 && <span className={classes.more}>and {rest} more</span>}
      {untouched > 0 && (
        <span className={classes.more}>
          nothing yet {untouched}/{linked}
        </span>
      )}
    </Link>
  )
}
