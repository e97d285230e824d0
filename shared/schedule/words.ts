import type { Deployment } from '../deployment'
import type { Lane, StepLanes } from '../plan/lanes'
import { countOf, withNote } from '../plan/words'

/** Why things are left out, in sentences. */

export const nothingFailed = 'Nothing has failed before.'
export const notCancelled = 'It is only for when the deployment is cancelled.'
export const nothingLeft = 'Nothing is left to begin.'

export const failedBefore = (name: string): string => `“${name}” failed before.`

/** Of one of several actions, whose condition looks at those before it in the same place. */
export const failedInLane = (name: string, { target }: Pick<Lane, 'target'>): string =>
  target === null ? failedBefore(name) : `“${name}” failed before on this target.`

export const nothingFailedInLane = ({ target }: Pick<Lane, 'target'>): string =>
  target === null ? nothingFailed : 'Nothing has failed before on this target.'

export const tooManyFailed = ({ step }: Pick<StepLanes, 'step'>, count: number): string =>
  `“${step.name}” failed on ${countOf(count, 'target')}, so no further one begins.`

export const canaryFailed = ({ step }: Pick<StepLanes, 'step'>): string =>
  `“${step.name}” failed on its first targets, so no further one begins.`

export function canaryStopped({ step }: Pick<StepLanes, 'step'>, { questions }: Pick<Deployment, 'questions'>): string {
  const asked = questions.findLast(
    item => item.kind === 'canary' && item.step === step.number && item.answer?.choice === 'stop'
  )
  const { by = 'Somebody', note = '' } = asked?.answer ?? {}
  return withNote(`${by} stopped “${step.name}” after its first targets`, note)
}
