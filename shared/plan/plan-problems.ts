import type { Action } from '../model/action'
import { actionName, type Step } from '../model/process'
import { hasAnyRole, type Target } from '../model/target'
import type { PlanProblem } from './plan'
import type { PlanInput } from './plan-deployment'
import { isChosen, isRequired, type StepGround, type StepPlan, whereOf, whyOut } from './plan-steps'
import { error, warning } from './problems'
import { anewWords, capital, listOf, rolesOf } from './words'

/** A process of which nothing can run, whatever the environment. */
export function processProblems({
  snapshot: { steps },
  release,
  project,
  runbook
}: Pick<PlanInput, 'snapshot' | 'release' | 'project' | 'runbook'>): readonly PlanProblem[] {
  const about = { kind: 'process' } as const
  const subject =
    runbook === undefined ? `release ${release.version} of ${project.name}` : `the runbook “${runbook.name}”`
  if (steps.length === 0) {
    const message = `${capital(subject)} has no steps.`
    return [error(about, message, `Add a step and ${anewWords(runbook)}.`)]
  }
  if (steps.every(step => step.isDisabled)) {
    const message = `Every step of ${subject} is disabled.`
    return [error(about, message, `Enable a step and ${anewWords(runbook)}.`)]
  }
  return []
}

const isNarrowed = ({ choices: { only = [], without = [] } }: StepGround): boolean =>
  only.length > 0 || without.length > 0

/** What is to be said about the targets of a step that takes part. */
export function stepProblems(ground: StepGround, step: Step | undefined, { stages }: StepPlan): readonly PlanProblem[] {
  const isOut = step?.actions.every(action => whyOut(ground, step, action) !== null) ?? true
  if (step === undefined || isOut || step.location === 'here') return []
  const { candidates, choices } = ground
  const leftOut = candidates
    .filter(target => target.isDisabled && isChosen(choices, target.id) && hasAnyRole(target, step.roles))
    .map(target =>
      warning(
        { kind: 'target', targetId: target.id },
        `${target.name} is disabled, so “${step.name}” leaves it out.`,
        'Enable the target if the step is to run on it.'
      )
    )
  if (stages.some(stage => stage.runs.length > 0)) return leftOut
  const about = { kind: 'step', stepId: step.id } as const
  const roles = rolesOf(step.roles, 'or')
  const hasTarget = candidates.some(target => !target.isDisabled && hasAnyRole(target, step.roles))
  if (hasTarget && isNarrowed(ground)) {
    // Who leaves targets out knows that steps go with them, unless the process says that this one must not.
    if (!step.needsTargets) return leftOut
    const message = `“${step.name}” must not be skipped: no target with the ${roles} is among those that were chosen.`
    return [error(about, message, 'Choose at least one such target as well.'), ...leftOut]
  }
  const say = step.needsTargets ? error : warning
  const skipped = say(
    about,
    `“${step.name}” ${step.needsTargets ? 'must not be skipped' : 'is skipped'}: no enabled target in ${whereOf(ground)} has the ${roles}.${apartWords(ground, step)}`,
    step.needsTargets
      ? `Give a target in ${whereOf(ground)} one of the step's roles.`
      : `Give a target in ${whereOf(ground)} one of the step's roles, or go on without the step.`
  )
  return [skipped, ...leftOut]
}

/** Which targets would have done if they were for that tenant, or for none; empty where there are none. */
function apartWords({ apart, tenant }: StepGround, step: Pick<Step, 'roles'>): string {
  const others = apart.filter(target => !target.isDisabled && hasAnyRole(target, step.roles)).map(({ name }) => name)
  if (others.length === 0) return ''
  const verb = others.length === 1 ? 'is' : 'are'
  return ` ${listOf(others)} ${verb} ${tenant === null ? 'only for tenants' : `not for ${tenant.name}`}.`
}

/** Choices that name what is required or what there is not. */
export function choiceProblems(ground: StepGround, steps: readonly Step[]) {
  const { candidates, choices } = ground
  const { skip = [], only = [], without = [] } = choices
  const required = steps.flatMap(step =>
    step.actions
      .filter(action => skip.includes(action.id) && isRequired(action))
      .map(action =>
        error(
          { kind: 'step', stepId: step.id },
          `“${actionName(step, action)}” is required and cannot be skipped.`,
          `Let it run, or make it optional and ${anewWords(ground.runbook)}.`
        )
      )
  )
  const isThere = (id: Action['id']) => steps.some(step => step.actions.some(action => action.id === id))
  const lost = skip.filter(id => !isThere(id)).length
  const targetOf = (id: Target['id']) => candidates.find(target => target.id === id)
  const unknown = [...new Set([...only, ...without])].filter(id => targetOf(id) === undefined)
  const disabled = only.flatMap(id => targetOf(id) ?? []).filter(target => target.isDisabled)
  return [
    ...required,
    ...(lost === 0
      ? []
      : [
          warning(
            { kind: 'process' },
            `${lost === 1 ? 'An action that was' : `${lost} actions that were`} to be left out ${lost === 1 ? 'is' : 'are'} not in this release.`,
            'Look at what is left out, and choose again where it matters.'
          )
        ]),
    ...unknown.map(targetId =>
      error(
        { kind: 'target', targetId },
        `A target that was chosen is not in ${whereOf(ground)} any more.`,
        'Look at the targets that are chosen or left out, and choose again.'
      )
    ),
    ...disabled.map(({ id, name }) =>
      error(
        { kind: 'target', targetId: id },
        `${name} was chosen and is disabled, so nothing runs on it.`,
        'Enable it, or choose other targets.'
      )
    )
  ]
}

/** Deploying nothing must not look like success. Steps for a cancel do not count: on their own they never run. */
export function nothingRuns(
  ground: StepGround,
  steps: readonly Step[],
  planned: readonly StepPlan[],
  found: readonly PlanProblem[]
): PlanProblem | null {
  const isCounted = (condition: Step['condition']) => condition?.when !== 'cancel'
  const runs = planned.some(
    ({ step, stages }) => isCounted(step.condition) && stages.some(stage => stage.runs.length > 0)
  )
  if (runs || found.some(problem => problem.severity === 'error')) return null
  const name = whereOf(ground)
  const about = { kind: 'environment' } as const
  const wanting = steps.filter(
    step => isCounted(step.condition) && step.actions.some(action => whyOut(ground, step, action) === null)
  )
  const wanted = [...new Set(wanting.flatMap(step => step.roles))]
  if (wanting.length === 0)
    return error(
      about,
      `Nothing would run: every step is left out, disabled, not for ${name}, or only for a cancel.`,
      'Take in a step that was left out, or choose another environment.'
    )
  if (isNarrowed(ground))
    return error(
      about,
      'Nothing would run: none of the chosen targets has a role that the steps ask for.',
      `Choose a target with the role ${listOf(wanted, 'or')}, or take all of ${name}.`
    )
  return error(
    about,
    `Nothing would run: no enabled target in ${name} has a role that the steps ask for.`,
    `Add an enabled target to ${name} with the role ${listOf(wanted, 'or')}, or choose another environment.`
  )
}
