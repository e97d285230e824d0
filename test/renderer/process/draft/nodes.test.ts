import { stepInputs, steps as storedSteps } from '@shared/model/process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  freeName,
  isChanged,
  isOff,
  placeOf,
  rowKeyOf,
  toDraft,
  toInput
} from '../../../../renderer/screens/process/draft/nodes'
import { anySteps } from '../../../support/process-arbitrary'
import { actionKey, done, draftOf, stepKey, stepsOf } from './steps'

describe('a process while it is edited', () => {
  it('is sent exactly as it was stored when nothing was changed, whatever it says', () => {
    fc.assert(
      fc.property(anySteps(), steps => {
        expect(storedSteps.safeParse(steps).success).toBe(true)
        expect(toInput(toDraft(steps))).toStrictEqual(steps)
      }),
      { numRuns: 80 }
    )
  })

  it('is changed by typing, and unchanged by typing it back, in whichever order settings were made', () => {
    const saved = draftOf('Stop', 'Start')
    const retries = { count: 3, backoffSeconds: 15 }
    const typed = done(saved, { kind: 'change-action', key: actionKey(1), change: { body: 'x', retries } })
    const back = done(typed, {
      kind: 'change-action',
      key: actionKey(1),
      change: { retries: undefined, body: 'echo 1' }
    })
    expect([isChanged(typed, saved), isChanged(back, saved), back === saved]).toEqual([true, false, false])
  })

  it('is changed by a number field that was emptied', () => {
    const saved = done(draftOf('Stop'), { kind: 'change-step', key: stepKey(1), change: { maxParallel: 3 } })
    const emptied = done(saved, { kind: 'change-step', key: stepKey(1), change: { maxParallel: Number.NaN } })
    expect(isChanged(emptied, saved)).toBe(true)
  })

  it('sends new steps without ids, in a form that is accepted once it is filled in', () => {
    const draft = done(
      [],
      { kind: 'add-step', type: 'script', after: null },
      { kind: 'change-step', key: 'new-1', change: { roles: ['web'] } },
      { kind: 'change-action', key: 'new-2', change: { body: 'echo hello' } }
    )
    expect(toInput(draft)).toStrictEqual([
      {
        name: 'Run a Script',
        location: 'targets',
        roles: ['web'],
        isDisabled: false,
        actions: [{ type: 'script', syntax: 'bash', body: 'echo hello' }]
      }
    ])
    expect(stepInputs.safeParse(toInput(draft)).success).toBe(true)
  })

  it('gives new names that no step and no action has, whatever their case', () => {
    const draft = draftOf('run', ['Roll', 'Run 2 ', 'Other'])
    expect([freeName([], 'Run'), freeName(draft, 'Run'), freeName(draft, 'other')]).toEqual(['Run', 'Run 3', 'other 2'])
  })

  it('finds steps and actions, and shows an only action as its step', () => {
    const draft = draftOf('Stop', ['Roll', 'Drain', 'Deploy'])
    expect(
      [actionKey(1), actionKey(3), stepKey(2), 'gone'].map(key => [rowKeyOf(draft, key), placeOf(draft, key)?.stepAt])
    ).toEqual([
      [stepKey(1), 0],
      [actionKey(3), 1],
      [stepKey(2), 1],
      [null, undefined]
    ])
  })

  it('counts a step as off where either it or its only action is disabled', () => {
    const [step] = toDraft(
      stepsOf('Stop').map(one => ({ ...one, actions: one.actions.map(action => ({ ...action, isDisabled: true })) }))
    )
    expect(isOff(step!, null)).toBe(true)
    const [on] = done([step!], { kind: 'enable', key: step!.key, isDisabled: false })
    expect([isOff(on!, null), on!.actions[0]!.settings]).toEqual([
      false,
      { type: 'script', syntax: 'bash', body: 'echo 1' }
    ])
  })
})
