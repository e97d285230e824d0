import type { VariableId } from '@shared/ids'
import type { VariableSetView } from '@shared/model/variable-set'
import { fail, ok } from '@shared/result'
import type { Warned } from '@shared/variables/maskability'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { VariablesScreen } from '../../../renderer/screens/variables/VariablesScreen'
import { hasUnsaved } from '../../../renderer/stores/unsaved'
import { aProject, projectIdOf } from '../../support/catalogue'
import { always, type FakeApi, installFakeApi } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

beforeEach(() => {
  resetWindow()
  // Nothing is laid out here; the grid needs to know that it has room.
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 600 })
})

const stored = (version: number, value: string): VariableSetView & Warned => ({
  warnings: [],
  projectId: projectIdOf(1),
  version,
  variables: [{ type: 'text', id: 'variable-0000000001' as VariableId, name: 'Port', value }],
  includes: []
})
const conflict = {
  kind: 'conflict' as const,
  message: 'The variables were saved in the meantime.',
  remedy: 'Reload them.'
}

const press = (label: string) => fireEvent.click(screen.getByRole('button', { name: label }))
const row = (number: number) => screen.getAllByRole('row')[number] as HTMLElement
const columns = { name: 0, value: 1, type: 2 } as const
const cell = (number: number, column: keyof typeof columns) =>
  within(row(number)).getAllByRole('gridcell')[columns[column]] as HTMLElement
const textOf = (number: number, column: keyof typeof columns) => cell(number, column).textContent

/** Edits a cell as the keyboard does. */
function edit(number: number, column: keyof typeof columns, text: string): void {
  fireEvent.mouseDown(cell(number, column))
  fireEvent.keyDown(cell(number, column), { key: 'Enter' })
  const field = within(cell(number, column)).getByRole(column === 'type' ? 'combobox' : 'textbox')
  fireEvent.change(field, { target: { value: text } })
  fireEvent.keyDown(field, { key: 'Enter' })
}

async function open(): Promise<FakeApi> {
  const api = installFakeApi({
    'project.list': always([aProject(1)]),
    'variables.get': always(stored(1, '8080'))
  })
  show(<VariablesScreen projectId={projectIdOf(1)} />)
  await waitFor(() => expect(textOf(1, 'value')).toBe('8080'))
  return api
}

/** Types, and somebody else saved before. */
async function runIntoConflict(): Promise<FakeApi> {
  const api = await open()
  edit(1, 'value', 'mine')
  api.answer({ 'variables.save': () => fail(conflict), 'variables.get': always(stored(2, 'theirs')) })
  press('Save')
  await screen.findByText('Your changes are still here. Load what is stored now, or save yours over it.')
  return api
}

test('saving sends the version that the edit started from, and leaves nothing unsaved', async () => {
  const api = await open()
  edit(1, 'value', '9090')
  expect(hasUnsaved()).toBe(true)
  api.answer({ 'variables.save': always(stored(2, '9090')) })
  fireEvent.keyDown(window, { key: 's', ctrlKey: true })
  await waitFor(() => expect(hasUnsaved()).toBe(false))
  expect(api.inputsOf('variables.save')).toEqual([
    {
      projectId: projectIdOf(1),
      version: 1,
      variables: [{ type: 'text', id: 'variable-0000000001', name: 'Port', value: '9090' }],
      includes: []
    }
  ])
})

test('Ctrl+S while something is being saved saves what was typed since', async () => {
  const api = await open()
  edit(1, 'value', '9090')
  let answerFirst: () => void = () => undefined
  const first = new Promise<void>(resolve => {
    answerFirst = resolve
  })
  api.answer({
    'variables.save': async ({ version }) => {
      if (version === 1) await first
      return ok(version === 1 ? stored(2, '9090') : stored(3, '9091'))
    }
  })
  fireEvent.keyDown(window, { key: 's', ctrlKey: true })
  edit(1, 'value', '9091')
  fireEvent.keyDown(window, { key: 's', ctrlKey: true })
  answerFirst()
  await waitFor(() => expect(hasUnsaved()).toBe(false))
  expect(api.inputsOf('variables.save')).toMatchObject([
    { version: 1, variables: [{ value: '9090' }] },
    { version: 2, variables: [{ value: '9091' }] }
  ])
})

test('saving takes along what is being typed', async () => {
  const api = await open()
  fireEvent.mouseDown(cell(1, 'value'))
  fireEvent.keyDown(cell(1, 'value'), { key: 'F2' })
  const field = screen.getByRole('textbox', { name: 'Value of Port' })
  fireEvent.change(field, { target: { value: '9090' } })
  api.answer({ 'variables.save': always(stored(2, '9090')) })
  fireEvent.keyDown(field, { key: 's', ctrlKey: true })
  await waitFor(() => expect(api.inputsOf('variables.save')).toHaveLength(1))
  expect(api.inputsOf('variables.save')[0]).toMatchObject({ variables: [{ value: '9090' }] })
})

test('Escape drops an edit', async () => {
  await open()
  fireEvent.mouseDown(cell(1, 'value'))
  fireEvent.keyDown(cell(1, 'value'), { key: 'F2' })
  const field = screen.getByRole('textbox', { name: 'Value of Port' })
  fireEvent.change(field, { target: { value: '9090' } })
  fireEvent.keyDown(field, { key: 'Escape' })
  expect([textOf(1, 'value'), hasUnsaved()]).toEqual(['8080', false])
})

test('nothing is said of findings before they were looked for', async () => {
  await open()
  expect(screen.queryByRole('button', { name: 'No findings' })).toBeNull()
  expect(screen.getByRole('button', { name: 'Checking…' })).toBeTruthy()
  // Nothing uses the variable.
  expect(await screen.findByRole('button', { name: '1 finding' })).toBeTruthy()
})

test('a conflict keeps what was typed until the person decides', async () => {
  await runIntoConflict()
  expect([textOf(1, 'value'), hasUnsaved()]).toEqual(['mine', true])
})

test('“Keep mine” saves over the newer version', async () => {
  const api = await runIntoConflict()
  api.answer({ 'variables.save': ({ version }) => ok(stored(version + 1, 'mine')) })
  press('Keep mine')
  await waitFor(() => expect(hasUnsaved()).toBe(false))
  expect(api.inputsOf('variables.save').at(-1)).toMatchObject({ version: 2 })
  expect(textOf(1, 'value')).toBe('mine')
})

test('“Reload” shows what is stored now', async () => {
  await runIntoConflict()
  press('Reload and drop mine')
  expect([textOf(1, 'value'), hasUnsaved()]).toEqual(['theirs', false])
})

test('a refused row says why at its cell, and the message goes when the row is edited', async () => {
  const api = await open()
  press('Add variable')
  const field = screen.getByRole('textbox', { name: 'Name of the new variable' })
  fireEvent.change(field, { target: { value: 'Po{rt' } })
  fireEvent.keyDown(field, { key: 'Enter' })
  const issues = [{ path: 'variables.1.name', message: 'must not contain #, braces or line breaks' }]
  api.answer({
    'variables.save': () => fail({ kind: 'invalid-input', message: 'Refused.', remedy: 'Correct it.', issues })
  })
  press('Save')
  const message = 'Must not contain #, braces or line breaks.'
  expect((await screen.findByRole('alert')).textContent).toContain(message)
  expect(cell(2, 'name').getAttribute('aria-describedby')).toBe(screen.getByRole('alert').id)
  edit(2, 'name', 'Host')
  expect(screen.queryByText(message, { exact: false })).toBeNull()
})

test('what is saved elsewhere shows at once while nothing is typed here', async () => {
  const api = await open()
  api.answer({ 'variables.get': always(stored(2, 'theirs')) })
  api.push({ type: 'catalog.changed', entity: 'variables' })
  await waitFor(() => expect(textOf(1, 'value')).toBe('theirs'))
})

test('what is saved elsewhere never overwrites typing', async () => {
  const api = await open()
  edit(1, 'value', 'mine')
  api.answer({ 'variables.get': always(stored(2, 'theirs')) })
  api.push({ type: 'catalog.changed', entity: 'variables' })
  await waitFor(() => expect(api.inputsOf('variables.get')).toHaveLength(2))
  expect(textOf(1, 'value')).toBe('mine')
})

test('a sensitive value that masking cannot serve is told of while it is typed, and can be saved', async () => {
  const api = await open()
  edit(1, 'type', 'sensitive')
  fireEvent.mouseDown(cell(1, 'value'))
  fireEvent.keyDown(cell(1, 'value'), { key: 'Enter' })
  const field = screen.getByLabelText('Value of Port')
  const type = (text: string) => fireEvent.change(field, { target: { value: text } })
  const warning = () => within(cell(1, 'value')).queryByRole('status')?.textContent
  type('abc')
  expect(warning()).toBe('This has fewer than 4 characters, so logs show it as it is. Use a longer one.')
  type(aProject(1).name)
  expect(warning()).toMatch(/a name that this workspace uses/)
  type('correct horse battery')
  expect(warning()).toBeUndefined()
  type('8080')
  fireEvent.keyDown(field, { key: 'Enter' })
  api.answer({ 'variables.save': always(stored(2, '')) })
  press('Save')
  await waitFor(() => expect(hasUnsaved()).toBe(false))
  expect(api.inputsOf('variables.save')).toMatchObject([{ variables: [{ type: 'sensitive', value: '8080' }] }])
})

test('undo and redo go through the whole draft', async () => {
  await open()
  edit(1, 'value', '1')
  edit(1, 'name', 'Harbour')
  fireEvent.keyDown(cell(1, 'name'), { key: 'z', ctrlKey: true })
  fireEvent.keyDown(cell(1, 'name'), { key: 'z', ctrlKey: true })
  expect([textOf(1, 'name'), textOf(1, 'value'), hasUnsaved()]).toEqual(['Port', '8080', false])
  fireEvent.keyDown(cell(1, 'name'), { key: 'y', ctrlKey: true })
  expect([textOf(1, 'name'), textOf(1, 'value')]).toEqual(['Port', '1'])
})
