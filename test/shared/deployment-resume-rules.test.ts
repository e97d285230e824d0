import type { DeploymentFact } from '@shared/deployment'
import { foldEvents } from '@shared/deployment-reducer'
import type { Sha256 } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { ids, manyStep, planOf, scriptStep } from '../support/plans'
import {
  begins,
  course,
  ends,
  fails,
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

describe('steps that look at how a deployment went', () => {
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

  it.each<[string, readonly string[], readonly DeploymentFact[]]>([
    ['continued', ['isTold'], [...fails('1.1'), ...succeeds('1.2'), ends('failed'), resume(['1.1', 'retry'])]],
    ['given up', [], [begins('1.1'), interrupted, { kind: 'given-up', by: 'Eve', reason: '' }]],
    ['opened for a receipt', ['isTold', 'receipts'], [...fails('1.1'), ...succeeds('1.2'), ends('failed'), receipt]]
  ])('stays with it when it is %s, and nothing of the state before does', (_, more, facts) => {
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
    expect(Object.keys(rest).sort()).toEqual([...Object.keys(begun), ...own, ...more].sort())
  })
})
