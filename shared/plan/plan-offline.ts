import type { Action } from '../model/action'
import { actionName, type Step } from '../model/process'
import type { PlanProblem } from './plan'
import type { StepGround, StepPlan } from './plan-steps'
import { error } from './problems'

/** What bundles cannot carry: the target is told of it before anything is written. */
export function offlineProblems(
  { candidates }: Pick<StepGround, 'candidates'>,
  steps: readonly Step[],
  planned: readonly StepPlan[]
): readonly PlanProblem[] {
  const offline = candidates.filter(target => target.kind === 'offline')
  if (offline.length === 0) return []
  return steps.flatMap((step, index) =>
    step.actions.flatMap((action, at) => {
      const runs = planned[index]?.stages[at]?.runs ?? []
      const carried = offline.filter(({ id }) => runs.some(run => run.on === 'target' && run.targetId === id))
      return carried.flatMap(({ id, name, platform }) => {
        const why = whyNotCarried(action, platform)
        if (why === null) return []
        const about = { kind: 'target', targetId: id } as const
        return [error(about, `“${actionName(step, action)}” ${why}, which a bundle for ${name} cannot do.`, remedy)]
      })
    })
  )
}

const remedy = 'Leave the target out, or let the step run on other targets only.'

function whyNotCarried(action: Action, platform: 'posix' | 'windows'): string | null {
  if (platform === 'posix' || action.type === 'script') return null
  return action.type === 'deploy-package' && action.nginx !== undefined
    ? 'sets up NGINX on a Windows machine'
    : 'uses a package on a Windows machine'
}
