import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Icon } from './Icon'
import classes from './Pages.module.css'

export interface PagesProps {
  /** From 0, the newest. */
  readonly page: number
  readonly hasOlder: boolean
  /** Which part of the list is shown, in words. */
  readonly children: ReactNode
  readonly onChange: (page: number) => void
}

/** Leads through a list whose newest entries come first. */
export const Pages = ({ page, hasOlder, children, onChange }: PagesProps) => (
  <nav className={classes.pages} aria-label="Pages">
    <Button
      size="compact-sm"
      variant="default"
      disabled={page === 0}
      leftSection={<Icon name="chevron-left" size={13} />}
      onClick={() => onChange(page - 1)}
    >
      Newer
    </Button>
    <span>{children}</span>
    <Button
      size="compact-sm"
      variant="default"
      disabled={!hasOlder}
      rightSection={<Icon name="chevron-right" size={13} />}
      onClick={() => onChange(page + 1)}
    >
      Older
    </Button>
  </nav>
)
