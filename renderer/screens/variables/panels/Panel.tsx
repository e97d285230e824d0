import { CloseButton } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import classes from './Panel.module.css'

interface PanelProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** What stands at the right of the table. */
export function Panel({ title, onClose, children }: PanelProps) {
  const id = useId()
  return (
    <section className={classes.panel} aria-labelledby={id} data-editor-panel>
      <header className={classes.head}>
        <h2 id={id} className={classes.title}>
          {title}
        </h2>
        <CloseButton size="sm" aria-label={`Close ${title.toLowerCase()}`} onClick={onClose} />
      </header>
      {children}
    </section>
  )
}
