import type { ActionId, StepId } from '@shared/ids'
import type { Action } from '@shared/model/action'
import type { Step } from '@shared/model/process'
import { applyCommand, type DraftCommand } from '../../../../renderer/screens/process/draft/commands'
import { type Draft, isSingle, nameOf, toDraft } from '../../../../renderer/screens/process/draft/nodes'
import { testId } from '../../../support/process-arbitrary'

export const stepKey = (number: number): StepId => testId('step', number)
export const actionKey = (number: number): ActionId => testId('action', number)

const script = (number: number, more: Partial<Action> = {}): Action =>
  ({ type: 'script', id: actionKey(number), syntax: 'bash', body: `echo ${number}`, ...more }) as Action

type Words = string | readonly [step: string, ...actions: string[]]

/** Steps on role web: a word is a step with one action, a list one with several. Actions count from 1 through all of them. */
export function stepsOf(...words: readonly Words[]): readonly Step[] {
  let actions = 0
  return words.map((word, index): Step => {
    const [name, ...names] = typeof word === 'string' ? [word] : word
    const own = names.length === 0 ? [undefined] : names
    return {
      id: stepKey(index + 1),
      name,
      location: 'targets',
      roles: ['web'],
      isDisabled: false,
      actions: own.map(item => {
        actions += 1
        return script(actions, item === undefined ? {} : { name: item })
      })
    }
  })
}

export const draftOf = (...words: readonly Words[]): Draft => toDraft(stepsOf(...words))

/** A draft in short: `['Stop', ['Roll', 'Drain', 'Deploy']]`. */
export const inShort = (draft: Draft) =>
  draft.map(step =>
    isSingle(step) ? step.settings.name : [step.settings.name, ...step.actions.map(action => nameOf(step, action))]
  )

/** Does commands in order; new keys are `new-1`, `new-2` and so on. */
export function done(draft: Draft, ...commands: readonly DraftCommand[]): Draft {
  let next = 1
  return commands.reduce((now, command) => applyCommand(now, command, () => `new-${next++}`).draft, draft)
}

/** What one command came to. */
export function outcomeOf(draft: Draft, command: DraftCommand) {
  let next = 1
  return applyCommand(draft, command, () => `new-${next++}`)
}

/** The ids of all actions, wherever they are. */
export const actionIds = (draft: Draft): readonly string[] =>
  draft.flatMap(step => step.actions.map(action => action.id ?? action.key)).toSorted()
