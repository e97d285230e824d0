import type { ReactNode } from 'react'
import classes from './Screen.module.css'

export interface ScreenProps {
  /** `narrow` is for forms and text, `wide` for tables. */
  readonly width?: 'narrow' | 'wide'
  readonly children: ReactNode
}

/** The padding and the width of a screen's content. */
export function Screen({ width = 'wide', children }: ScreenProps) {
  return (
    <div className={classes.screen} data-width={width}>
      {children}
    </div>
  )
}
