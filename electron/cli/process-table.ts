import type { EnvironmentId } from '@shared/ids'
import { type Action, actionTypeNames } from '@shared/model/action'
import { actionName, type Step } from '@shared/model/process'
import {
  conditionWords,
  environmentsWords,
  retriesWords,
  rollbackWords,
  schedulingWords
} from '@shared/model/process-words'
import { spanOf } from '@shared/plan/words'

export const processColumns = ['STEP', 'NAME', 'WHERE', 'WHAT', 'SETTINGS'] as const

type NameOf = (id: EnvironmentId) => string

/** The rows of a process: each step, and below one with several actions those. */
export const processRows = (steps: readonly Step[], nameOf: NameOf): readonly (readonly string[])[] =>
  steps.flatMap((step, index) => {
    const number = String(index + 1)
    const [only] = step.actions
    const isSingle = step.actions.length === 1
    const isFirst = index === 0
    const head = [
      number,
      struck(step.name, step.isDisabled || (isSingle && only?.isDisabled === true)),
      whereOf(step),
      isSingle && only ? kindOf(only) : `${step.actions.length} actions`,
      dashed([...stepWords(step, isFirst), ...(isSingle && only ? actionWords(only, nameOf) : [])])
    ]
    if (isSingle) return [head]
    const children = step.actions.map((action, at) => [
      `${number}.${at + 1}`,
      struck(actionName(step, action), action.isDisabled === true),
      action.location ?? '',
      kindOf(action),
      dashed([
        ...(action.condition === undefined ? [] : [conditionWords(action.condition, 'action')]),
        ...actionWords(action, nameOf)
      ])
    ])
    return [head, ...children]
  })

const struck = (name: string, isDisabled: boolean): string => (isDisabled ? `${name} (disabled)` : name)

const whereOf = ({ location, roles }: Step): string =>
  location === 'here' ? 'here' : `${location} ${roles.join(', ')}`

const kindOf = (action: Action): string => (action.type === 'script' ? action.syntax : actionTypeNames[action.type])

const dashed = (words: readonly string[]): string => words.join('; ') || '-'

/** What is out of the ordinary about a step. */
function stepWords(step: Step, isFirst: boolean): readonly string[] {
  const { condition, startsWithPrevious, window, maxParallel, order, stopAfter, canary, needsTargets } = step
  const isPaced = [window, maxParallel, order, stopAfter, canary].some(setting => setting !== undefined)
  return [
    ...(startsWithPrevious && !isFirst ? ['with the step before'] : []),
    ...(condition === undefined || condition.when === 'success' ? [] : [conditionWords(condition)]),
    ...(isPaced ? schedulingWords(step) : []),
    ...(needsTargets ? ['needs a target'] : [])
  ]
}

/** What is out of the ordinary about an action. */
function actionWords(action: Action, nameOf: NameOf): readonly string[] {
  const { isRequired, retries, timeoutSeconds } = action
  const where = environmentsWords(action, nameOf)
  return [
    ...(action.type === 'script' && action.runAs !== undefined ? [`as ${action.runAs}`] : []),
    ...(where === null ? [] : [where]),
    ...(isRequired ? ['required'] : []),
    ...rollbackWords(action),
    ...(retries === undefined ? [] : [retriesWords(retries)]),
    ...(timeoutSeconds === undefined ? [] : [`timeout ${spanOf(timeoutSeconds * 1000)}`])
  ]
}
