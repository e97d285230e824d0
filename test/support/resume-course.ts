import type { Deployment, DeploymentFact, ResumeDecision } from '@shared/deployment'
import { foldEvents } from '@shared/deployment-reducer'
import { resuming } from '@shared/deployment-resume'
import type { Failure } from '@shared/failure'
import type { RunId } from '@shared/ids'
import type { Step } from '@shared/model/process'
import { ids, planOf, sshTarget } from './plans'

export const failure: Failure = { kind: 'script-failed', message: 'It failed.', remedy: 'Mend it.' }
export const targets = [1, 2].map(n => sshTarget(n))

/** `1.1` is step 1 on the first target, `2-1.2` the first action of step 2 on the second one. */
export const run = (short: string): RunId => short.replace(/\.(\d)$/, '.target-000000000$1') as RunId
export const begins = (id: string): DeploymentFact => ({ kind: 'run-started', run: run(id) })
export const succeeds = (id: string): readonly DeploymentFact[] => [begins(id), { kind: 'run-succeeded', run: run(id) }]
export const fails = (id: string): readonly DeploymentFact[] => [
  begins(id),
  { kind: 'run-failed', run: run(id), end: null, failure }
]
export const skips = (...all: string[]): readonly DeploymentFact[] =>
  all.map(id => ({ kind: 'run-skipped', run: run(id), reason: 'No.' }))
export const cancels = (...all: string[]): readonly DeploymentFact[] =>
  all.map(id => ({ kind: 'run-cancelled', run: run(id) }))
export const starts = (step: number): DeploymentFact => ({ kind: 'step-started', step })
export const skipsStep = (step: number): DeploymentFact => ({
  kind: 'step-skipped',
  step,
  reason: '“Step 1” failed before.'
})
export const ends = (outcome: 'failed' | 'cancelled' | 'succeeded'): DeploymentFact => ({
  kind: 'finished',
  outcome,
  summary: ''
})
export const interrupted: DeploymentFact = { kind: 'interrupted' }
export const cancel: DeploymentFact = { kind: 'cancel-requested', by: 'Eve' }
export const resume = (...decisions: readonly (readonly [string, ResumeDecision['choice']])[]): DeploymentFact =>
  resuming(
    'Eve',
    decisions.map(([id, choice]) => ({ run: run(id), choice, reason: 'So it is.' }))
  )

export const course = (steps: readonly Step[]) => {
  const queued: DeploymentFact = { kind: 'queued', id: ids.deployment, plan: planOf({ steps, targets }), by: 'Ada' }
  return (...facts: readonly DeploymentFact[]): Deployment => {
    const all = [queued, { kind: 'started' } as const, ...facts]
    const state = foldEvents(all.map((fact, i) => ({ ...fact, seq: i + 1, at: 100 + i })))
    if (state === null) throw new Error('Nothing happened')
    return state
  }
}
export const states = ({ runs }: Deployment) =>
  Object.fromEntries(Object.entries(runs).map(([id, { state }]) => [id.replace('target-000000000', ''), state]))
