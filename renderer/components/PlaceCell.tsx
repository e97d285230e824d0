import { type DashboardCell, thereWords } from '@shared/dashboard'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { DeploymentCell } from './DeploymentCell'
import matrix from './EnvironmentMatrix.module.css'

interface PlaceCellProps {
  readonly cell: DashboardCell
  /** Where that is, in words: `Test`, or `Test for Acme`. */
  readonly place: string
  /** Below it: what else is to be said. */
  readonly children?: ReactNode
}

/** The newest attempt in a place as it is, and what is there if that is another. */
export function PlaceCell({ cell, place, children }: PlaceCellProps) {
  const words = thereWords(cell)
  return (
    <DeploymentCell summary={cell.newest} withVersion>
      {words !== null &&
        (cell.current === null ? (
          <span className={matrix.there}>{words}</span>
        ) : (
          <Link href={`/deployments/${cell.current.id}`} className={matrix.there ?? ''} title={`In ${place}: ${words}`}>
            {words}
          </Link>
        ))}
      {children}
    </DeploymentCell>
  )
}
