import type { ReactNode } from 'react'
import classes from './EmptyState.module.css'
import { Icon } from './Icon'
import type { IconName } from './icon-paths'

export interface EmptyStateProps {
  readonly icon: IconName
  readonly title: string
  /** One sentence: what would be here, and what to do about it. */
  readonly children: ReactNode
  /** One primary button, and perhaps others beside it. */
  readonly action?: ReactNode
}

/** What a screen shows while it has nothing to show. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <section className={classes.empty} aria-label={title}>
      <span className={classes.icon}>
        <Icon name={icon} size={22} />
      </span>
      <h2 className={classes.title}>{title}</h2>
      <p className={classes.text}>{children}</p>
      {action !== undefined && <div className={classes.action}>{action}</div>}
    </section>
  )
}
