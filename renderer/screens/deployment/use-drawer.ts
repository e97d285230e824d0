import type { Deployment } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import { useState } from 'react'
import type { DrawerTab } from './drawer/DrawerFrame'
import { useVariablesDrawer, type VariablesDrawerView } from './use-variables-drawer'

export interface DrawerView {
  /** What is shown; null when it is closed. */
  readonly tab: DrawerTab | null
  readonly variables: VariablesDrawerView
  readonly open: (tab: DrawerTab) => void
  /** Opens it, or closes it where it shows this already. */
  readonly toggle: (tab: DrawerTab) => void
  readonly close: () => void
  /** One step back inside of it; false where there is none. */
  readonly back: () => boolean
}

/** The drawer at the right. Its variables have addresses of their own; the rest is the window's. */
export function useDrawer(deployment: Deployment, chosen: ReadonlySet<RunId>): DrawerView {
  const variables = useVariablesDrawer(deployment, chosen)
  const [other, setOther] = useState<Exclude<DrawerTab, 'variables'> | null>(null)
  const tab = variables.isOpen ? 'variables' : other
  const open = (next: DrawerTab) => {
    setOther(next === 'variables' ? null : next)
    if (next === 'variables') variables.open()
    else if (variables.isOpen) variables.close()
  }
  const close = () => {
    setOther(null)
    if (variables.isOpen) variables.close()
  }
  return {
    tab,
    variables,
    open,
    toggle: next => (tab === next ? close() : open(next)),
    close,
    back: () => {
      if (variables.name === null) return false
      variables.explain(null)
      return true
    }
  }
}
