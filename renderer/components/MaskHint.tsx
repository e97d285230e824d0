import { maskWarning } from '@shared/variables/maskability'
import type { ReactNode } from 'react'
import classes from './MaskHint.module.css'

/** What an input for a secret says below itself, while the person types, when logs will not mask the value as expected. */
export function maskHint(value: string | null, names: ReadonlySet<string>): ReactNode {
  const warning = maskWarning(value ?? '', names)
  if (warning === null) return null
  return (
    <span className={classes.hint} role="status">
      {warning}
    </span>
  )
}
