import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DraftCommand } from '../../../renderer/screens/variables/draft/draft'
import { isDraftChanged } from '../../../renderer/screens/variables/draft/draft'
import {
  chosenKeys,
  type EditorAction,
  type EditorState,
  openEditor,
  reduceEditor
} from '../../../renderer/screens/variables/draft/draft-state'
import { draft, environment, rowId, secretView, textView } from './rows'

const start = openEditor(
  draft(
    textView(1, 'Host', 'a', { scope: { environments: [environment(1)] } }),
    textView(2, 'Port', '80'),
    secretView(3, 'Password'),
    textView(4, 'Motto', 'x')
  )
)

const after = (state: EditorState, ...actions: readonly EditorAction[]): EditorState =>
  actions.reduce(reduceEditor, state)
const run = (command: DraftCommand): EditorAction => ({ kind: 'do', command })
const undo: EditorAction = { kind: 'undo' }
const redo: EditorAction = { kind: 'redo' }
const names = (state: EditorState) => state.draft.rows.map(({ name }) => name)
const order = start.draft.rows.map(({ key }) => key)
const move = (n: number, how: 'plain' | 'extend' | 'toggle' = 'plain'): EditorAction => ({
  kind: 'move',
  to: { key: rowId(n), column: 'value' },
  how,
  order
})

/** Commands that may speak of rows that are there, that are gone, and that other commands made. */
const key = fc.oneof(
  fc.integer({ min: 1, max: 5 }).map(rowId),
  fc.integer({ min: 1, max: 6 }).map(n => `new-${n}`)
)
const keys = fc.uniqueArray(key, { maxLength: 3 })
const word = fc.constantFrom('', 'a', 'b', 'Host')
const scope = fc
  .uniqueArray(fc.integer({ min: 1, max: 3 }).map(environment), { maxLength: 2 })
  .map(environments => ({ environments }))
const change = fc.record(
  { name: word, value: word, type: fc.constantFrom('text' as const, 'sensitive' as const), scope, description: word },
  { requiredKeys: [] }
)
const command: fc.Arbitrary<DraftCommand> = fc.oneof(
  fc.record({ kind: fc.constant('change' as const), keys, change }),
  fc.record({ kind: fc.constant('insert' as const), after: fc.option(key), rows: fc.array(change, { maxLength: 2 }) }),
  fc.record({ kind: fc.constant('duplicate' as const), keys }),
  fc.record({ kind: fc.constant('remove' as const), keys }),
  fc.record({
    kind: fc.constant('scope' as const),
    keys,
    how: fc.constantFrom('add' as const, 'remove' as const, 'replace' as const),
    scope
  }),
  fc.record({
    kind: fc.constant('merge' as const),
    changes: fc.array(fc.record({ key, change }), { maxLength: 2 }),
    added: fc.array(change, { maxLength: 2 })
  }),
  fc.record({
    kind: fc.constant('fix' as const),
    fix: fc.record({ kind: fc.constant('remove' as const), rowId: fc.integer({ min: 1, max: 4 }).map(rowId) })
  })
)

describe('undo and redo', () => {
  test('whatever was done, undoing all of it restores the draft, and redoing all of it repeats it', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 12 }), commands => {
        const done = after(start, ...commands.map(run))
        const steps = done.past.length
        const undone = after(done, ...Array.from({ length: steps }, () => undo))
        expect(undone.draft).toEqual(start.draft)
        expect(isDraftChanged(undone.draft, undone.base)).toBe(false)
        const again = after(undone, ...Array.from({ length: steps }, () => redo))
        expect(again.draft).toEqual(done.draft)
      })
    )
  })

  test('each step of the past is what the draft was before', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 8 }), commands => {
        let state = start
        for (const item of commands) {
          const before = state
          state = after(state, run(item))
          if (state.draft === before.draft) expect(state.past).toBe(before.past)
          else expect(after(state, undo).draft).toBe(before.draft)
        }
      })
    )
  })

  test('the cursor and the selection never point at rows that are gone', () => {
    const action = fc.oneof(
      command.map(run),
      fc.constantFrom(undo, redo),
      fc
        .tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom('plain' as const, 'extend' as const, 'toggle' as const))
        .map(([n, how]) => move(n, how))
    )
    fc.assert(
      fc.property(fc.array(action, { maxLength: 15 }), actions => {
        let state = start
        for (const item of actions) {
          const isMove = item.kind === 'move'
          if (isMove && !state.draft.rows.some(row => row.key === item.to.key)) continue
          state = after(state, item)
          const there = new Set(state.draft.rows.map(row => row.key))
          if (state.draft.rows.length > 0 && !isMove) expect(there.has(state.cursor?.key ?? '')).toBe(true)
          expect(chosenKeys(state).every(chosen => there.has(chosen))).toBe(true)
        }
      })
    )
  })

  test('a new command forgets what could be redone', () => {
    const state = after(
      start,
      run({ kind: 'remove', keys: [rowId(1)] }),
      undo,
      run({ kind: 'remove', keys: [rowId(2)] })
    )
    expect([state.future, names(after(state, redo))]).toEqual([[], ['Host', 'Password', 'Motto']])
  })

  test('what undo brought back is selected', () => {
    const state = after(start, run({ kind: 'remove', keys: [rowId(2), rowId(4)] }), undo)
    expect([...state.selection.keys]).toEqual([rowId(2), rowId(4)])
    expect(state.cursor?.key).toBe(rowId(2))
  })
})

describe('rows', () => {
  test('new rows stand below the cursor’s and become the cursor’s', () => {
    const state = after(start, run({ kind: 'insert', after: rowId(1), rows: [{}] }))
    expect(names(state)).toEqual(['Host', '', 'Port', 'Password', 'Motto'])
    expect(state.cursor).toEqual({ key: 'new-1', column: 'name' })
  })

  test('a copy of a stored secret has no secret yet', () => {
    const state = after(start, run({ kind: 'duplicate', keys: [rowId(3)] }))
    expect(state.draft.rows[3]).toMatchObject({
      key: 'new-1',
      id: null,
      name: 'Password',
      type: 'sensitive',
      value: ''
    })
  })

  test('a removal leaves the cursor on the row below', () => {
    const state = after(start, move(2), run({ kind: 'remove', keys: [rowId(2)] }))
    expect(state.cursor?.key).toBe(rowId(3))
  })

  test('scopes are added, taken out and replaced for all chosen rows', () => {
    const change = (how: 'add' | 'remove' | 'replace') =>
      after(start, run({ kind: 'scope', keys: [rowId(1), rowId(2)], how, scope: { environments: [environment(2)] } }))
    const scopes = (state: EditorState) => state.draft.rows.slice(0, 2).map(row => row.scope)
    expect(scopes(change('add'))).toEqual([
      { environments: [environment(1), environment(2)] },
      { environments: [environment(2)] }
    ])
    expect(scopes(change('replace'))).toEqual([{ environments: [environment(2)] }, { environments: [environment(2)] }])
    expect(change('remove').draft).toBe(start.draft)
  })

  test('Shift extends from where the selection began, Ctrl puts rows in and out', () => {
    const extended = after(start, move(2), move(4, 'extend'))
    expect(chosenKeys(extended)).toEqual([rowId(2), rowId(3), rowId(4)])
    expect(chosenKeys(after(extended, move(1, 'extend')))).toEqual([rowId(1), rowId(2)])
    expect(chosenKeys(after(start, move(1), move(3, 'toggle'), move(1, 'toggle')))).toEqual([rowId(3)])
  })
})

describe('a save', () => {
  const changed = after(
    start,
    run({ kind: 'insert', after: null, rows: [{ name: 'New', value: 'n' }] }),
    run({ kind: 'change', keys: [rowId(3)], change: { value: 'typed secret' } }),
    run({ kind: 'remove', keys: [rowId(4)] })
  )
  const saved: EditorAction = {
    kind: 'saved',
    sent: changed.draft,
    stored: draft(
      textView(1, 'Host', 'a', { scope: { environments: [environment(1)] } }),
      textView(2, 'Port', '80'),
      secretView(3, 'Password'),
      textView(9, 'New', 'n')
    )
  }

  test('leaves nothing to save, and new rows keep their place under their ids', () => {
    const state = after(changed, saved)
    expect(isDraftChanged(state.draft, state.base)).toBe(false)
    expect(state.draft.rows[3]).toMatchObject({ key: 'new-1', id: rowId(9) })
  })

  test('can be undone past: what was removed comes back as new, and no typed secret is kept', () => {
    const state = after(changed, saved, undo)
    expect(state.draft.rows.at(-2)).toMatchObject({ key: rowId(4), id: null, name: 'Motto' })
    expect(JSON.stringify([state.past, state.future, state.draft])).not.toContain('typed secret')
    expect(isDraftChanged(state.draft, state.base)).toBe(true)
  })

  test('keeps what was typed while it ran', () => {
    const typed = after(changed, run({ kind: 'change', keys: ['new-1'], change: { value: 'later' } }))
    const state = after(typed, saved)
    expect(state.draft.rows.at(-1)).toMatchObject({ id: rowId(9), value: 'later' })
    expect(isDraftChanged(state.draft, state.base)).toBe(true)
  })
})
