import { canaryWords, conditionWords as inWords, retriesWords } from '../model/process-words'
import { expressionOf, type StepCondition } from '../model/run-condition'
import type { PlannedStep, Stage } from './plan'
import { countOf, spanOf } from './words'

/** When something runs, in words, with the template that decides it where one does. */
export interface ConditionWords {
  /** Without a full stop: `only if something has failed before`. */
  readonly words: string
  /** Decided when it begins; null where nothing but what happened before decides. */
  readonly expression: string | null
}

/** The condition of a step, in words. It looks at the whole deployment so far. */
export const conditionWords = (condition: StepCondition): ConditionWords => wordsOf(condition, 'step')

/** The condition of one of several actions, in words. It looks at the actions before it on the same target. */
export const actionConditionWords = (condition: NonNullable<Stage['condition']>): ConditionWords =>
  wordsOf(condition, 'action')

/** What stands for the template, which is shown apart. */
const decider = 'this'

function wordsOf(condition: StepCondition, of: 'step' | 'action'): ConditionWords {
  const expression = expressionOf(condition)
  const shown = 'expression' in condition ? { ...condition, expression: decider } : condition
  return { words: inWords(shown, of), expression }
}

type Pace = Pick<PlannedStep, 'lanes' | 'width' | 'isRolling' | 'stopAfter' | 'canary'>

/**
 * How targets pass through a step: first ones, how many at a time, when no further one begins; each without a full stop.
 * Empty where there is nothing to tell, as with a single target.
 */
export function paceWords({ lanes, width, isRolling, stopAfter, canary }: Pace): readonly string[] {
  const total = lanes.length
  if (total < 2) return []
  return [
    ...(canary === null ? [] : [canaryWords({ ...canary, soakSeconds: canary.soakMs / 1000 })]),
    ...(isRolling ? [`rolling, ${width} at a time`] : width < total ? [`at most ${width} at a time`] : []),
    ...(stopAfter === null || stopAfter >= total ? [] : [`stops once ${countOf(stopAfter, 'target')} failed`])
  ]
}

/** How often and how long an action is tried, each without a full stop. */
export function effortWords({ retries, timeoutMs }: Pick<Stage, 'retries' | 'timeoutMs'>): readonly string[] {
  return [
    ...(retries === undefined ? [] : [retriesWords(retries)]),
    ...(timeoutMs === undefined ? [] : [`at most ${spanOf(timeoutMs)} each time`])
  ]
}
