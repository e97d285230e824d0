import type { PlanResult } from '@shared/plan/plan'
import type { PlanRequest } from '../../stores/plan'
import type { Answer } from './answers'
import classes from './LaunchPane.module.css'
import { OptionsPane } from './OptionsPane'
import { PreflightPane } from './PreflightPane'
import { ScriptPane } from './ScriptPane'
import type { LaunchView } from './use-launch-view'
import type { Preflight } from './use-preflight'

interface LaunchAsideProps {
  readonly view: LaunchView
  readonly result: PlanResult | null
  readonly request: PlanRequest | null
  readonly answers: readonly Answer[]
  readonly preflight: Preflight
  readonly options: Parameters<typeof OptionsPane>[0]
}

/** Beside the plan: the options, or what was opened to look at. */
export function LaunchAside({ view, result, request, answers, preflight, options }: LaunchAsideProps) {
  const { aside, show } = view
  const close = () => show({ kind: 'options' })
  const plan = result?.plan ?? result?.draft
  const isThere = (run: string) => plan?.stages.some(stage => stage.runs.some(({ id }) => id === run)) === true
  const shown = aside.kind === 'script' && !isThere(aside.run) ? ({ kind: 'options' } as const) : aside
  return (
    <aside className={classes.aside}>
      {shown.kind === 'options' && <OptionsPane {...options} />}
      {shown.kind === 'script' && plan && request && (
        <ScriptPane
          plan={plan}
          run={shown.run}
          request={request}
          answers={answers}
          onRun={run => show({ kind: 'script', run })}
          onClose={close}
        />
      )}
      {shown.kind === 'targets' && (
        <PreflightPane
          report={preflight.report}
          isChecking={preflight.isChecking}
          failure={preflight.failure}
          isStale={preflight.isStale}
          onCheck={preflight.check}
          onClose={close}
        />
      )}
    </aside>
  )
}
