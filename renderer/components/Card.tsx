import type { ReactNode } from 'react'
import classes from './Card.module.css'

export interface CardProps {
  /** `flush` lets a table reach the edges. */
  readonly padding?: 'normal' | 'flush'
  readonly children: ReactNode
}

/** A surface above the canvas. */
export function Card({ padding = 'normal', children }: CardProps) {
  return (
    <div className={classes.card} data-padding={padding}>
      {children}
    </div>
  )
}
