import { actionTypes } from '@shared/model/action'
import { stepInputs } from '@shared/model/process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DraftCommand } from '../../../../renderer/screens/process/draft/commands'
import { type Draft, toDraft, toInput } from '../../../../renderer/screens/process/draft/nodes'
import { anySteps } from '../../../support/process-arbitrary'
import { actionIds, actionKey, done, draftOf, inShort, outcomeOf, stepKey } from './steps'

const roll: [string, ...string[]] = ['Roll', 'Drain', 'Deploy', 'Fill']
const settingsOf = (draft: Draft, at: number) => toInput(draft)[at]

describe('adding', () => {
  it('puts a new step at the end, or below another one', () => {
    const draft = draftOf('Stop', 'Start')
    expect([
      inShort(done(draft, { kind: 'add-step', type: 'email', after: null })),
      inShort(done(draft, { kind: 'add-step', type: 'email', after: stepKey(1) }))
    ]).toEqual([
      ['Stop', 'Start', 'Send an Email'],
      ['Stop', 'Send an Email', 'Start']
    ])
  })

  it('makes a step of several actions by naming the first one like the step', () => {
    const draft = done(draftOf('Deploy'), { kind: 'add-action', type: 'manual', to: stepKey(1) })
    expect(inShort(draft)).toEqual([['Deploy', 'Deploy', 'Manual Intervention']])
    expect(draft[0]?.actions[0]?.id).toBe(actionKey(1))
  })

  it('puts a further action below the one that it was asked for', () => {
    const draft = done(draftOf(roll), { kind: 'add-action', type: 'script', to: actionKey(1) })
    expect(inShort(draft)).toEqual([['Roll', 'Drain', 'Run a Script', 'Deploy', 'Fill']])
  })

  it('refuses a kind of action that the step cannot have, and says why', () => {
    expect(outcomeOf(draftOf('Deploy'), { kind: 'add-action', type: 'deploy-release', to: stepKey(1) })).toMatchObject({
      draft: draftOf('Deploy'),
      said: 'Deploying a release needs a step that runs once on this machine.',
      isNotable: true
    })
  })
})

describe('copies', () => {
  it('come right after the original, are new, and have names of their own', () => {
    const draft = done(draftOf('Stop', roll), { kind: 'clone', key: stepKey(2) }, { kind: 'clone', key: actionKey(2) })
    expect(inShort(draft)).toEqual([
      'Stop',
      ['Roll', 'Drain', 'Drain (copy) 2', 'Deploy', 'Fill'],
      ['Roll (copy)', 'Drain (copy)', 'Deploy (copy)', 'Fill (copy)']
    ])
    expect(toInput(draft).flatMap(step => [step.id, ...step.actions.map(action => action.id)])).toEqual([
      stepKey(1),
      actionKey(1),
      stepKey(2),
      actionKey(2),
      undefined,
      actionKey(3),
      actionKey(4),
      undefined,
      undefined,
      undefined,
      undefined
    ])
  })
})

describe('moving', () => {
  it('goes one place at a time and stops at the ends', () => {
    const draft = draftOf('a', 'b', 'c')
    const nudged = (number: number, by: 1 | -1) => inShort(done(draft, { kind: 'nudge', key: stepKey(number), by }))
    expect([nudged(1, 1), nudged(3, -1), nudged(1, -1), nudged(3, 1)]).toEqual([
      ['b', 'a', 'c'],
      ['a', 'c', 'b'],
      ['a', 'b', 'c'],
      ['a', 'b', 'c']
    ])
    const inside = draftOf(roll)
    expect(inShort(done(inside, { kind: 'nudge', key: actionKey(1), by: 1 }))).toEqual([
      ['Roll', 'Deploy', 'Drain', 'Fill']
    ])
  })

  it('into the step above keeps id and place: what ran on other targets says so', () => {
    const draft = done(
      draftOf('Roll', 'Deploy'),
      { kind: 'relocate', key: stepKey(1), location: 'here-for-each-target' },
      { kind: 'change-step', key: stepKey(2), change: { condition: { when: 'variable', expression: '#{X}' } } },
      { kind: 'join-above', key: stepKey(2) }
    )
    expect(toInput(draft)).toStrictEqual([
      {
        id: stepKey(1),
        name: 'Roll',
        location: 'here-for-each-target',
        roles: ['web'],
        isDisabled: false,
        actions: [
          { id: actionKey(1), type: 'script', syntax: 'bash', body: 'echo 1', name: 'Roll' },
          {
            id: actionKey(2),
            type: 'script',
            syntax: 'bash',
            body: 'echo 2',
            name: 'Deploy',
            condition: { when: 'variable', expression: '#{X}' },
            location: 'targets'
          }
        ]
      }
    ])
  })

  it('out of a step makes a step that runs where the action ran, right after it', () => {
    const draft = done(
      draftOf(roll, 'Mail'),
      { kind: 'change-step', key: stepKey(1), change: { window: { unit: 'targets', count: 1 } } },
      { kind: 'change-action', key: actionKey(2), change: { location: 'here-for-each-target' } },
      { kind: 'leave', key: actionKey(2) }
    )
    expect(inShort(draft)).toEqual([['Roll', 'Drain', 'Fill'], 'Deploy', 'Mail'])
    expect(settingsOf(draft, 1)).toStrictEqual({
      name: 'Deploy',
      location: 'here-for-each-target',
      roles: ['web'],
      isDisabled: false,
      window: { unit: 'targets', count: 1 },
      actions: [{ id: actionKey(2), type: 'script', syntax: 'bash', body: 'echo 2' }]
    })
  })

  it('the first action out puts it before the step, so that the order stays', () => {
    expect(inShort(done(draftOf(roll), { kind: 'leave', key: actionKey(1) }))).toEqual([
      'Drain',
      ['Roll', 'Deploy', 'Fill']
    ])
  })

  it('leaves a step with one action called like that action, and says so', () => {
    const { draft, said, isNotable } = outcomeOf(draftOf(['Roll', 'Drain', 'Deploy']), {
      kind: 'leave',
      key: actionKey(1)
    })
    expect(inShort(draft)).toEqual(['Drain', 'Deploy'])
    expect([draft[1]?.id, draft[1]?.actions[0]?.settings.name, isNotable]).toEqual([stepKey(1), undefined, true])
    expect(said).toBe(
      '“Drain” is step 1 of 2 now. The step “Roll” is called “Deploy” now, like the action that is left: its outputs are found under that name.'
    )
  })

  it('from one step into another keeps the order that was wanted', () => {
    const draft = done(draftOf(['A', 'a1', 'a2'], ['B', 'b1', 'b2']), {
      kind: 'drop',
      key: actionKey(1),
      to: { into: stepKey(2), before: actionKey(4) }
    })
    expect(inShort(draft)).toEqual(['a2', ['B', 'b1', 'a1', 'b2']])
  })

  it('into a step with one action goes before or after that one', () => {
    const before = done(draftOf('A', 'B'), {
      kind: 'drop',
      key: stepKey(2),
      to: { into: stepKey(1), before: actionKey(1) }
    })
    expect(inShort(before)).toEqual([['A', 'B', 'A']])
  })

  it('refuses a step with several actions inside another step', () => {
    expect(outcomeOf(draftOf('A', roll), { kind: 'join-above', key: stepKey(2) })).toMatchObject({
      draft: draftOf('A', roll),
      isNotable: true
    })
  })

  it('of a step that waits for a cancel into another step tells that it waits no longer', () => {
    const draft = done(draftOf('A', 'B'), {
      kind: 'change-step',
      key: stepKey(2),
      change: { condition: { when: 'cancel' } }
    })
    const { draft: after, said } = outcomeOf(draft, { kind: 'join-above', key: stepKey(2) })
    expect([toInput(after)[0]?.actions[1]?.condition, said?.includes('Actions cannot wait for a cancel')]).toEqual([
      undefined,
      true
    ])
  })
})

describe('deleting', () => {
  it('takes a step with its actions, or one action, and goes to what is near', () => {
    const draft = draftOf('Stop', roll)
    expect([
      outcomeOf(draft, { kind: 'remove', key: stepKey(1) }).select,
      outcomeOf(draft, { kind: 'remove', key: stepKey(2) }).select,
      outcomeOf(draft, { kind: 'remove', key: actionKey(3) }).select
    ]).toEqual([stepKey(2), stepKey(1), actionKey(4)])
    expect(inShort(done(draft, { kind: 'remove', key: actionKey(3) }))).toEqual(['Stop', ['Roll', 'Drain', 'Fill']])
  })
})

describe('settings', () => {
  it('that are turned off and on again are what they were', () => {
    const retries = { count: 5, backoffSeconds: 60 }
    const off = done(
      draftOf('Stop'),
      { kind: 'change-action', key: actionKey(1), change: { retries } },
      { kind: 'change-action', key: actionKey(1), change: { retries: undefined } }
    )
    expect([toInput(off)[0]?.actions[0], off[0]?.actions[0]?.kept.retries]).toEqual([
      { id: actionKey(1), type: 'script', syntax: 'bash', body: 'echo 1' },
      retries
    ])
  })

  it('about targets are put aside where a step runs once, and come back with its targets', () => {
    const rolling = done(draftOf('Stop'), {
      kind: 'change-step',
      key: stepKey(1),
      change: { window: { unit: 'percent', count: 20 }, needsTargets: true }
    })
    const here = done(rolling, { kind: 'relocate', key: stepKey(1), location: 'here' })
    expect(toInput(here)[0]).toStrictEqual({ ...toInput(draftOf('Stop'))[0], location: 'here', roles: [] })
    expect(toInput(done(here, { kind: 'relocate', key: stepKey(1), location: 'targets' }))).toStrictEqual(
      toInput(rolling)
    )
  })
})

/** Any command about a draft, whether it makes sense or not; those that delete are left out. */
const anyMove = (draft: Draft): fc.Arbitrary<DraftCommand> => {
  const steps = draft.map(step => step.key)
  const actions = draft.flatMap(step => step.actions.map(action => action.key))
  const key = fc.constantFrom(...steps, ...actions)
  const orNull = (keys: readonly string[]) => fc.option(fc.constantFrom(...keys), { nil: null })
  return fc.oneof(
    fc.record({ kind: fc.constant('nudge' as const), key, by: fc.constantFrom(-1 as const, 1 as const) }),
    fc.record({ kind: fc.constantFrom('join-above' as const, 'leave' as const), key }),
    fc.record({
      kind: fc.constant('drop' as const),
      key,
      to: fc.record({ into: orNull(steps), before: orNull([...steps, ...actions]) })
    }),
    fc.record({ kind: fc.constant('enable' as const), key, isDisabled: fc.boolean() }),
    fc.record({
      kind: fc.constant('add-action' as const),
      type: fc.constantFrom(...actionTypes),
      to: key
    })
  )
}

describe('whatever is moved where', () => {
  it('no action is lost, doubled or given another id, and the process stays valid', () => {
    const anything = anySteps({ least: 1 }).chain(steps => {
      const draft = toDraft(steps)
      return fc.tuple(fc.constant(draft), fc.array(anyMove(draft), { maxLength: 12 }))
    })
    fc.assert(
      fc.property(anything, ([draft, commands]) => {
        const moves = commands.filter(command => command.kind !== 'add-action')
        const after = done(draft, ...moves)
        expect(actionIds(after)).toEqual(actionIds(draft))
        expect(after.every(step => step.actions.length > 0)).toBe(true)
        const names = stepInputs.safeParse(toInput(after)).error?.issues ?? []
        expect(names).toEqual([])
        const grown = done(draft, ...commands)
        expect(actionIds(grown)).toEqual(expect.arrayContaining([...actionIds(draft)]))
      }),
      { numRuns: 100 }
    )
  })
})
