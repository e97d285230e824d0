// @vitest-environment happy-dom

import type { VariableId } from '@shared/ids'
import type { VariableSetView } from '@shared/model/variable-set'
import { fail, ok } from '@shared/result'
import type { Warned } from '@shared/variables/maskability'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { VariablesScreen } from '../../../renderer/screens/variables/VariablesScreen'
import { hasUnsaved } from '../../../renderer/stores/unsaved'
import { aProject, projectIdOf } from '../../support/catalogue'
import { always, type FakeApi, installFakeApi } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

beforeEach(resetWindow)

const stored = (version: number, value: string): VariableSetView & Warned => ({
  warnings: [],
  projectId: projectIdOf(1),
  version,
  variables: [{ type: 'text', id: 'variable-0000000001' as VariableId, name: 'Port', value }]
})
const conflict = {
  kind: 'conflict' as const,
  message: 'The variables were saved in the meantime.',
  remedy: 'Reload them.'
}

const field = (label: string) => screen.getByLabelText<HTMLInputElement | HTMLTextAreaElement>(label)
const type = (label: string, value: string) => fireEvent.change(field(label), { target: { value } })
const press = (label: string) => fireEvent.click(screen.getByRole('button', { name: label }))

async function open(): Promise<FakeApi> {
  const api = installFakeApi({
    'project.list': always([aProject(1)]),
    'variables.get': always(stored(1, '8080'))
  })
  show(<VariablesScreen projectId={projectIdOf(1)} />)
  await screen.findByLabelText('Value of Port')
  return api
}

/** Types, and somebody else saved before. */
async function runIntoConflict(): Promise<FakeApi> {
  const api = await open()
  type('Value of Port', 'mine')
  api.answer({ 'variables.save': () => fail(conflict), 'variables.get': always(stored(2, 'theirs')) })
  press('Save')
  await screen.findByText('Your changes are still here. Load what is stored now, or save yours over it.')
  return api
}

test('saving sends the version that the edit started from, and leaves nothing unsaved', async () => {
  const api = await open()
  type('Value of Port', '9090')
  expect(hasUnsaved()).toBe(true)
  api.answer({ 'variables.save': always(stored(2, '9090')) })
  fireEvent.keyDown(window, { key: 's', ctrlKey: true })
  await waitFor(() => expect(hasUnsaved()).toBe(false))
  expect(api.inputsOf('variables.save')).toEqual([
    {
      projectId: projectIdOf(1),
      version: 1,
      variables: [{ type: 'text', id: 'variable-0000000001', name: 'Port', value: '9090' }]
    }
  ])
})

test('a conflict keeps what was typed until the person decides', async () => {
  await runIntoConflict()
  expect([field('Value of Port').value, hasUnsaved()]).toEqual(['mine', true])
})

test('“Keep mine” saves over the newer version', async () => {
  const api = await runIntoConflict()
  api.answer({ 'variables.save': ({ version }) => ok(stored(version + 1, 'mine')) })
  press('Keep mine')
  await waitFor(() => expect(hasUnsaved()).toBe(false))
  expect(api.inputsOf('variables.save').at(-1)).toMatchObject({ version: 2 })
  expect(field('Value of Port').value).toBe('mine')
})

test('“Reload” shows what is stored now', async () => {
  await runIntoConflict()
  press('Reload and drop mine')
  expect([field('Value of Port').value, hasUnsaved()]).toEqual(['theirs', false])
})

test('a refused row says why beside its field, and the message goes when the row is edited', async () => {
  const api = await open()
  press('Add variable')
  type('Name of the new variable', 'port')
  const issues = [{ path: 'variables.1.name', message: 'must differ from the names of the other variables' }]
  api.answer({
    'variables.save': () => fail({ kind: 'invalid-input', message: 'Refused.', remedy: 'Correct it.', issues })
  })
  press('Save')
  const message = 'Must differ from the names of the other variables.'
  expect(await screen.findByText(message)).toBeTruthy()
  type('Name of port', 'Host')
  expect(screen.queryByText(message)).toBeNull()
})

test('what is saved elsewhere shows at once while nothing is typed here', async () => {
  const api = await open()
  api.answer({ 'variables.get': always(stored(2, 'theirs')) })
  api.push({ type: 'catalog.changed', entity: 'variables' })
  await waitFor(() => expect(field('Value of Port').value).toBe('theirs'))
})

test('what is saved elsewhere never overwrites typing', async () => {
  const api = await open()
  type('Value of Port', 'mine')
  api.answer({ 'variables.get': always(stored(2, 'theirs')) })
  api.push({ type: 'catalog.changed', entity: 'variables' })
  await waitFor(() => expect(api.inputsOf('variables.get')).toHaveLength(2))
  expect(field('Value of Port').value).toBe('mine')
})

test('a sensitive value that masking cannot serve is told of while it is typed, and can be saved', async () => {
  const api = await open()
  fireEvent.click(screen.getByLabelText('Port is sensitive'))
  type('Value of Port', 'abc')
  const tooShort = 'This has fewer than 4 characters, so logs show it as it is. Use a longer one.'
  expect(screen.getByRole('status').textContent).toBe(tooShort)
  expect(field('Value of Port').getAttribute('aria-describedby')).toBe(screen.getByText(tooShort).parentElement?.id)
  type('Value of Port', aProject(1).name)
  await screen.findByText(/a name that this workspace uses/)
  type('Value of Port', 'correct horse battery')
  expect(screen.queryByRole('status')).toBeNull()
  type('Value of Port', '8080')
  api.answer({ 'variables.save': always(stored(2, '')) })
  press('Save')
  await waitFor(() => expect(hasUnsaved()).toBe(false))
})
