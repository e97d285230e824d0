import { preventionOf } from '@shared/model/release'
import type { ReleaseRow } from '@shared/release-calls'
import { Link } from 'wouter'
import { Icon } from '../../components/Icon'
import { TimeAgo } from '../../components/TimeAgo'
import classes from './projects.module.css'

interface ReleaseNameProps {
  readonly row: ReleaseRow
  /** Whether there are several channels, so that each release says which one it is of. */
  readonly hasChannels: boolean
}

/** A release at the head of its row, with a mark where somebody prevented that it goes on. */
export function ReleaseName({ row: { release, channel }, hasChannels }: ReleaseNameProps) {
  const prevention = preventionOf(release)
  return (
    <span className={classes.version}>
      <Link href={`/releases/${release.id}`} className={classes.name ?? ''}>
        {release.version}
      </Link>
      <span className={classes.muted}>
        {hasChannels && <span className={classes.channel}>{channel.name}</span>}
        <TimeAgo at={release.createdAt} />
      </span>
      {prevention !== null && (
        <span className={classes.prevented} title={`${prevention.reason} (${prevention.by})`}>
          <Icon name="slash-circle" size={13} />
          Kept from going on
        </span>
      )}
    </span>
  )
}
