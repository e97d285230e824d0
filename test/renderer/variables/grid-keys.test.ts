import { expect, test } from 'vitest'
import { type GridPlace, gridCommand, placeAfter } from '../../../renderer/screens/variables/grid/grid-keys'

const press = (keys: string) => {
  const parts = keys.split('+')
  return {
    key: parts.at(-1) ?? '',
    ctrlKey: parts.includes('Ctrl'),
    metaKey: false,
    shiftKey: parts.includes('Shift'),
    altKey: parts.includes('Alt')
  }
}
const shape = { rows: 100, columns: ['name', 'value', 'scope'] as const, page: 20 }
const go = (from: GridPlace, keys: string) => {
  const command = gridCommand(press(keys))
  return command && placeAfter(from, command, shape)
}
const at = (row: number, column: 'name' | 'value' | 'scope'): GridPlace => ({ row, column })

test.each([
  ['ArrowDown', at(6, 'value')],
  ['ArrowUp', at(4, 'value')],
  ['ArrowLeft', at(5, 'name')],
  ['ArrowRight', at(5, 'scope')],
  ['Home', at(5, 'name')],
  ['End', at(5, 'scope')],
  ['Ctrl+Home', at(0, 'name')],
  ['Ctrl+End', at(99, 'scope')],
  ['Ctrl+ArrowDown', at(99, 'value')],
  ['PageDown', at(25, 'value')],
  ['PageUp', at(0, 'value')],
  ['Tab', at(5, 'scope')],
  ['Shift+Tab', at(5, 'name')]
])('%s goes on from the cell', (keys, place) => expect(go(at(5, 'value'), keys)).toEqual(place))

test('Tab goes on to the next row, and out of the table at its end', () => {
  expect(go(at(5, 'scope'), 'Tab')).toEqual(at(6, 'name'))
  expect(go(at(5, 'name'), 'Shift+Tab')).toEqual(at(4, 'scope'))
  expect([go(at(99, 'scope'), 'Tab'), go(at(0, 'name'), 'Shift+Tab')]).toEqual([null, null])
})

test.each([
  ['Enter', { kind: 'edit', isFresh: false }],
  ['F2', { kind: 'edit', isFresh: false }],
  ['x', { kind: 'edit', isFresh: true }],
  ['Shift+X', { kind: 'edit', isFresh: true }],
  ['Shift+Enter', { kind: 'pop-out' }],
  ['Alt+Enter', { kind: 'details' }],
  ['Ctrl+Enter', { kind: 'add' }],
  ['Ctrl+d', { kind: 'duplicate' }],
  ['Delete', { kind: 'clear' }],
  ['Shift+Delete', { kind: 'remove' }],
  ['Ctrl+z', { kind: 'undo' }],
  ['Ctrl+Shift+Z', { kind: 'redo' }],
  ['Ctrl+y', { kind: 'redo' }],
  ['Ctrl+a', { kind: 'select-all' }],
  ['Ctrl+f', { kind: 'find' }],
  ['Shift+F2', { kind: 'rename' }],
  ['Shift+F12', { kind: 'usages' }],
  ['Escape', { kind: 'cancel' }]
])('%s is a command', (keys, command) => expect(gridCommand(press(keys))).toEqual(command))

test('keys of the window and of the clipboard are left alone', () => {
  expect(
    ['Ctrl+s', 'Ctrl+k', 'Ctrl+c', 'Ctrl+v', 'Alt+p', 'F5', 'Shift'].map(keys => gridCommand(press(keys)))
  ).toEqual(Array.from({ length: 7 }, () => null))
})
