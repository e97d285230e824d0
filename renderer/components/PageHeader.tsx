import { Fragment, type ReactNode, useEffect, useRef } from 'react'
import { Link } from 'wouter'
import { type HelpTopic, nameTopic } from '../help/topics'
import { nameScreen } from '../lib/window-title'
import { HelpLink } from './HelpLink'
import { Icon } from './Icon'
import classes from './PageHeader.module.css'

/** Whether the focus was left behind by the screen before, in the navigation or nowhere. */
const isFocusAdrift = (): boolean => {
  const { activeElement } = document
  return activeElement === null || activeElement === document.body || activeElement.closest('nav') !== null
}

export interface Crumb {
  readonly label: string
  readonly href: string
}

export interface PageHeaderProps {
  readonly title: string
  /** The end of the title, of which nothing is cut off where there is no room: what comes before gives way. */
  readonly keepsEnd?: string
  /** The way here, from the outside in; the page itself is left out. */
  readonly crumbs?: readonly Crumb[]
  /** One line below the title. */
  readonly subtitle?: ReactNode
  /** Beside the title: a state, a chip. */
  readonly badge?: ReactNode
  /** What the help says about the screen, which F1 opens, too. */
  readonly help?: HelpTopic
  /** Buttons at the right. */
  readonly actions?: ReactNode
  /** A row below, such as tabs. */
  readonly children?: ReactNode
}

/** The top of every screen: breadcrumb, heading, actions. Also names the window. */
export function PageHeader({
  title,
  keepsEnd,
  crumbs = [],
  subtitle,
  badge,
  help,
  actions,
  children
}: PageHeaderProps) {
  useEffect(() => {
    nameScreen(title)
  }, [title])
  useEffect(() => (help === undefined ? undefined : nameTopic(help)), [help])
  const heading = useRef<HTMLHeadingElement>(null)
  // A new screen is announced by its heading.
  useEffect(() => {
    if (isFocusAdrift()) heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <header className={classes.header}>
      {crumbs.length > 0 && (
        <nav aria-label="Breadcrumb" className={classes.crumbs}>
          {crumbs.map((crumb, index) => (
            <Fragment key={crumb.href}>
              {index > 0 && <Icon name="chevron-right" size={11} />}
              <Link href={crumb.href} className={classes.crumb}>
                {crumb.label}
              </Link>
            </Fragment>
          ))}
        </nav>
      )}
      <div className={classes.row}>
        <div className={classes.heading}>
          <h1 ref={heading} tabIndex={-1} className={classes.title} title={title}>
            {keepsEnd !== undefined && title.endsWith(` ${keepsEnd}`) ? (
              <span className={classes.parts}>
                <span className={classes.part}>{title.slice(0, -keepsEnd.length - 1)}</span> <span>{keepsEnd}</span>
              </span>
            ) : (
              title
            )}
          </h1>
          {/* Before the badge, which may come or grow later. */}
          {help !== undefined && <HelpLink topic={help} />}
          {badge}
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </div>
      {subtitle !== undefined && <div className={classes.subtitle}>{subtitle}</div>}
      {children}
    </header>
  )
}
