import { actionOfOutput, knownThereRemedy, knownThereWords, targetOfOutput } from '../bundle/known-there'
import type { Action } from '../model/action'
import { actionName, type Step } from '../model/process'
import { expressionOf } from '../model/run-condition'
import type { Target } from '../model/target'
import { references } from '../template/index'
import { nameKey } from '../variables/rows'
import type { PlanProblem } from './plan'
import type { StepGround, StepPlan } from './plan-steps'
import { error } from './problems'

type OfflineTarget = Extract<Target, { kind: 'offline' }>

/** What bundles cannot carry, or decide: the target is told of it before anything is written. */
export function offlineProblems(
  { candidates }: Pick<StepGround, 'candidates'>,
  steps: readonly Step[],
  planned: readonly StepPlan[]
): readonly PlanProblem[] {
  const offline = candidates.filter(target => target.kind === 'offline')
  if (offline.length === 0) return []
  return [...notCarried(offline, steps, planned), ...offline.flatMap(target => decidedThereProblems(target, planned))]
}

function notCarried(
  offline: readonly OfflineTarget[],
  steps: readonly Step[],
  planned: readonly StepPlan[]
): readonly PlanProblem[] {
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

/**
 * Run conditions that ask for an output of an earlier action of the same bundle: they are decided when it is made. Values
 * of variables that take such an output in are looked at then.
 */
function decidedThereProblems({ id, name }: OfflineTarget, planned: readonly StepPlan[]): readonly PlanProblem[] {
  const problems: PlanProblem[] = []
  let before: string[] = []
  let group: number | null = null
  for (const { step, stages } of planned) {
    // What a manual intervention is to approve goes into a bundle of its own, once the one before may be back.
    if (step.group !== group && planned.some(item => item.step.group === group && asksPeople(item))) before = []
    group = step.group
    const carried = stages.filter(({ runs }) => runs.some(run => run.on === 'target' && run.targetId === id))
    for (const [at, { name: action, condition }] of carried.entries()) {
      const expressions = [at === 0 ? expressionOf(step.condition) : null, condition ? expressionOf(condition) : null]
      const output = expressions
        .flatMap(text => references(text ?? ''))
        .find(reference => isOutputOf(reference, before, name))
      before.push(action)
      if (output === undefined) continue
      const about = { kind: 'target', targetId: id } as const
      problems.push(error(about, knownThereWords(action, output, name), knownThereRemedy))
    }
  }
  return problems
}

const asksPeople = ({ stages }: StepPlan): boolean =>
  stages.some(({ type, runs }) => type === 'manual' && runs.length > 0)

/** Whether a reference is to what one of these actions passes on, on this target or wherever. */
function isOutputOf(reference: string, actions: readonly string[], target: string): boolean {
  const action = actionOfOutput(reference)
  const where = targetOfOutput(reference) ?? target
  return (
    action !== null && nameKey(where) === nameKey(target) && actions.some(name => nameKey(name) === nameKey(action))
  )
}

const remedy = 'Leave the target out, or let the step run on other targets only.'

function whyNotCarried(action: Action, platform: 'posix' | 'windows'): string | null {
  if (platform === 'posix' || action.type === 'script') return null
  return action.type === 'deploy-package' && action.nginx !== undefined
    ? 'sets up NGINX on a Windows machine'
    : 'uses a package on a Windows machine'
}
