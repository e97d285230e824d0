import { fail } from '@shared/result'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { EnvironmentDialog } from '../../../renderer/screens/environments/EnvironmentDialog'
import { LeaveGuard } from '../../../renderer/shell/LeaveGuard'
import { anEnvironment } from '../../support/catalogue'
import { always, installFakeApi } from '../../support/fake-api'
import { show } from '../../support/window'

const name = () => screen.getByLabelText<HTMLInputElement>('Name')
const typeName = (text: string) => fireEvent.change(name(), { target: { value: text } })
const press = (label: string) => fireEvent.click(screen.getByRole('button', { name: label }))

const refused = {
  kind: 'conflict' as const,
  message: 'There is an environment of that name.',
  remedy: 'Choose another name.',
  issues: [{ path: 'name', message: 'is taken' }]
}

function open(environment: ReturnType<typeof anEnvironment> | null = null) {
  const onClose = vi.fn()
  show(
    <>
      <EnvironmentDialog environment={environment} onClose={onClose} />
      <LeaveGuard />
    </>
  )
  return onClose
}

test('a new environment is sent as typed, and the dialog closes', async () => {
  const api = installFakeApi({ 'environment.create': always(anEnvironment(1)) })
  const onClose = open()
  typeName('Staging')
  fireEvent.click(screen.getByRole('switch', { name: /^This is a production/ }))
  press('Add environment')
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce())
  expect(api.inputsOf('environment.create')).toEqual([{ name: 'Staging', description: '', isProduction: true }])
})

test('what happens after failures is sent only where a person is asked', async () => {
  const api = installFakeApi({ 'environment.update': always(anEnvironment(1)) })
  open({ ...anEnvironment(1), isGuided: true })
  const ask = screen.getByRole<HTMLInputElement>('switch', { name: /^Ask a person/ })
  expect(ask.checked).toBe(true)
  fireEvent.click(ask)
  press('Save')
  await waitFor(() => expect(api.inputsOf('environment.update')).toHaveLength(1))
  expect(api.inputsOf('environment.update')[0]).not.toHaveProperty('value.isGuided')
})

test('a refused field says why beside it, and keeps what was typed', async () => {
  installFakeApi({ 'environment.create': () => fail(refused) })
  const onClose = open()
  typeName('Test')
  press('Add environment')
  expect(await screen.findByText('Is taken.')).toBeTruthy()
  expect([name().value, name().getAttribute('aria-invalid'), onClose.mock.calls]).toEqual(['Test', 'true', []])
})

test('issues of an update carry another path and find the same field', async () => {
  const issues = [{ path: 'value.name', message: 'is taken' }]
  installFakeApi({ 'environment.update': () => fail({ ...refused, issues }) })
  open(anEnvironment(1))
  typeName('Test')
  press('Save')
  expect(await screen.findByText('Is taken.')).toBeTruthy()
})

test('a failure without a field is shown whole, with its remedy', async () => {
  const failure = { kind: 'storage-failed' as const, message: 'The disk is full.', remedy: 'Make room.' }
  installFakeApi({ 'environment.create': () => fail(failure) })
  open()
  typeName('Test')
  press('Add environment')
  expect((await screen.findByRole('alert')).textContent).toBe('The disk is full.Make room.')
})

test('closing with unsaved text asks first, and going on keeps the text', async () => {
  installFakeApi()
  const onClose = open()
  typeName('Half a na')
  press('Cancel')
  press('Keep editing')
  expect([name().value, onClose.mock.calls]).toEqual(['Half a na', []])
  press('Cancel')
  press('Leave and lose the changes')
  expect(onClose).toHaveBeenCalledOnce()
})

test('closing without changes asks nothing', () => {
  installFakeApi()
  const onClose = open(anEnvironment(1))
  press('Cancel')
  expect(onClose).toHaveBeenCalledOnce()
})
