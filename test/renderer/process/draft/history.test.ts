import { actionTypes } from '@shared/model/action'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DraftCommand } from '../../../../renderer/screens/process/draft/commands'
import {
  type EditorAction,
  type EditorState,
  isDirty,
  openEditor,
  reduceEditor
} from '../../../../renderer/screens/process/draft/history'
import { toInput } from '../../../../renderer/screens/process/draft/nodes'
import { anySteps } from '../../../support/process-arbitrary'
import { actionKey, inShort, stepKey, stepsOf } from './steps'

const after = (state: EditorState, ...actions: readonly EditorAction[]): EditorState =>
  actions.reduce(reduceEditor, state)
const act = (command: DraftCommand, at = 0): EditorAction => ({ kind: 'do', command, at })
const undo: EditorAction = { kind: 'undo' }
const redo: EditorAction = { kind: 'redo' }
const rename = (name: string, key = stepKey(1)): DraftCommand => ({ kind: 'change-step', key, change: { name } })

describe('undo', () => {
  const open = openEditor(stepsOf('Stop', 'Start'), 3)

  it('takes a word that was typed back as one, and what was typed after a rest by itself', () => {
    const typed = after(
      open,
      act(rename('S'), 0),
      act(rename('Se'), 400),
      act(rename('Sen'), 900),
      act(rename('Send'), 5000)
    )
    expect([typed, after(typed, undo), after(typed, undo, undo)].map(state => inShort(state.draft))).toEqual([
      ['Send', 'Start'],
      ['Sen', 'Start'],
      ['Stop', 'Start']
    ])
  })

  it('keeps fields, switches and steps apart, however quickly they follow', () => {
    const all = after(
      open,
      act(rename('A')),
      act({ kind: 'change-step', key: stepKey(1), change: { needsTargets: true } }),
      act({ kind: 'change-step', key: stepKey(1), change: { needsTargets: undefined } }),
      act(rename('B', stepKey(2)))
    )
    expect(all.past).toHaveLength(4)
  })

  it('goes to where something changed', () => {
    const state = after(open, act(rename('A')), { kind: 'select', key: stepKey(2) }, undo)
    expect(state.selected).toBe(stepKey(1))
  })

  it('brings a deleted step back at its place, with its id', () => {
    const state = after(open, act({ kind: 'remove', key: stepKey(1) }), undo)
    expect([toInput(state.draft), state.selected]).toEqual([toInput(open.draft), stepKey(1)])
  })

  const anyCommand = (state: EditorState): fc.Arbitrary<DraftCommand> => {
    const keys = state.draft.flatMap(step => [step.key, ...step.actions.map(action => action.key)])
    const key = fc.constantFrom(...keys, 'new-1', 'new-2')
    return fc.oneof(
      fc.record({ kind: fc.constantFrom('clone', 'remove', 'leave', 'join-above' as const), key }),
      fc.record({ kind: fc.constant('add-step' as const), type: fc.constantFrom(...actionTypes), after: key }),
      fc.record({ kind: fc.constant('add-action' as const), type: fc.constantFrom(...actionTypes), to: key }),
      fc.record({ kind: fc.constant('nudge' as const), key, by: fc.constantFrom(-1 as const, 1 as const) }),
      fc.record({
        kind: fc.constant('relocate' as const),
        key,
        location: fc.constantFrom('targets', 'here', 'here-for-each-target' as const)
      }),
      fc.record({ kind: fc.constant('change-step' as const), key, change: fc.record({ name: fc.string() }) })
    ) as fc.Arbitrary<DraftCommand>
  }

  it('leads back to the start and redo to the end, whatever was done', () => {
    const anything = anySteps({ least: 1 }).chain(steps => {
      const state = openEditor(steps, 1)
      return fc.tuple(
        fc.constant(state),
        fc.array(fc.tuple(anyCommand(state), fc.integer({ min: 0, max: 9000 })), { maxLength: 15 })
      )
    })
    fc.assert(
      fc.property(anything, ([state, commands]) => {
        const end = after(state, ...commands.map(([command, at]) => act(command, at)))
        const back = after(end, ...end.past.map(() => undo))
        expect([back.draft, back.past, isDirty(back)]).toEqual([state.draft, [], false])
        const again = after(back, ...back.future.map(() => redo))
        expect([again.draft, again.past.length, again.future]).toEqual([end.draft, end.past.length, []])
      }),
      { numRuns: 80 }
    )
  })
})

describe('a save', () => {
  const open = openEditor(stepsOf('Stop'), 3)
  const added = after(open, act({ kind: 'add-action', type: 'script', to: stepKey(1) }), act(rename('Roll')))
  const steps = toInput(added.draft).map(step => ({
    ...step,
    isDisabled: false,
    actions: step.actions.map((action, index) => ({ ...action, id: actionKey(index + 1) }))
  })) as never
  const saved: EditorAction = { kind: 'saved', sent: added.draft, steps, version: 4 }

  it('makes what was sent the base, with the ids that new actions got, under their old keys', () => {
    const state = after(added, saved)
    expect([isDirty(state), state.version, state.draft[0]?.actions[1]]).toMatchObject([
      false,
      4,
      { key: 'new-1', id: actionKey(2) }
    ])
  })

  it('leaves what was typed meanwhile, and what can be taken back', () => {
    const typed = after(added, act(rename('Rolling'), 9000), saved)
    expect([isDirty(typed), inShort(typed.draft)]).toEqual([true, [['Rolling', 'Stop', 'Run a Script']]])
    const undone = after(typed, undo)
    expect([isDirty(undone), undone.draft[0]?.actions[1]?.id]).toEqual([false, actionKey(2)])
  })

  it('shows what is stored where that is something else', () => {
    const state = after(added, { kind: 'saved', sent: added.draft, steps: [...stepsOf('a', 'b')], version: 9 })
    expect([inShort(state.draft), state.version, state.past]).toEqual([['a', 'b'], 9, []])
  })
})

describe('loading anew', () => {
  it('keeps the row that the person was in, or goes to the nearest', () => {
    const open = after(openEditor(stepsOf('a', 'b', 'c'), 1), { kind: 'select', key: stepKey(3) })
    const same = after(open, { kind: 'load', steps: stepsOf('a', 'b', 'c', 'd'), version: 2 })
    const fewer = after(open, { kind: 'load', steps: stepsOf('a', 'b'), version: 2 })
    expect([same.selected, fewer.selected]).toEqual([stepKey(3), stepKey(2)])
  })
})
