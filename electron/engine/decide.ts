import type { DeploymentFact } from '@shared/deployment'
import type { TargetId } from '@shared/ids'
import { expressionOf } from '@shared/model/run-condition'
import { orderOf, type StepLanes } from '@shared/plan/lanes'
import { stageTitle } from '@shared/plan/plan'
import { TemplateError } from '@shared/template/index'
import { type Context, type StagedRun, stagedRun } from './context'
import { variablesOf } from './run-variables'

/** Whether an expression is truthy in a run; one that cannot be read, or that asks for what nobody defined, is not. */
export function isTrue(context: Context, { stage, run }: StagedRun, expression: string): boolean {
  try {
    return variablesOf(context, stage, run, expression).templates().truthy(expression)
  } catch (error) {
    if (error instanceof TemplateError) return false
    throw error
  }
}

const falseWords = (expression: string): string => `Its condition, ${expression}, came to False.`

function stepOf(context: Context, number: number): StepLanes {
  const { groups, cleanUps } = orderOf(context.request.plan)
  const found = [...groups.flat(), ...cleanUps].find(item => item.step.number === number)
  if (found === undefined) throw new Error(`The plan has no step ${number}`)
  return found
}

/** What is decided about a step whose condition has an expression: it is asked for each of the lanes. */
export function decideStep(context: Context, number: number, lanes: readonly (TargetId | null)[]): DeploymentFact {
  const item = stepOf(context, number)
  const expression = expressionOf(item.step.condition) ?? ''
  const reason = falseWords(expression)
  const skipped = item.lanes.flatMap(({ target, runs: [first] }) => {
    if (!lanes.includes(target) || first === undefined) return []
    return isTrue(context, stagedRun(context, first.id), expression) ? [] : [{ lane: target, reason }]
  })
  if (skipped.length === lanes.length) return { kind: 'step-skipped', step: number, reason }
  return { kind: 'step-started', step: number, ...(skipped.length === 0 ? {} : { skipped }) }
}

/** Why one of several actions is left out, whose condition has an expression; null where it runs. */
export function whyNot(context: Context, staged: StagedRun): string | null {
  const expression = staged.stage.condition === undefined ? null : expressionOf(staged.stage.condition)
  return expression === null || isTrue(context, staged, expression) ? null : falseWords(expression)
}

/** What the log says about a fact that follows from plan and state; null for nothing. */
export function scheduledWords(
  context: Context,
  fact: DeploymentFact
): { readonly level: 'info' | 'warning'; readonly text: string } | null {
  const { plan, snapshot } = context.request
  if (fact.kind === 'step-skipped') {
    const step = stepOf(context, fact.step).step
    const why = fact.reason.startsWith('Skipped') ? fact.reason : `Skipped: ${fact.reason}`
    const isDisabled = snapshot.steps.find(item => item.id === step.stepId)?.isDisabled === true
    // That there is no target for it may be news to whoever looks on.
    const level = step.lanes.length === 0 && !isDisabled ? 'warning' : 'info'
    return { level, text: `${stageTitle(step)}. ${why}` }
  }
  if (fact.kind !== 'run-skipped') return null
  const { stage, placeName } = stagedRun(context, fact.run)
  const where = plan.targets.length > 0 ? ` on ${placeName}` : ''
  return { level: 'info', text: `${stageTitle(stage)}${where}. Skipped: ${fact.reason}` }
}
