import type { ReactNode } from 'react'
import { Icon } from '../../../components/Icon'
import type { IconName } from '../../../components/icon-paths'
import classes from './NoticeCard.module.css'

export interface NoticeCardProps {
  /** What it is called to people who listen. */
  readonly label: string
  readonly icon: IconName
  readonly tone: 'warn' | 'still' | 'live'
  readonly title: ReactNode
  /** Buttons at the right of the title. */
  readonly actions?: ReactNode
  readonly children?: ReactNode
}

/** Something about a deployment that a person should see, pinned above its log. Comes and goes without taking the focus. */
export function NoticeCard({ label, icon, tone, title, actions, children }: NoticeCardProps) {
  return (
    <section className={classes.card} data-tone={tone} aria-label={label}>
      <div className={classes.head}>
        <Icon name={icon} size={15} />
        <p className={classes.title}>{title}</p>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </div>
      {children !== undefined && children !== null && <div className={classes.body}>{children}</div>}
    </section>
  )
}
