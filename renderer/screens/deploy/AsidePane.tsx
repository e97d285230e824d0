import { ActionIcon } from '@mantine/core'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { Icon } from '../../components/Icon'
import classes from './LaunchPane.module.css'

interface AsidePaneProps {
  readonly title: string
  readonly subtitle: ReactNode
  readonly onClose: () => void
  readonly children: ReactNode
}

/** Something to look at beside the plan, in place of the options. Takes the focus; closing gives it back. */
export function AsidePane({ title, subtitle, onClose, children }: AsidePaneProps) {
  const id = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    const before = document.activeElement
    heading.current?.focus({ preventScroll: true })
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    }
  }, [])
  return (
    <section className={classes.pane} aria-labelledby={id}>
      <div className={classes.paneHead}>
        <div className={classes.paneWords}>
          <h3 id={id} ref={heading} tabIndex={-1} className={classes.paneTitle}>
            {title}
          </h3>
          <p className={classes.paneSubtitle}>{subtitle}</p>
        </div>
        <ActionIcon variant="subtle" color="gray" aria-label="Close" title="Close (Esc)" onClick={onClose}>
          <Icon name="x" size={14} />
        </ActionIcon>
      </div>
      {children}
    </section>
  )
}
