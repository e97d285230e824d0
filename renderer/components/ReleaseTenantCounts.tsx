import type { ReleaseId } from '@shared/ids'
import type { ReleaseTenantCounts as Counts } from '@shared/release-calls'
import { Link } from 'wouter'
import { Icon } from './Icon'
import classes from './TenantTallyCell.module.css'

interface ReleaseTenantCountsProps {
  readonly releaseId: ReleaseId
  readonly environmentName: string
  readonly counts: Counts
}

/** How many of the tenants that are linked to an environment have a release there; leads to the release, which lists them. */
export function ReleaseTenantCounts({ releaseId, environmentName, counts }: ReleaseTenantCountsProps) {
  const { linked, current, failed, open } = counts
  return (
    <Link
      href={`/releases/${releaseId}`}
      className={classes.cell ?? ''}
      title={`${environmentName}: ${current} of ${linked} tenants have it now; by tenant on the page of the release`}
    >
      <span className={classes.head} data-look={current === linked ? 'good' : undefined}>
        <Icon name="tenant" size={13} label="Tenants:" />
        {current === linked && <Icon name="check" size={12} />}
        {current} of {linked}
      </span>
      {failed > 0 && (
        <span className={classes.head} data-look="bad">
          <Icon name="x-circle" size={13} /> {failed} unsuccessful
        </span>
      )}
      {open > 0 && (
        <span className={classes.head} data-look="live">
          <Icon name="clock" size={13} /> {open} under way
        </span>
      )}
    </Link>
  )
}
