import type { StepCondition } from '@shared/model/run-condition'
import { refuse } from '../request'

/** Octopus knows the first four; the others are Slipway's own, under words that say what they are. */
const words: Readonly<Record<StepCondition['when'], string>> = {
  success: 'Success',
  failure: 'Failure',
  always: 'Always',
  variable: 'Variable',
  'success-and': 'SuccessAndVariable',
  cancel: 'Cancel'
}

export const conditionWord = (condition: StepCondition | undefined): string => words[condition?.when ?? 'success']

/**
 * What a word and an expression mean; undefined for success, which nobody has to say.
 * @param path of the field, for failures
 */
export function conditionIn(word: string | undefined, expression: string | undefined, path: string) {
  const found = (Object.keys(words) as StepCondition['when'][]).find(
    when => words[when].toLowerCase() === (word ?? 'success').toLowerCase()
  )
  if (found === undefined)
    return refuse(path, `There is no condition “${word}”.`, `It is one of ${Object.values(words).join(', ')}.`)
  if (found === 'success') return undefined
  return found === 'variable' || found === 'success-and'
    ? ({ when: found, expression: expression ?? '' } as const)
    : ({ when: found } as const)
}
