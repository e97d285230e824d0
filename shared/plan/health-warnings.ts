import { healthWords, isInTrouble, type TargetHealth } from '../model/health'
import type { Plan, PlanProblem } from './plan'
import { durationOf } from './words'

/**
 * A warning for each target that a plan connects to and that was in trouble when it was last checked. The check is of
 * the past, so it never prevents a deployment.
 * @param now milliseconds since 1970 UTC
 */
export function healthWarnings(
  plan: Plan,
  healthOf: (id: TargetHealth['id']) => TargetHealth | undefined,
  now: number
): readonly PlanProblem[] {
  const connected = new Set(
    plan.stages.flatMap(stage => stage.runs.flatMap(run => (run.on === 'target' ? [run.targetId] : [])))
  )
  return plan.targets.flatMap(({ id, name }) => {
    const health = healthOf(id)
    if (!connected.has(id) || health === undefined || !isInTrouble(health.status)) return []
    const age = durationOf(now - health.checkedAt)
    return [
      {
        severity: 'warning' as const,
        about: { kind: 'target' as const, targetId: id },
        failure: {
          kind: 'plan-has-problems' as const,
          message: `${name} was ${healthWords[health.status]} when it was last checked, ${age} ago. ${health.summary}`,
          remedy: `Check the health of ${name} again, or deploy all the same.`
        }
      }
    ]
  })
}
