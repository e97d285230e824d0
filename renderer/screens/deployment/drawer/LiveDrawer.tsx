import type { Deployment } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import type { DrawerView } from '../use-drawer'
import { DrawerFrame } from './DrawerFrame'
import { FactsDrawer } from './FactsDrawer'
import { ResultsDrawer } from './ResultsDrawer'
import { ScriptDrawer } from './ScriptDrawer'
import { VariablesDrawer } from './VariablesDrawer'

interface LiveDrawerProps {
  readonly deployment: Deployment
  readonly view: DrawerView
  /** The runs that are chosen. */
  readonly runs: ReadonlySet<RunId>
  readonly now: number
}

/** The drawer at the right, where it is open. */
export function LiveDrawer({ deployment, view, runs, now }: LiveDrawerProps) {
  const { tab } = view
  if (tab === null) return null
  return (
    <DrawerFrame
      tab={tab}
      onTab={view.open}
      onClose={view.close}
      onBack={view.back}
      isFixed={tab === 'variables'}
      isWide={tab === 'variables' || tab === 'script'}
    >
      {tab === 'variables' && <VariablesDrawer deployment={deployment} view={view.variables} />}
      {tab === 'script' && <ScriptDrawer deployment={deployment} runs={runs} />}
      {tab === 'results' && <ResultsDrawer deployment={deployment} runs={runs} now={now} />}
      {tab === 'facts' && <FactsDrawer deployment={deployment} runs={runs} />}
    </DrawerFrame>
  )
}
