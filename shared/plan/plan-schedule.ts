import { type Action, actionName, amountOf, type Step } from '../model/process'
import type { PlanProblem } from './plan'
import type { PlanInput } from './plan-deployment'
import type { StepPlan } from './plan-steps'
import { warning } from './problems'
import { countOf, listOf } from './words'

/** Settings of steps that do not do what somebody may expect of them. They prevent nothing. */
export function scheduleProblems(
  input: Pick<PlanInput, 'snapshot' | 'user' | 'canMail' | 'variables'>,
  planned: readonly StepPlan[]
): readonly PlanProblem[] {
  const firstGroup = planned.find(isInRow)?.step.group
  return [
    ...input.snapshot.steps.flatMap((step, index) => {
      const plan = planned[index]
      if (plan === undefined || !hasRuns(plan)) return []
      return [
        ...conditionProblems(step, plan, firstGroup),
        ...paceProblems(step, plan),
        ...peopleProblems(step, plan, input.user),
        ...(input.canMail === false ? mailProblems(step, plan) : [])
      ]
    }),
    ...parallelismProblems(input.variables)
  ]
}

const hasRuns = ({ stages }: StepPlan): boolean => stages.some(stage => stage.runs.length > 0)

/** Whether it takes its turn in the deployment; steps for a cancel wait for that alone. */
const isInRow = (plan: StepPlan): boolean => hasRuns(plan) && plan.step.condition.when !== 'cancel'

function conditionProblems(step: Step, plan: StepPlan, firstGroup: number | undefined): readonly PlanProblem[] {
  const about = { kind: 'step', stepId: step.id } as const
  const found: PlanProblem[] = []
  if (plan.step.condition.when === 'failure' && plan.step.group === firstGroup)
    found.push(
      warning(
        about,
        `“${step.name}” runs only if something has failed before, and nothing runs before it.`,
        'Move it behind the steps whose failure it is for, or give it another condition.'
      )
    )
  if (plan.step.condition.when === 'cancel' && step.startsWithPrevious)
    found.push(
      warning(
        about,
        `“${step.name}” is to begin with the step before, and runs only if the deployment is cancelled.`,
        'It runs when everything else has ended. Let it begin after the step before.'
      )
    )
  const first = plan.stages.find(stage => stage.runs.length > 0)
  if (first?.condition?.when === 'failure')
    found.push(
      warning(
        about,
        `“${first.name}” runs only if an action before it failed, and it is the first one of “${step.name}”.`,
        'Move it behind the actions whose failure it is for, or give it another condition.'
      )
    )
  return found
}

/** A window that the limit of parallel targets makes smaller. */
function paceProblems(step: Step, { step: { lanes, width } }: StepPlan): readonly PlanProblem[] {
  if (step.window === undefined) return []
  const wanted = Math.min(amountOf(step.window, lanes.length), lanes.length)
  if (wanted <= width) return []
  return [
    warning(
      { kind: 'step', stepId: step.id },
      `“${step.name}” asks for ${countOf(wanted, 'target')} at a time, and at most ${width} run at the same time.`,
      'Raise “Never more than” under “Pace” of the step, or make its window smaller.'
    )
  ]
}

/** A manual intervention that only others may answer. */
function peopleProblems(step: Step, { stages }: StepPlan, user: string | undefined): readonly PlanProblem[] {
  if (user === undefined) return []
  const asking = step.actions.filter(
    (action, index): action is Extract<Action, { type: 'manual' }> =>
      action.type === 'manual' && (stages[index]?.runs.length ?? 0) > 0
  )
  return asking.flatMap(action =>
    action.responsible === undefined || action.responsible.some(name => name.toLowerCase() === user.toLowerCase())
      ? []
      : [
          warning(
            { kind: 'step', stepId: step.id },
            `“${actionName(step, action)}” waits for ${listOf(action.responsible, 'or')}, and you are ${user}.`,
            'The deployment stands still there until one of them answers on this machine.'
          )
        ]
  )
}

const mailProblems = (step: Step, { stages }: StepPlan): readonly PlanProblem[] =>
  step.actions.flatMap((action, index) =>
    action.type !== 'email' || (stages[index]?.runs.length ?? 0) === 0
      ? []
      : [
          warning(
            { kind: 'step', stepId: step.id },
            `“${actionName(step, action)}” sends a mail, and no mail server is set up, so it will fail.`,
            'Enter a server in Settings → Mail, or leave the step out.'
          )
        ]
  )

const parallelism = 'octopus.action.maxparallelism'

/** Octopus takes a limit from this variable; here steps have settings for it, and the name only tells what they came to. */
function parallelismProblems({ sources }: PlanInput['variables']): readonly PlanProblem[] {
  const rows = [...sources.variables, ...sources.librarySets.flatMap(set => set.variables)]
  const [row] = rows.filter(({ name }) => name.trim().toLowerCase() === parallelism)
  if (row === undefined) return []
  return [
    warning(
      { kind: 'variable', name: row.name, variableId: row.id },
      `“${row.name}” is defined as a variable, and it does not limit how many targets run at the same time.`,
      'Use “At most at the same time” under “Pace” of the step instead, and remove the variable.'
    )
  ]
}
