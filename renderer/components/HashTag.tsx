import classes from './HashTag.module.css'
import { Icon } from './Icon'

export interface HashTagProps {
  /** SHA-256 in hex. */
  readonly hash: string
  /** Whether the stored content still has this hash. */
  readonly isVerified: boolean
}

/** A snapshot's short hash with the result of checking it. */
export function HashTag({ hash, isVerified }: HashTagProps) {
  return (
    <span className={classes.hash} data-verified={isVerified} title={`SHA-256 ${hash}`}>
      <Icon name={isVerified ? 'check-circle' : 'x-circle'} size={13} label={isVerified ? 'Verified' : 'Damaged'} />
      <code>{hash.slice(0, 10)}</code>
      <span>{isVerified ? 'verified' : 'damaged'}</span>
    </span>
  )
}
