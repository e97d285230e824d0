import { Link } from 'wouter'
import classes from './LinkTabs.module.css'

export interface LinkTabsProps {
  /** Names the group for screen readers. */
  readonly label: string
  readonly tabs: readonly { readonly label: string; readonly href: string }[]
  /** The address of the tab that is shown. */
  readonly current: string
}

/** Links between screens that belong together; belongs into the page header. */
export function LinkTabs({ label, tabs, current }: LinkTabsProps) {
  return (
    <nav className={classes.tabs} aria-label={label}>
      {tabs.map(tab => (
        <Link
          key={tab.href}
          href={tab.href}
          className={classes.tab ?? ''}
          aria-current={tab.href === current ? 'page' : undefined}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  )
}
