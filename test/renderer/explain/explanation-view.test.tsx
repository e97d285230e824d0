import type { ExpansionNode, Explanation } from '@shared/variables/explain'
import type { Labels } from '@shared/variables/scope-words'
import { fireEvent, screen, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { ExplanationView } from '../../../renderer/components/explain/ExplanationView'
import { installFakeApi } from '../../support/fake-api'
import { ids } from '../../support/plans'
import { resetWindow, show } from '../../support/window'

beforeEach(() => {
  resetWindow()
  installFakeApi()
})

const labels: Labels = {
  environments: new Map([[ids.environment(1), 'Test']]),
  targets: new Map([[ids.target(1), 'web-1']]),
  actions: new Map(),
  processes: new Map()
}

const node = (name: string, changes: Partial<ExpansionNode> = {}): ExpansionNode => ({
  name,
  template: { text: `${name} as written`, holdsSecret: false },
  value: { text: `${name} value`, holdsSecret: false },
  state: 'known',
  references: [],
  ...changes
})

const explanation = (changes: Partial<Explanation> = {}): Explanation => ({
  name: 'Url',
  candidates: [],
  expansion: node('Url'),
  elsewhere: [],
  ...changes
})

test('rows with equal right are all marked, and none of them is called taken', () => {
  const row = (n: number, text: string) => ({
    origin: { kind: 'project' } as const,
    rowId: ids.variable(n),
    scope: { environments: [ids.environment(1)] },
    template: { text, holdsSecret: false },
    verdict: { kind: 'tied', weight: 100, parts: ['environments'] } as const
  })
  const expansion = node('Url', { template: null, value: { text: null, holdsSecret: false }, state: 'tied' })
  show(
    <ExplanationView explanation={explanation({ candidates: [row(1, 'a'), row(2, 'b')], expansion })} labels={labels} />
  )
  expect(screen.getByText('2 rows with equal right')).toBeTruthy()
  expect(screen.getAllByText('Equal')).toHaveLength(2)
  expect(screen.queryByText('Taken')).toBeNull()
  expect(screen.getByRole('region', { name: 'Value of Url' }).textContent).toBe('undecided')
})

test('a value that holds a secret says so and shows dots', () => {
  const secret = { text: '••••••', holdsSecret: true }
  show(<ExplanationView explanation={explanation({ expansion: node('Url', { value: secret }) })} labels={labels} />)
  expect(screen.getByText('holds a secret')).toBeTruthy()
})

test('the tree of references is walked, folded and unfolded with the keyboard alone', () => {
  const missing = node('Path', { template: null, value: { text: null, holdsSecret: false }, state: 'missing' })
  const expansion = node('Url', { references: [node('Host', { references: [node('Domain')] }), missing] })
  show(<ExplanationView explanation={explanation({ expansion })} labels={labels} />)
  const tree = screen.getByRole('tree')
  const items = () => within(tree).getAllByRole('treeitem')
  expect(items().map(item => item.getAttribute('aria-level'))).toEqual(['1', '2', '3', '2'])
  expect(items()[3]?.textContent).toContain('not defined here')
  items()[0]?.focus()
  fireEvent.keyDown(tree, { key: 'ArrowDown' })
  expect(document.activeElement).toBe(items()[1])
  fireEvent.keyDown(tree, { key: 'ArrowLeft' })
  expect([items().length, items()[1]?.getAttribute('aria-expanded')]).toEqual([3, 'false'])
  fireEvent.keyDown(tree, { key: 'ArrowRight' })
  expect(items()).toHaveLength(4)
})

const place = (target: number | null) => ({
  environmentId: ids.environment(1),
  targetId: target === null ? null : ids.target(target)
})
const same = (...targets: readonly number[]) => ({
  value: { text: 'x', holdsSecret: false },
  isSame: true,
  places: targets.map(place)
})

test('other places are grouped by value, with their count and their names', () => {
  show(<ExplanationView explanation={explanation({ elsewhere: [same(1, 1)] })} labels={labels} />)
  expect(screen.getByText('same as here, 2 places')).toBeTruthy()
  expect(screen.getByText('Test')).toBeTruthy()
  expect(screen.getByText('web-1 and web-1')).toBeTruthy()
})

test('the only place there is says nothing of others', () => {
  show(<ExplanationView explanation={explanation({ elsewhere: [same(1)] })} labels={labels} />)
  expect(screen.queryByText('In other places')).toBeNull()
})
