import type { Input } from '@shared/api'
import { canonicalJson } from '@shared/canonical-json'
import type { Step } from '@shared/model/process'
import { type Fields, fieldsOf } from '../fields'
import type { Json } from '../wire'
import type { OwnMembers } from './codec'
import { stepIn, stepResource } from './steps'

export type StepInputs = Input<'process.save'>['steps']

/** Steps as Octopus has them. */
export const stepResources = (steps: readonly Step[]): readonly Json[] => steps.map(stepResource)

/**
 * The steps of a process that somebody sends. What says the same as a step that is there already is that step, to the
 * letter: Octopus cannot say everything in as many ways as Slipway, such as whether something is absent or empty.
 */
export function stepsIn(fields: Fields, stored: readonly Step[]): StepInputs {
  const known = new Map(stored.map(step => [step.id as string, step]))
  return fields.objects('Steps').map((item, index) => {
    const step = stepIn(item, `Steps.${index}`)
    const before = known.get(String(step.id))
    return (before !== undefined && isSame(step, before, index) ? before : step) as StepInputs[number]
  })
}

/** Whether a step that was read is what the stored one would be read as. */
const isSame = (step: OwnMembers, before: Step, index: number): boolean =>
  canonicalJson(step) === canonicalJson(stepIn(fieldsOf(stepResource(before), `Steps.${index}`), `Steps.${index}`))
