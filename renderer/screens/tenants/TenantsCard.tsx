import type { ReactNode } from 'react'
import { Card } from '../../components/Card'
import classes from './tenants.module.css'

interface TenantsCardProps {
  /** How many tenants the filter leaves. */
  readonly count: number
  /** Their list. */
  readonly children: ReactNode
}

/** The card of a list of tenants, or what stands there where the filter leaves none. */
export function TenantsCard({ count, children }: TenantsCardProps) {
  if (count > 0) return <Card padding="flush">{children}</Card>
  return (
    <Card>
      <p className={classes.none} role="status">
        No tenant matches.
      </p>
    </Card>
  )
}
