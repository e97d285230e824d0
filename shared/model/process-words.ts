import { countOf, spanOf } from '../plan/words'
import type { Action } from './action'
import type { Amount, Step } from './process'
import type { StepCondition } from './run-condition'

// What the settings of steps and actions mean, in words: for the editor, the command line and the audit log.

const secondsWords = (seconds: number): string => spanOf(seconds * 1000)

/** `2 targets`, or `25 % of the targets`. */
export const amountWords = ({ unit, count }: Amount): string =>
  unit === 'percent' ? `${count} % of the targets` : countOf(count, 'target')

/** When a step runs, or one of several actions of a step, as half a sentence: `only if everything before succeeded`. */
export function conditionWords(condition: StepCondition | undefined, of: 'step' | 'action' = 'step'): string {
  const before = of === 'step' ? 'everything before' : 'the actions before it on the target'
  switch (condition?.when) {
    case undefined:
    case 'success':
      return `only if ${before} succeeded`
    case 'failure':
      return of === 'step' ? 'only if something before failed' : 'only if an action before it on the target failed'
    case 'always':
      return 'always, whatever happened before'
    case 'variable':
      return `if ${condition.expression.trim()} is true, whatever happened before`
    case 'success-and':
      return `only if ${before} succeeded and ${condition.expression.trim()} is true`
    case 'cancel':
      return 'only after the deployment was cancelled'
  }
}

type Scheduling = Pick<Step, 'window' | 'maxParallel' | 'order' | 'stopAfter' | 'canary'>

/** How a step goes through its targets, as sentences without their full stops. */
export function schedulingWords({ window, maxParallel, order, stopAfter, canary }: Scheduling): readonly string[] {
  const pace =
    window === undefined
      ? maxParallel === undefined
        ? 'all targets side by side'
        : `all targets, at most ${maxParallel} at the same time`
      : `rolling, ${window.unit === 'percent' ? `${window.count} % of the targets` : window.count} at a time`
  return [
    pace,
    ...(window !== undefined && maxParallel !== undefined ? [`never more than ${maxParallel} at the same time`] : []),
    ...(order === undefined ? [] : [orderWords(order)]),
    ...(stopAfter === undefined ? [] : [`stops once ${amountWords(stopAfter)} failed`]),
    ...(canary === undefined ? [] : [canaryWords(canary)])
  ]
}

export const orderWords = (order: NonNullable<Step['order']>): string =>
  order.by === 'list' ? `${countOf(order.targets.length, 'chosen target')} first` : 'by name backwards'

export function canaryWords({ targets, soakSeconds, holds }: NonNullable<Step['canary']>): string {
  const waits = [
    ...(soakSeconds > 0 ? [`waits ${secondsWords(soakSeconds)}`] : []),
    ...(holds ? ['asks before the rest'] : [])
  ]
  return [`canary: ${countOf(targets, 'target')} first`, ...waits].join(', ')
}

/** `3 retries, 15 s apart`. */
export const retriesWords = ({ count, backoffSeconds }: NonNullable<Action['retries']>): string => {
  const times = count === 1 ? '1 retry' : `${count} retries`
  if (count === 1 || backoffSeconds === 0) return `${times}, at once`
  return `${times}, the first at once, then ${secondsWords(backoffSeconds)} apart`
}

/** What an action means to a rollback; empty where it simply runs again. */
export const rollbackWords = ({
  isIrreversible,
  isLeftOutOnRollback
}: Pick<Action, 'isIrreversible' | 'isLeftOutOnRollback'>): readonly string[] => [
  ...(isIrreversible === true ? ['cannot be undone'] : []),
  ...(isLeftOutOnRollback === true ? ['left out of a rollback'] : [])
]

/** In releases of which channels an action takes part; null for all of them. */
export const channelsWords = (
  { channels }: Pick<Action, 'channels'>,
  nameOf: (id: NonNullable<Action['channels']>[number]) => string
): string | null =>
  channels === undefined
    ? null
    : `only in the ${channels.length === 1 ? 'channel' : 'channels'} ${channels.map(nameOf).join(', ')}`

/** In which environments an action takes part; null for all of them. */
export function environmentsWords(
  { environments, excludedEnvironments }: Pick<Action, 'environments' | 'excludedEnvironments'>,
  nameOf: (id: NonNullable<Action['environments']>[number]) => string
): string | null {
  if (environments !== undefined) return `only in ${environments.map(nameOf).join(', ')}`
  return excludedEnvironments === undefined ? null : `not in ${excludedEnvironments.map(nameOf).join(', ')}`
}
