import type { Deployment } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import type { Plan } from '@shared/plan/plan'
import type { RenderedScript } from '@shared/rendered-script'
import { useEffect, useState } from 'react'
import { api } from '../../../api'
import { type PlanPosition, positionNear } from '../../../components/explain/plan-places'
import { RenderedScriptView } from '../../../components/RenderedScript'
import { afterFailure, type Load, loading, ready } from '../../../stores/load'
import { pressingIn, wantedOf } from '../explain-address'
import classes from './DrawerFrame.module.css'
import { PositionFields } from './PositionFields'

interface ScriptDrawerProps {
  readonly deployment: Deployment
  /** The runs that are chosen; the first one is shown. */
  readonly runs: ReadonlySet<RunId>
}

/** What a run executes, with its references replaced and its secrets as dots. */
export function ScriptDrawer({ deployment, runs }: ScriptDrawerProps) {
  const { plan } = deployment
  const [moved, setMoved] = useState<PlanPosition | null>(null)
  // A cell that is chosen while the drawer is open is what is meant.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another choice moves it
  useEffect(() => setMoved(null), [runs])
  // What went on or went wrong when it was opened, and not whatever does since: nobody's reading is interrupted.
  const [atFirst] = useState(() => pressingIn(deployment))
  const position = moved ?? positionNear(plan, wantedOf(plan, runs, atFirst))
  const run = position && runOf(plan, position)
  const state = run ? deployment.runs[run]?.state : undefined
  const { load, again } = useScript(deployment, run, state ?? '')
  if (position === null) return <p className={classes.none}>No step runs anywhere, so there is no script.</p>
  return (
    <div className={classes.body}>
      <PositionFields plan={plan} position={position} onPosition={setMoved} />
      <RenderedScriptView load={load} onRetry={again} label={labelOf(plan, position)} />
    </div>
  )
}

const runOf = (plan: Plan, { actionId, targetId }: PlanPosition): RunId | null =>
  plan.stages.find(stage => stage.actionId === actionId)?.runs.find(run => run.targetId === targetId)?.id ?? null

function labelOf(plan: Plan, { actionId, targetId }: PlanPosition): string {
  const step = plan.stages.find(stage => stage.actionId === actionId)?.name ?? ''
  return `${step} on ${plan.targets.find(target => target.id === targetId)?.name ?? 'this machine'}`
}

/** Reads it anew whenever the run changes its state, because what was not known before may be known then. */
function useScript({ id }: Deployment, run: RunId | null, state: string) {
  const [load, setLoad] = useState<Load<RenderedScript>>(loading)
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the state and the attempt say when
  useEffect(() => {
    if (run === null) return
    let isCurrent = true
    void api.call('plan.script', { source: { kind: 'deployment', id }, run }).then(result => {
      if (isCurrent) setLoad(before => (result.ok ? ready(result.value) : afterFailure(before, result.failure)))
    })
    return () => {
      isCurrent = false
    }
  }, [id, run, state, attempt])
  return { load, again: () => setAttempt(attempt + 1) }
}
