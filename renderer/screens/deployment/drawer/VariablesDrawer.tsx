import { type Deployment, isOpen } from '@shared/deployment'
import { useEffect, useRef } from 'react'
import type { PlanPosition } from '../../../components/explain/plan-places'
import { VariableExplorer } from '../../../components/explain/VariableExplorer'
import { type Read, useRead } from '../../../stores/catalog'
import type { VariablesDrawerView } from '../use-variables-drawer'
import frame from './DrawerFrame.module.css'
import classes from './VariablesDrawer.module.css'

interface VariablesDrawerProps {
  readonly deployment: Deployment
  readonly view: VariablesDrawerView
}

/** Every variable as the steps of this deployment saw it, and why. */
export function VariablesDrawer({ deployment, view }: VariablesDrawerProps) {
  return view.position === null ? (
    <p className={frame.none}>No step runs anywhere, so no variable has a value.</p>
  ) : (
    <Explored deployment={deployment} view={view} position={view.position} />
  )
}

function Explored({ deployment, view, position }: VariablesDrawerProps & { readonly position: PlanPosition }) {
  const { id, plan } = deployment
  const place = {
    source: { kind: 'deployment', id } as const,
    actionId: position.actionId,
    ...(position.targetId === null ? {} : { targetId: position.targetId })
  }
  const preview = useRead('variables.preview', place)
  const explained = useRead('variables.explain', view.name === null ? null : { ...place, name: view.name })
  useReadAgain(`${progressOf(deployment)} ${JSON.stringify(place)} ${view.name}`, [preview, explained])
  return (
    <div className={classes.body}>
      <p className={classes.note}>
        {isOpen(deployment) ? 'As its steps see them so far.' : 'As its steps saw them, with what they passed on.'}
      </p>
      <VariableExplorer
        plan={plan}
        position={position}
        onPosition={view.move}
        preview={preview.load}
        name={view.name}
        explained={explained.load}
        onExplain={view.explain}
        onRetry={view.name === null ? preview.again : explained.again}
        asked={(plan.answers ?? []).map(answer => answer.name)}
      />
    </div>
  )
}

/** Changes whenever values may: with each output, and when it is over. */
function progressOf(deployment: Deployment): string {
  const outputs = Object.values(deployment.runs).reduce((sum, run) => sum + run.outputs.length, 0)
  return `${outputs} ${isOpen(deployment)}`
}

/** Reads again what was read earlier already: since then `what` may have changed. What is on its way is not asked twice. */
function useReadAgain(what: string, reads: readonly Read<unknown>[]): void {
  const latest = useRef(reads)
  latest.current = reads
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says when
  useEffect(() => {
    for (const { load, again } of latest.current) if (load.state === 'ready') again()
  }, [what])
}
