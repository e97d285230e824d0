import { type ReactNode, useState } from 'react'
import { Icon } from './Icon'
import { RowMenu, type RowMenuItem } from './RowMenu'
import classes from './SpareMenu.module.css'

interface SpareMenuProps {
  readonly label: string
  /** Asked when somebody opens it. */
  readonly items: () => readonly RowMenuItem[]
  /** Draws the menu instead, for who has to ask something first. */
  readonly children?: (items: readonly RowMenuItem[]) => ReactNode
}

/** A “…” for places of which there are hundreds: there is only a button until somebody uses it. */
export function SpareMenu({ label, items, children }: SpareMenuProps) {
  const [isUsed, setUsed] = useState(false)
  if (isUsed) return children ? children(items()) : <RowMenu label={label} items={items()} isOpenAtFirst />
  return (
    <button
      type="button"
      className={classes.button}
      aria-label={label}
      aria-haspopup="menu"
      onClick={() => setUsed(true)}
    >
      <Icon name="more" size={14} />
    </button>
  )
}
