import { type VariableView, variableInputs } from '@shared/model/variable-set'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changedRow, inputOf, isRowChanged, rowOf, viewOf } from '../../../renderer/screens/variables/draft/draft-row'
import { environment, rowId, secretView, textView } from './rows'

const secret = rowOf(secretView(2, 'Password'))
const text = rowOf(textView(1, 'Port', '8080'))

test('a stored secret that was not touched is sent without a value, which keeps it', () => {
  expect(inputOf(secret)).toEqual({ type: 'sensitive', id: rowId(2), name: 'Password' })
})

test('a replaced secret is sent as typed, and emptying it again means the stored one', () => {
  const replaced = changedRow(secret, { value: 'new' }, secret)
  expect(inputOf(replaced)).toMatchObject({ value: 'new' })
  expect(changedRow(replaced, { value: '' }, secret)).toEqual(secret)
})

test('making a stored secret readable empties it, and making it sensitive again brings the stored one back', () => {
  const readable = changedRow(secret, { type: 'text' }, secret)
  expect(inputOf(readable)).toEqual({ type: 'text', id: rowId(2), name: 'Password', value: '' })
  expect(changedRow(readable, { type: 'sensitive' }, secret)).toEqual(secret)
})

test('making a typed value sensitive keeps it', () => {
  expect(inputOf(changedRow(text, { type: 'sensitive' }, text))).toMatchObject({ type: 'sensitive', value: '8080' })
})

test('a text is no id of an account, and an id is no text', () => {
  const account = changedRow(text, { type: 'account' }, text)
  expect(account.value).toBe('')
  const chosen = changedRow(account, { value: 'account-0000000001' }, text)
  expect(changedRow(chosen, { type: 'text' }, text).value).toBe('')
})

test('an edit that is taken back leaves nothing to save', () => {
  const edited = changedRow(text, { value: '9090' }, text)
  expect([isRowChanged(edited, text), isRowChanged(changedRow(edited, { value: '8080' }, text), text)]).toEqual([
    true,
    false
  ])
})

test('scopes are kept in their one spelling, and empty ones are not sent', () => {
  const scoped = changedRow(text, { scope: { environments: [environment(2), environment(1), environment(2)] } }, text)
  expect(scoped.scope).toEqual({ environments: [environment(1), environment(2)] })
  expect(inputOf(changedRow(scoped, { scope: { environments: [] } }, text))).not.toHaveProperty('scope')
})

test('resolver and lint see every row under its key, and no secret', () => {
  const fresh = { ...changedRow(text, { type: 'sensitive', value: 'hunter-two' }, text), key: 'new-1', id: null }
  expect(viewOf(fresh)).toEqual({ type: 'sensitive', id: 'new-1', name: 'Port' })
})

test('whatever is shown goes back through the contract unchanged', () => {
  const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9.]{0,20}$/)
  const scope = fc.option(fc.uniqueArray(fc.nat(20).map(environment), { minLength: 1, maxLength: 4 }), {
    nil: undefined
  })
  const view = fc.tuple(name, fc.option(fc.string()), scope, fc.boolean())
  fc.assert(
    fc.property(fc.array(view, { maxLength: 8 }), rows => {
      const views = rows.map(([name, value, environments, isPrompted], n): VariableView => {
        const common = {
          id: rowId(n),
          name,
          ...(environments === undefined ? {} : { scope: { environments: [...environments].sort() } }),
          ...(isPrompted
            ? { prompt: { label: 'L', description: '', isRequired: true, control: { kind: 'single-line' as const } } }
            : {})
        }
        return value === null ? { type: 'sensitive', ...common } : { type: 'text', ...common, value }
      })
      expect(variableInputs.parse(views.map(rowOf).map(inputOf))).toEqual(views)
    })
  )
})
