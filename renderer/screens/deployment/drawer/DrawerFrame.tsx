import { ActionIcon } from '@mantine/core'
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { Icon } from '../../../components/Icon'
import type { IconName } from '../../../components/icon-paths'
import { topDialog, useReturnFocus } from '../../../lib/use-return-focus'
import classes from './DrawerFrame.module.css'

/** What the drawer at the right shows. */
export type DrawerTab = 'variables' | 'script' | 'results' | 'facts'

export interface DrawerTabLook {
  readonly tab: DrawerTab
  readonly title: string
  readonly icon: IconName
  readonly key: string
}

export const drawerTabs: readonly DrawerTabLook[] = [
  { tab: 'variables', title: 'Variables', icon: 'variable', key: 'E' },
  { tab: 'script', title: 'Script', icon: 'terminal', key: 'S' },
  { tab: 'results', title: 'Results', icon: 'download', key: 'O' },
  { tab: 'facts', title: 'Target facts', icon: 'target', key: 'I' }
]

export interface DrawerFrameProps {
  readonly tab: DrawerTab
  readonly onTab: (tab: DrawerTab) => void
  readonly onClose: () => void
  /** What Escape does inside of it before it closes; false where there is nothing to do. */
  readonly onBack?: () => boolean
  /** Room for texts that are wide. */
  readonly isWide?: boolean
  /** Whether the content scrolls by itself. */
  readonly isFixed?: boolean
  readonly children: ReactNode
}

/** The drawer over the right side of the screen, with what else it can show at its head. */
export function DrawerFrame({
  tab,
  onTab,
  onClose,
  onBack,
  isWide = false,
  isFixed = false,
  children
}: DrawerFrameProps) {
  useReturnFocus()
  const element = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is another content
  useEffect(() => {
    // One that the address names may come late: somebody who has opened the palette by then keeps the focus.
    if (topDialog() === undefined) element.current?.focus({ preventScroll: true })
  }, [tab])
  const title = drawerTabs.find(item => item.tab === tab)?.title ?? ''
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.preventDefault()
    event.stopPropagation()
    if (!onBack?.()) onClose()
  }
  return (
    <aside
      ref={element}
      tabIndex={-1}
      className={classes.drawer}
      data-drawer={isWide ? 'wide' : 'narrow'}
      aria-label={title}
      onKeyDown={onKeyDown}
    >
      <div className={classes.head}>
        <h2 className="visually-hidden">{title}</h2>
        <nav className={classes.tabs} aria-label="What the drawer shows">
          {drawerTabs.map(item => (
            <button
              key={item.tab}
              type="button"
              className={classes.tab}
              aria-current={item.tab === tab}
              title={`${item.title} (${item.key})`}
              onClick={() => onTab(item.tab)}
            >
              {item.title}
            </button>
          ))}
        </nav>
        <ActionIcon variant="subtle" color="gray" aria-label={`Close ${title.toLowerCase()}`} onClick={onClose}>
          <Icon name="x" size={14} />
        </ActionIcon>
      </div>
      <div className={classes.content} data-fixed={isFixed || undefined}>
        {children}
      </div>
    </aside>
  )
}
