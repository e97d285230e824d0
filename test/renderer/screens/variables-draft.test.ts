import type { ProjectId, VariableId } from '@shared/ids'
import { type VariableSetView, type VariableView, variableInputs } from '@shared/model/variable-set'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  draftOf,
  emptyVariable,
  filterDraft,
  isChanged,
  toInputs,
  withChange
} from '../../../renderer/screens/variables/draft'

const id = (n: number) => `variable-${String(n).padStart(10, '0')}` as VariableId
const set = (...variables: readonly VariableView[]): VariableSetView => ({
  projectId: 'project-0000000001' as ProjectId,
  version: 3,
  variables
})
const text: VariableView = { type: 'text', id: id(1), name: 'Port', value: '8080' }
const secret: VariableView = { type: 'sensitive', id: id(2), name: 'Password' }

test('a stored secret that was not touched is sent without a value, which keeps it', () => {
  expect(toInputs(draftOf(set(text, secret)))).toEqual([
    { type: 'text', id: id(1), name: 'Port', value: '8080' },
    { type: 'sensitive', id: id(2), name: 'Password' }
  ])
})

test('a replaced secret is sent as typed', () => {
  const draft = withChange(draftOf(set(secret)), id(2), { value: 'new' })
  expect(toInputs(draft)).toEqual([{ type: 'sensitive', id: id(2), name: 'Password', value: 'new' }])
})

test('making a stored secret readable empties it, because it cannot be read back', () => {
  const draft = withChange(draftOf(set(secret)), id(2), { isSensitive: false })
  expect(toInputs(draft)).toEqual([{ type: 'text', id: id(2), name: 'Password', value: '' }])
})

test('making a typed value sensitive keeps it', () => {
  const draft = withChange(draftOf(set(text)), id(1), { isSensitive: true })
  expect(toInputs(draft)).toEqual([{ type: 'sensitive', id: id(1), name: 'Port', value: '8080' }])
})

test('a new row has no id yet', () => {
  expect(toInputs([emptyVariable('new-1')])).toEqual([{ type: 'text', name: '', value: '' }])
})

test('an edit that is taken back leaves nothing to save', () => {
  const stored = draftOf(set(text, secret))
  const edited = withChange(stored, id(1), { value: '9090' })
  expect([isChanged(edited, stored), isChanged(withChange(edited, id(1), { value: '8080' }), stored)]).toEqual([
    true,
    false
  ])
})

test('the filter looks at names and readable values, never at secrets, and keeps rows without a name', () => {
  const draft = [...withChange(draftOf(set(text, secret)), id(2), { value: '8080-secret' }), emptyVariable('new-1')]
  expect(filterDraft(draft, '8080').map(({ key }) => key)).toEqual([id(1), 'new-1'])
})

test('whatever is shown goes back through the contract unchanged', () => {
  const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9.]{0,20}$/)
  const variables = fc.uniqueArray(fc.tuple(name, fc.option(fc.string())), {
    maxLength: 8,
    selector: ([each]) => each.toLowerCase()
  })
  fc.assert(
    fc.property(variables, rows => {
      const views = rows.map(
        ([name, value], n): VariableView =>
          value === null ? { type: 'sensitive', id: id(n), name } : { type: 'text', id: id(n), name, value }
      )
      expect(variableInputs.parse(toInputs(draftOf(set(...views))))).toEqual(views)
    })
  )
})
