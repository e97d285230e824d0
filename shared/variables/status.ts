import { type Deployment, isDecided, isRunOver, type Run } from '../deployment'
import { type PlannedStep, stagesOf, stepsOf } from '../plan/plan'

/** Octopus' words for how a step stands. */
export type StepStatus = 'Pending' | 'Skipped' | 'Canceled' | 'Running' | 'Succeeded' | 'Failed'

type Standing = Pick<Deployment, 'plan' | 'runs' | 'steps'>

export const runsOfStep = (
  { plan, runs }: Pick<Standing, 'plan' | 'runs'>,
  step: Pick<PlannedStep, 'number'>
): readonly Run[] => stagesOf(plan, step).flatMap(stage => stage.runs.flatMap(({ id }) => runs[id] ?? []))

/** How a step stands: what failed outweighs what is still under way. */
export function stepStatus(standing: Standing, step: Pick<PlannedStep, 'number'>): StepStatus {
  const runs = runsOfStep(standing, step)
  const is = (...states: readonly Run['state'][]) => runs.some(run => states.includes(run.state))
  const progress = standing.steps[step.number]
  if (is('failed', 'unknown') || progress?.canary === 'stop') return 'Failed'
  if (runs.length === 0 || progress?.state === 'skipped') return 'Skipped'
  if (runs.every(run => run.state === 'pending')) return isDecided(progress) ? 'Running' : 'Pending'
  if (!runs.every(isRunOver)) return 'Running'
  if (is('cancelled')) return 'Canceled'
  return runs.every(run => run.state === 'skipped') ? 'Skipped' : 'Succeeded'
}

function errorsOf(standing: Standing, step: PlannedStep): readonly string[] {
  const failed = runsOfStep(standing, step).flatMap(run => {
    if (run.state === 'failed') return [run.failure.message]
    return run.state === 'unknown' ? [`It is unknown how “${step.name}” ended, because Slipway did.`] : []
  })
  const wasStopped = standing.steps[step.number]?.canary === 'stop'
  return wasStopped ? [...failed, `“${step.name}” was stopped after its first targets.`] : failed
}

/** How the steps stand, and what went wrong so far, as variables; for conditions, mails and scripts. */
export function statusFacts(standing: Standing): Readonly<Record<string, string>> {
  const facts: Record<string, string> = {}
  const errors: string[] = []
  for (const step of stepsOf(standing.plan)) {
    facts[`Octopus.Step[${step.name}].Status.Code`] = stepStatus(standing, step)
    const failed = errorsOf(standing, step)
    if (failed.length === 0) continue
    facts[`Octopus.Step[${step.name}].Status.Error`] = failed[0] ?? ''
    facts[`Octopus.Step[${step.name}].Status.ErrorDetail`] = failed.join('\n')
    errors.push(...failed)
  }
  if (errors.length === 0) return facts
  return { ...facts, 'Octopus.Deployment.Error': errors[0] ?? '', 'Octopus.Deployment.ErrorDetail': errors.join('\n') }
}
