import type { Deployment } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import { useEffect } from 'react'
import { type PlanPosition, positionNear } from '../../components/explain/plan-places'
import { navigate, useSearch } from '../../navigation/history'
import { pressingIn, readExplain, wantedOf, writeExplain } from './explain-address'

export interface VariablesDrawerView {
  readonly isOpen: boolean
  readonly name: string | null
  /** Null when nothing of the plan runs anywhere. */
  readonly position: PlanPosition | null
  readonly explain: (name: string | null) => void
  readonly move: (position: PlanPosition) => void
  readonly open: () => void
  readonly close: () => void
}

/** What the drawer with the variables shows. The address says it, so that a link leads right there. */
export function useVariablesDrawer(deployment: Deployment, chosen: ReadonlySet<RunId>): VariablesDrawerView {
  const { id, plan } = deployment
  const address = readExplain(useSearch())
  const position = positionNear(plan, address?.wanted ?? wantedOf(plan, chosen, pressingIn(deployment)))
  const name = address?.name ?? null
  const isOpen = address !== null
  const go = (search: string) => navigate(`/deployments/${id}${search}`, { replace: true })
  // One cell that is chosen while it is open is what is meant.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another choice moves it
  useEffect(() => {
    if (isOpen && chosen.size === 1) go(writeExplain(name, positionNear(plan, wantedOf(plan, chosen))))
  }, [chosen])
  return {
    isOpen,
    name,
    position,
    explain: next => go(writeExplain(next, position)),
    move: next => go(writeExplain(name, next)),
    open: () => go(writeExplain(null, positionNear(plan, wantedOf(plan, chosen, pressingIn(deployment))))),
    close: () => go('')
  }
}
