import type { DeploymentFact } from '@shared/deployment'
import { openQuestions } from '@shared/deployment'
import { foldEvents } from '@shared/deployment-reducer'
import { record } from '@shared/schedule/move'
import { nextMoves } from '@shared/schedule/next-moves'
import { notCancelled } from '@shared/schedule/words'
import { describe, expect, it } from 'vitest'
import { ids, manyStep, planOf, scriptStep } from '../support/plans'
import {
  begins,
  cancel,
  cancels,
  course,
  ends,
  fails,
  failure,
  interrupted,
  resume,
  run,
  skips,
  skipsStep,
  starts,
  states,
  succeeds,
  targets
} from '../support/resume-course'

const two = course([scriptStep(1), scriptStep(2)])
/** The first target failed in step 1, so step 2 was skipped. */
const failed = [starts(1), ...fails('1.1'), ...succeeds('1.2'), skipsStep(2), ends('failed')]

describe('continuing a deployment that failed', () => {
  it('has what failed run again where a person wants it, and everything after it decided anew', () => {
    const state = two(...failed, resume(['1.1', 'retry']))
    expect(states(state)).toEqual({ '1.1': 'pending', '1.2': 'succeeded', '2.1': 'pending', '2.2': 'pending' })
    expect(state).toMatchObject({ state: 'running', startedAt: 101, resumedAt: [109], isPaused: false, cancels: 0 })
    expect(state.steps).toMatchObject({
      1: { state: 'started', decidedAt: 102 },
      2: { state: 'started', decidedAt: 0 }
    })
  })

  it('keeps what was said when it was started', () => {
    const said = {
      comment: 'Hotfix',
      approvals: [{ name: 'Ada', words: 'one two', at: 1, note: '' }],
      concurrencyTag: 'database'
    }
    const queued = { kind: 'queued', id: ids.deployment, plan: planOf({ steps: [scriptStep(1)], targets }), by: 'Ada' }
    const facts = [{ ...queued, ...said }, { kind: 'started' }, interrupted, resume()] as readonly DeploymentFact[]
    const state = foldEvents(facts.map((fact, i) => ({ ...fact, seq: i + 1, at: 100 + i })))
    expect(state).toMatchObject({ state: 'running', ...said })
  })

  it('leaves what failed as it is where nobody decided about it', () => {
    expect(states(two(...failed, resume()))).toMatchObject({ '1.1': 'failed', '2.1': 'pending' })
  })

  it('counts what is done by decree as succeeded, with the reason', () => {
    const state = two(...failed, resume(['1.1', 'done']))
    expect(state.runs[run('1.1')]).toMatchObject({
      state: 'succeeded',
      startedAt: 103,
      finishedAt: 109,
      markedDone: 'So it is.'
    })
  })

  it('excludes a target once, however many of its runs were decided about', () => {
    const state = two(...failed, resume(['1.1', 'exclude'], ['2.1', 'exclude']))
    expect(state.excluded).toEqual([{ targetId: ids.target(1), reason: 'So it is.' }])
    expect(states(state)).toMatchObject({ '1.1': 'pending', '2.1': 'pending', '2.2': 'pending' })
  })

  it('keeps how often a run began, and has automatic retries counted anew', () => {
    expect(two(...failed, resume(['1.1', 'retry'])).runs[run('1.1')]).toMatchObject({ attempt: 1, tries: 0 })
  })

  it('never touches what succeeded, whatever was decided about it', () => {
    for (const choice of ['retry', 'done', 'exclude'] as const) {
      const state = two(...failed, resume(['1.2', choice]))
      expect(state.runs[run('1.2')]).toMatchObject({ state: 'succeeded' })
      expect(state.runs[run('1.2')]).not.toHaveProperty('markedDone')
    }
  })

  it('takes up what was left out on a target because of a failure there, and nothing that its own condition left out', () => {
    const actions = [{}, { condition: { when: 'failure' } as const }, {}]
    const state = course([manyStep(1, actions)])(
      starts(1),
      ...fails('1-1.1'),
      ...succeeds('1-2.1'),
      ...skips('1-3.1'),
      ...succeeds('1-1.2'),
      ...skips('1-2.2'),
      ...succeeds('1-3.2'),
      ends('failed'),
      resume(['1-1.1', 'retry'])
    )
    expect(states(state)).toEqual({
      '1-1.1': 'pending',
      '1-1.2': 'succeeded',
      '1-2.1': 'succeeded',
      '1-2.2': 'skipped',
      '1-3.1': 'pending',
      '1-3.2': 'succeeded'
    })
  })

  it('takes up targets that did not begin because others had failed, and not those that a condition left out', () => {
    const window = { unit: 'targets', count: 1 } as const
    const rolling = course([scriptStep(1, { window })])
    expect(
      states(rolling(starts(1), ...fails('1.1'), ...skips('1.2'), ends('failed'), resume(['1.1', 'retry'])))
    ).toEqual({
      '1.1': 'pending',
      '1.2': 'pending'
    })
    const leftOut: DeploymentFact = { kind: 'step-started', step: 1, skipped: [{ lane: ids.target(2), reason: 'No.' }] }
    expect(states(rolling(leftOut, ...fails('1.1'), ends('failed'), resume(['1.1', 'retry'])))).toEqual({
      '1.1': 'pending',
      '1.2': 'skipped'
    })
  })

  it('leaves what came before the failure alone, also what was skipped there', () => {
    const steps = [scriptStep(1, { condition: { when: 'variable', expression: 'no' } }), scriptStep(2)]
    const state = course(steps)(
      skipsStep(1),
      starts(2),
      ...fails('2.1'),
      ...succeeds('2.2'),
      ends('failed'),
      resume(['2.1', 'retry'])
    )
    expect(states(state)).toEqual({ '1.1': 'skipped', '1.2': 'skipped', '2.1': 'pending', '2.2': 'succeeded' })
    expect(state.steps[1]).toMatchObject({ state: 'skipped' })
  })

  it('asks again about going on after the first targets where that was refused', () => {
    const canary = { targets: 1, holds: true, soakSeconds: 0 }
    const state = course([scriptStep(1, { canary }), scriptStep(2)])(
      starts(1),
      ...succeeds('1.1'),
      { kind: 'asked', question: { kind: 'canary', step: 1 } },
      { kind: 'question-answered', question: 1, choice: 'stop', by: 'Eve', note: '' },
      ...skips('1.2'),
      skipsStep(2),
      ends('failed'),
      resume()
    )
    expect(states(state)).toEqual({ '1.1': 'succeeded', '1.2': 'pending', '2.1': 'pending', '2.2': 'pending' })
    expect(state.steps[1]).toMatchObject({ state: 'started', decidedAt: 102, canary: null })
  })

  it('keeps a width that a person gave', () => {
    const narrow: DeploymentFact = { kind: 'width-changed', step: 2, width: 1, by: 'Eve' }
    expect(two(narrow, ...failed, resume(['1.1', 'retry'])).steps[2]).toMatchObject({ width: 1, decidedAt: 0 })
  })
})

describe('continuing a deployment that was cancelled', () => {
  it('does what was cancelled, and forgets the cancel', () => {
    const state = two(
      starts(1),
      ...succeeds('1.1'),
      begins('1.2'),
      cancel,
      ...cancels('1.2', '2.1', '2.2'),
      ends('cancelled'),
      resume()
    )
    expect(states(state)).toEqual({ '1.1': 'succeeded', '1.2': 'pending', '2.1': 'pending', '2.2': 'pending' })
    expect(state).toMatchObject({ state: 'running', cancels: 0 })
  })

  it('cleans up anew when it is cancelled anew, and what was not needed may be needed now', () => {
    const steps = [scriptStep(1), scriptStep(2, { condition: { when: 'cancel' } })]
    const cleaned = course(steps)(
      starts(1),
      cancel,
      ...cancels('1.1', '1.2'),
      starts(2),
      ...succeeds('2.1'),
      ...fails('2.2'),
      ends('cancelled'),
      resume()
    )
    expect(states(cleaned)).toEqual({ '1.1': 'pending', '1.2': 'pending', '2.1': 'pending', '2.2': 'pending' })
    const failedOnce = course(steps)(
      starts(1),
      ...fails('1.1'),
      ...succeeds('1.2'),
      skipsStep(2),
      ends('failed'),
      resume(['1.1', 'retry'])
    )
    expect(states(failedOnce)).toMatchObject({ '2.1': 'pending', '2.2': 'pending' })
    expect(failedOnce.steps[2]).toMatchObject({ decidedAt: 0 })
  })

  it('leaves no clean-up hanging that broke off half-way: it is to be done anew, and nobody is asked about it', () => {
    const steps = [scriptStep(1), scriptStep(2, { condition: { when: 'cancel' } })]
    const broken = [starts(1), begins('1.1'), cancel, ...cancels('1.1', '1.2'), starts(2), begins('2.1'), begins('2.2')]
    const unsettled: Record<string, DeploymentFact> = {
      'a run that is to be tried again': { kind: 'run-retrying', run: run('2.1'), end: null, failure, retryAt: 60_000 },
      'a run that waits for a person': {
        kind: 'asked',
        question: { kind: 'failure', run: run('2.1'), failure, end: null }
      }
    }
    for (const fact of Object.values(unsettled)) {
      const before = [...broken, fact, interrupted, resume(['2.2', 'retry'])]
      const state = course(steps)(...before, ...succeeds('1.1'), ...succeeds('1.2'))
      expect(states(state)).toEqual({ '1.1': 'succeeded', '1.2': 'succeeded', '2.1': 'pending', '2.2': 'pending' })
      expect(openQuestions(state)).toEqual([])
      expect(nextMoves(state, 1000)).toEqual({
        moves: [record({ kind: 'step-skipped', step: 2, reason: notCancelled })],
        wakeAt: null
      })
    }
  })

  it('begins a deployment that never had', () => {
    const queued: DeploymentFact = { kind: 'queued', id: ids.deployment, plan: planOf(), by: 'Ada' }
    const facts = [queued, cancel, ...cancels('1.1'), ends('cancelled'), resume()]
    expect(foldEvents(facts.map((fact, i) => ({ ...fact, seq: i + 1, at: 100 + i })))).toMatchObject({
      state: 'running',
      startedAt: 104
    })
  })
})

describe('continuing a deployment that was interrupted', () => {
  it('leaves what nobody knows about unknown until a person decides', () => {
    const begun = [starts(1), begins('1.1'), ...succeeds('1.2'), interrupted]
    expect(states(two(...begun, resume()))).toMatchObject({ '1.1': 'unknown', '2.1': 'pending' })
    expect(states(two(...begun, resume(['1.1', 'retry'])))).toMatchObject({ '1.1': 'pending' })
    expect(states(two(...begun, resume(['1.1', 'done'])))).toMatchObject({ '1.1': 'succeeded' })
  })

  it('goes on waiting for what it waited for', () => {
    const asked: DeploymentFact = { kind: 'asked', question: { kind: 'failure', run: run('1.1'), failure, end: null } }
    const retrying: DeploymentFact = { kind: 'run-retrying', run: run('1.2'), end: null, failure, retryAt: 900 }
    const state = two(starts(1), begins('1.1'), asked, begins('1.2'), retrying, interrupted, resume())
    expect(states(state)).toMatchObject({ '1.1': 'waiting', '1.2': 'retrying' })
    expect(openQuestions(state)).toHaveLength(1)
  })

  it('does not decide anew about a step of which something waits', () => {
    const steps = [scriptStep(1), scriptStep(2, { condition: { when: 'failure' } })]
    const asked: DeploymentFact = { kind: 'asked', question: { kind: 'failure', run: run('2.1'), failure, end: null } }
    const begun = [starts(1), ...fails('1.1'), ...succeeds('1.2'), starts(2), begins('2.1'), asked, interrupted]
    expect(course(steps)(...begun, resume(['1.1', 'retry'])).steps[2]).toMatchObject({ decidedAt: 107 })
  })

  it('closes the question about a run that a person decided about', () => {
    const asked: DeploymentFact = { kind: 'asked', question: { kind: 'failure', run: run('1.1'), failure, end: null } }
    const state = two(starts(1), begins('1.1'), asked, interrupted, resume(['1.1', 'retry']))
    expect(states(state)).toMatchObject({ '1.1': 'pending' })
    expect(state.questions).toMatchObject([{ answer: { choice: 'withdrawn', by: 'Eve', note: 'So it is.', at: 106 } }])
  })

  it('can be done as often as it takes', () => {
    const state = two(
      starts(1),
      begins('1.1'),
      interrupted,
      resume(['1.1', 'retry']),
      begins('1.1'),
      interrupted,
      resume()
    )
    expect(state).toMatchObject({ state: 'running', resumedAt: [105, 108] })
    expect(state.runs[run('1.1')]).toMatchObject({ state: 'unknown', attempt: 2 })
  })
})

describe('what cannot be continued', () => {
  it.each<[string, readonly DeploymentFact[], RegExp]>([
    [
      'what succeeded',
      [starts(1), ...['1.1', '1.2', '2.1', '2.2'].flatMap(succeeds), ends('succeeded'), resume()],
      /cannot follow/
    ],
    ['what is under way', [starts(1), resume()], /cannot follow/],
    ['a run that the plan does not have', [interrupted, resume(['7.1', 'retry'])], /names the run/]
  ])('is %s', (_, facts, words) => expect(() => two(...facts)).toThrow(words))
})

describe('giving up', () => {
  it('ends an interrupted deployment as failed, withdraws what was asked and keeps what is unknown', () => {
    const asked: DeploymentFact = { kind: 'asked', question: { kind: 'failure', run: run('1.1'), failure, end: null } }
    const gives = (reason: string): DeploymentFact => ({ kind: 'given-up', by: 'Eve', reason })
    const begun = [starts(1), begins('1.1'), asked, begins('1.2'), interrupted]
    const state = two(...begun, gives('It was rebuilt by hand.'))
    expect(states(state)).toEqual({ '1.1': 'cancelled', '1.2': 'unknown', '2.1': 'cancelled', '2.2': 'cancelled' })
    expect(openQuestions(state)).toEqual([])
    expect(state).toMatchObject({
      state: 'finished',
      outcome: 'failed',
      summary:
        'Eve gave up the deployment of Hello World 0.0.1 to Test, which had been interrupted: It was rebuilt by hand.'
    })
    expect(two(...begun, gives(''))).toMatchObject({
      summary: 'Eve gave up the deployment of Hello World 0.0.1 to Test, which had been interrupted.'
    })
  })

  it('is no end for ever', () => {
    const state = two(
      starts(1),
      begins('1.1'),
      interrupted,
      { kind: 'given-up', by: 'Eve', reason: '' },
      resume(['1.1', 'retry'])
    )
    expect(states(state)).toEqual({ '1.1': 'pending', '1.2': 'pending', '2.1': 'pending', '2.2': 'pending' })
  })
})
