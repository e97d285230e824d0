import type { DeploymentFact } from '@shared/deployment'
import { foldEvents } from '@shared/deployment-reducer'
import { resuming } from '@shared/deployment-resume'
import type { Failure } from '@shared/failure'
import type { RunId } from '@shared/ids'
import { statusFacts, stepStatus } from '@shared/variables/status'
import { describe, expect, it } from 'vitest'
import { ids, planOf, scriptStep, sshTarget } from '../../support/plans'

const plan = planOf({ steps: [scriptStep(1), scriptStep(2)], targets: [sshTarget(1), sshTarget(2)] })
const run = (step: number, target: number) => `${step}.${ids.target(target)}` as RunId
const failure = (message: string): Failure => ({ kind: 'script-failed', message, remedy: '' })
const started = (id: RunId): DeploymentFact => ({ kind: 'run-started', run: id })
const succeeds = (id: RunId): readonly DeploymentFact[] => [started(id), { kind: 'run-succeeded', run: id }]
const fails = (id: RunId, message: string): readonly DeploymentFact[] => [
  started(id),
  { kind: 'run-failed', run: id, end: null, failure: failure(message) }
]

const after = (...facts: readonly DeploymentFact[]) => {
  const queued: DeploymentFact = { kind: 'queued', id: ids.deployment, plan, by: 'Ada' }
  const state = foldEvents(
    [queued, { kind: 'started' } as const, ...facts].map((fact, i) => ({ ...fact, seq: i + 1, at: i + 1 }))
  )
  if (state === null) throw new Error('Nothing happened')
  return state
}
const statusOf = (...facts: readonly DeploymentFact[]) => stepStatus(after(...facts), { number: 1 })
const begins: DeploymentFact = { kind: 'step-started', step: 1 }

describe('how a step stands', () => {
  it.each<[string, string, readonly DeploymentFact[]]>([
    ['Pending', 'before its turn', []],
    [
      'Pending',
      'when a person changed its width before its turn',
      [{ kind: 'width-changed', step: 1, width: 1, by: 'Ada' }]
    ],
    ['Running', 'when it was decided that it runs', [begins]],
    ['Running', 'while one of its targets is not over', [begins, ...succeeds(run(1, 1))]],
    ['Succeeded', 'when all have', [begins, ...succeeds(run(1, 1)), ...succeeds(run(1, 2))]],
    ['Failed', 'as soon as one has', [begins, ...fails(run(1, 1), 'No.')]],
    ['Skipped', 'when its condition did not hold', [{ kind: 'step-skipped', step: 1, reason: 'No.' }]],
    [
      'Canceled',
      'when some were cancelled',
      [
        begins,
        ...succeeds(run(1, 1)),
        { kind: 'cancel-requested', by: 'Ada' },
        { kind: 'run-cancelled', run: run(1, 2) }
      ]
    ],
    [
      'Succeeded',
      'when a failure was ignored',
      [
        begins,
        started(run(1, 1)),
        { kind: 'asked', question: { kind: 'failure', run: run(1, 1), failure: failure('No.'), end: null } },
        { kind: 'question-answered', question: 1, choice: 'ignore', by: 'Ada', note: '' },
        ...succeeds(run(1, 2))
      ]
    ]
  ])('is %s %s', (status, _, facts) => expect(statusOf(...facts)).toBe(status))
})

describe('what went wrong', () => {
  it('is known as variables, by step and for the whole deployment, the first one apart', () => {
    expect(statusFacts(after(begins, ...fails(run(1, 1), 'First.'), ...fails(run(1, 2), 'Second.')))).toEqual({
      'Octopus.Step[Step 1].Status.Code': 'Failed',
      'Octopus.Step[Step 1].Status.Error': 'First.',
      'Octopus.Step[Step 1].Status.ErrorDetail': 'First.\nSecond.',
      'Octopus.Step[Step 2].Status.Code': 'Pending',
      'Octopus.Deployment.Error': 'First.',
      'Octopus.Deployment.ErrorDetail': 'First.\nSecond.'
    })
  })

  it('leaves no error as long as nothing has', () => {
    expect(Object.keys(statusFacts(after(begins)))).toEqual([
      'Octopus.Step[Step 1].Status.Code',
      'Octopus.Step[Step 2].Status.Code'
    ])
  })

  it('includes that a person stopped after the first targets', () => {
    const state = after(
      begins,
      ...succeeds(run(1, 1)),
      { kind: 'asked', question: { kind: 'canary', step: 1 } },
      { kind: 'question-answered', question: 1, choice: 'stop', by: 'Ada', note: '' }
    )
    expect(statusFacts(state)).toMatchObject({
      'Octopus.Step[Step 1].Status.Code': 'Failed',
      'Octopus.Deployment.Error': '“Step 1” was stopped after its first targets.'
    })
  })

  it('includes what nobody knows the end of', () => {
    const state = after(begins, started(run(1, 1)), { kind: 'interrupted' }, resuming('Ada', []))
    expect(statusFacts(state)).toMatchObject({
      'Octopus.Step[Step 1].Status.Code': 'Failed',
      'Octopus.Deployment.Error': 'It is unknown how “Step 1” ended, because Slipway did.'
    })
  })
})
