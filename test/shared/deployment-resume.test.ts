import type { Deployment, DeploymentFact, ResumeDecision } from '@shared/deployment'
import { openQuestions } from '@shared/deployment'
import { foldEvents } from '@shared/deployment-reducer'
import { resuming } from '@shared/deployment-resume'
import type { Failure } from '@shared/failure'
import type { RunId, Sha256 } from '@shared/ids'
import type { Step } from '@shared/model/process'
import { describe, expect, it } from 'vitest'
import { ids, manyStep, planOf, scriptStep, sshTarget } from '../support/plans'

const failure: Failure = { kind: 'script-failed', message: 'It failed.', remedy: 'Mend it.' }
const targets = [1, 2].map(n => sshTarget(n))

/** `1.1` is step 1 on the first target, `2-1.2` the first action of step 2 on the second one. */
const run = (short: string): RunId => short.replace(/\.(\d)$/, '.target-000000000$1') as RunId
const begins = (id: string): DeploymentFact => ({ kind: 'run-started', run: run(id) })
const succeeds = (id: string): readonly DeploymentFact[] => [begins(id), { kind: 'run-succeeded', run: run(id) }]
const fails = (id: string): readonly DeploymentFact[] => [
  begins(id),
  { kind: 'run-failed', run: run(id), end: null, failure }
]
const skips = (...all: string[]): readonly DeploymentFact[] =>
  all.map(id => ({ kind: 'run-skipped', run: run(id), reason: 'No.' }))
const cancels = (...all: string[]): readonly DeploymentFact[] =>
  all.map(id => ({ kind: 'run-cancelled', run: run(id) }))
const starts = (step: number): DeploymentFact => ({ kind: 'step-started', step })
const skipsStep = (step: number): DeploymentFact => ({ kind: 'step-skipped', step, reason: '“Step 1” failed before.' })
const ends = (outcome: 'failed' | 'cancelled' | 'succeeded'): DeploymentFact => ({
  kind: 'finished',
  outcome,
  summary: ''
})
const interrupted: DeploymentFact = { kind: 'interrupted' }
const cancel: DeploymentFact = { kind: 'cancel-requested', by: 'Eve' }
const resume = (...decisions: readonly (readonly [string, ResumeDecision['choice']])[]): DeploymentFact =>
  resuming(
    'Eve',
    decisions.map(([id, choice]) => ({ run: run(id), choice, reason: 'So it is.' }))
  )

const course = (steps: readonly Step[]) => {
  const queued: DeploymentFact = { kind: 'queued', id: ids.deployment, plan: planOf({ steps, targets }), by: 'Ada' }
  return (...facts: readonly DeploymentFact[]): Deployment => {
    const all = [queued, { kind: 'started' } as const, ...facts]
    const state = foldEvents(all.map((fact, i) => ({ ...fact, seq: i + 1, at: 100 + i })))
    if (state === null) throw new Error('Nothing happened')
    return state
  }
}
const states = ({ runs }: Deployment) =>
  Object.fromEntries(Object.entries(runs).map(([id, { state }]) => [id.replace('target-000000000', ''), state]))

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

  it('does steps once more that look at how it went: what they did was for the attempt before', () => {
    const steps = [
      scriptStep(1),
      scriptStep(2, { condition: { when: 'failure' } }),
      scriptStep(3, { condition: { when: 'always' } }),
      scriptStep(4, { condition: { when: 'variable', expression: 'yes' } })
    ]
    const state = course(steps)(
      starts(1),
      ...fails('1.1'),
      ...succeeds('1.2'),
      ...[2, 3, 4].flatMap(step => [starts(step), ...succeeds(`${step}.1`), ...succeeds(`${step}.2`)]),
      ends('failed'),
      resume(['1.1', 'retry'])
    )
    expect(states(state)).toEqual({
      '1.1': 'pending',
      '1.2': 'succeeded',
      '2.1': 'pending',
      '2.2': 'pending',
      '3.1': 'pending',
      '3.2': 'pending',
      '4.1': 'succeeded',
      '4.2': 'succeeded'
    })
    expect(state.steps).toMatchObject({ 2: { decidedAt: 0 }, 3: { decidedAt: 0 }, 4: { state: 'started' } })
    expect(state.runs[run('3.1')]).toMatchObject({ attempt: 1, tries: 0 })
  })

  it('does them no more where nothing before them runs again, or on targets that take no further part', () => {
    const steps = [scriptStep(1), scriptStep(2, { condition: { when: 'always' } }), scriptStep(3)]
    const told = [starts(1), ...fails('1.1'), ...succeeds('1.2'), starts(2), ...succeeds('2.1'), ...succeeds('2.2')]
    const ended = [...told, skipsStep(3), ends('failed')]
    expect(states(course(steps)(...ended, resume()))).toMatchObject({ '1.1': 'failed', '2.1': 'succeeded' })
    expect(states(course(steps)(...ended, resume(['1.1', 'exclude'])))).toMatchObject({ '2.1': 'succeeded' })
    const other = [...told, skipsStep(3), ends('failed'), resume(['1.1', 'retry'])]
    const out: DeploymentFact = { kind: 'target-excluded', targetId: ids.target(2), reason: 'It burns.' }
    expect(states(course(steps)(out, ...other))).toMatchObject({ '2.1': 'pending', '2.2': 'succeeded' })
  })

  it('does all actions of such a step once more, and asks again about its first targets', () => {
    const actions = [{}, { condition: { when: 'failure' } as const }]
    const canary = { targets: 1, holds: true, soakSeconds: 0 }
    const steps = [scriptStep(1), manyStep(2, actions, { condition: { when: 'always' }, canary })]
    const state = course(steps)(
      starts(1),
      ...fails('1.1'),
      ...succeeds('1.2'),
      starts(2),
      ...succeeds('2-1.1'),
      ...skips('2-2.1'),
      { kind: 'asked', question: { kind: 'canary', step: 2 } },
      { kind: 'question-answered', question: 1, choice: 'proceed', by: 'Eve', note: '' },
      ...succeeds('2-1.2'),
      ...skips('2-2.2'),
      ends('failed'),
      resume(['1.1', 'retry'])
    )
    expect(states(state)).toMatchObject({
      '2-1.1': 'pending',
      '2-2.1': 'pending',
      '2-1.2': 'pending',
      '2-2.2': 'pending'
    })
    expect(state.steps[2]).toEqual({ state: 'started', reason: null, decidedAt: 0, width: null, canary: null })
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

describe('a log in which it was continued by older rules', () => {
  const resumedThen: DeploymentFact = { kind: 'resumed', by: 'Eve', decisions: [] }

  it('has nothing done once more, as nothing in it says that it was', () => {
    const steps = [scriptStep(1), scriptStep(2, { condition: { when: 'always' } })]
    const again = { ...resumedThen, decisions: [{ run: run('1.1'), choice: 'retry' as const, reason: '' }] }
    const told = [starts(1), ...fails('1.1'), ...succeeds('1.2'), starts(2), ...succeeds('2.1'), ...succeeds('2.2')]
    const state = course(steps)(...told, ends('failed'), again, ...succeeds('1.1'), ends('succeeded'))
    expect([state, states(state)]).toMatchObject([
      { state: 'finished', outcome: 'succeeded' },
      { '1.1': 'succeeded', '2.1': 'succeeded' }
    ])
  })

  it('keeps as skipped what a breakdown had left undone', () => {
    const reason = 'The deployment failed before.'
    const left = ['2.1', '2.2'].map((id): DeploymentFact => ({ kind: 'run-skipped', run: run(id), reason }))
    const told = [starts(1), ...succeeds('1.1'), ...succeeds('1.2'), ...left, ends('failed')]
    const state = two(...told, resumedThen, ends('succeeded'))
    expect([state, states(state)]).toMatchObject([
      { state: 'finished', outcome: 'succeeded' },
      { '1.1': 'succeeded', '2.1': 'skipped' }
    ])
  })
})

describe('what was said and approved when it was started', () => {
  const said = {
    comment: 'For the sale.',
    approvals: [{ name: 'grace', words: 'a b c d e f g h', at: 90, note: '' }]
  } as const
  const plan = planOf({ steps: [scriptStep(1)], targets })
  const queued: DeploymentFact = { kind: 'queued', id: ids.deployment, plan, by: 'Ada', ...said }
  const receipt: DeploymentFact = {
    kind: 'receipt',
    targetId: ids.target(1),
    receipt: `sha256:${'0'.repeat(64)}` as Sha256,
    by: 'Eve'
  }

  it.each<[string, readonly DeploymentFact[]]>([
    ['continued', [...fails('1.1'), ...succeeds('1.2'), ends('failed'), resume(['1.1', 'retry'])]],
    ['given up', [begins('1.1'), interrupted, { kind: 'given-up', by: 'Eve', reason: '' }]],
    ['opened for a receipt', [...fails('1.1'), ...succeeds('1.2'), ends('failed'), receipt]]
  ])('stays with it when it is %s, and nothing of the state before does', (_, facts) => {
    const state = foldEvents(
      [queued, { kind: 'started' } as const, starts(1), ...facts].map((fact, i) => ({
        ...fact,
        seq: i + 1,
        at: 100 + i
      }))
    )
    const { state: name, ...rest } = state ?? {}
    expect(rest).toMatchObject(said)
    const own = name === 'finished' ? ['startedAt', 'finishedAt', 'outcome', 'summary'] : ['startedAt']
    const { state: _state, ...begun } = foldEvents([{ ...queued, seq: 1, at: 100 }])!
    const more = facts.includes(receipt) ? ['receipts'] : []
    expect(Object.keys(rest).sort()).toEqual([...Object.keys(begun), ...own, ...more].sort())
  })
})
