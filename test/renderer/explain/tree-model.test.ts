import type { ExpansionNode } from '@shared/variables/explain'
import { expect, test } from 'vitest'
import { treeMove, visibleRows } from '../../../renderer/components/explain/tree-model'

const node = (name: string, references: readonly ExpansionNode[] = []): ExpansionNode => ({
  name,
  template: { text: name, holdsSecret: false },
  value: { text: name, holdsSecret: false },
  state: 'known',
  references
})

const root = node('Url', [node('Host', [node('Domain')]), node('Path')])
const open = visibleRows(root, new Set())
const folded = visibleRows(root, new Set(['0']))

test('every node is shown with its place among its siblings, and not what is folded away', () => {
  expect(open.map(({ node: { name }, level, position, siblings }) => [name, level, position, siblings])).toEqual([
    ['Url', 1, 1, 1],
    ['Host', 2, 1, 2],
    ['Domain', 3, 1, 1],
    ['Path', 2, 2, 2]
  ])
  expect(folded.map(({ node: { name } }) => name)).toEqual(['Url', 'Host', 'Path'])
})

test('arrows go up and down what is shown, and stop at the ends', () => {
  expect(treeMove('ArrowDown', open, '0')).toEqual({ kind: 'go', path: '0.0' })
  expect(treeMove('ArrowDown', folded, '0')).toEqual({ kind: 'go', path: '1' })
  expect(treeMove('ArrowUp', open, '')).toBeNull()
  expect(treeMove('End', open, '')).toEqual({ kind: 'go', path: '1' })
})

test('right opens and then goes in, left closes and then goes out', () => {
  expect(treeMove('ArrowRight', folded, '0')).toEqual({ kind: 'open', path: '0' })
  expect(treeMove('ArrowRight', open, '0')).toEqual({ kind: 'go', path: '0.0' })
  expect(treeMove('ArrowLeft', open, '0')).toEqual({ kind: 'close', path: '0' })
  expect(treeMove('ArrowLeft', folded, '0')).toEqual({ kind: 'go', path: '' })
  expect(treeMove('ArrowRight', open, '1')).toBeNull()
})

test('enter folds and unfolds, and other keys are left to others', () => {
  expect(treeMove('Enter', open, '0')).toEqual({ kind: 'close', path: '0' })
  expect(treeMove('Enter', open, '1')).toBeNull()
  expect(treeMove('x', open, '0')).toBeNull()
})
