import { defaultSettings } from '@shared/model/settings'
import { ok } from '@shared/result'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { TasksSettingsScreen } from '../../../renderer/screens/settings/TasksSettingsScreen'
import { always, installFakeApi } from '../../support/fake-api'
import { show } from '../../support/window'

const open = () => {
  const api = installFakeApi({ 'settings.get': always(defaultSettings) })
  show(<TasksSettingsScreen />)
  return api
}

test('how many run at a time is saved when it makes sense', async () => {
  const api = open()
  const field = await screen.findByLabelText('Deployments and runbook runs at the same time')
  const [save] = screen.getAllByRole('button', { name: 'Save' })
  if (save === undefined) throw new Error('There is no button')
  expect(save.hasAttribute('disabled')).toBe(true)
  fireEvent.change(field, { target: { value: '51' } })
  expect(await screen.findByText('Between 1 and 50')).toBeTruthy()
  fireEvent.change(field, { target: { value: '8' } })
  api.answer({ 'settings.setTaskLimit': () => ok({ ...defaultSettings, taskLimit: 8 }) })
  fireEvent.click(save)
  await waitFor(() => expect(api.inputsOf('settings.setTaskLimit')).toEqual([{ taskLimit: 8 }]))
})

test('how fast transfers may be is said in megabytes, and nothing means as fast as it goes', async () => {
  const api = open()
  const field = await screen.findByLabelText('Megabytes a second for packages, all targets together')
  const [, save] = screen.getAllByRole('button', { name: 'Save' })
  if (save === undefined) throw new Error('There is no button')
  expect(save.hasAttribute('disabled')).toBe(true)
  fireEvent.change(field, { target: { value: '2.5' } })
  const slow = { ...defaultSettings, transferLimit: 2_500_000 }
  api.answer({ 'settings.setTransferLimit': () => ok(slow), 'settings.get': always(slow) })
  fireEvent.click(save)
  await waitFor(() => expect(api.inputsOf('settings.setTransferLimit')).toEqual([{ transferLimit: 2_500_000 }]))
  await waitFor(() => expect(screen.getByDisplayValue('2.5')).toBeTruthy())
})

test('notices are turned off and on', async () => {
  const api = open()
  const tick = await screen.findByLabelText<HTMLInputElement>(/^Tell me when something fails/)
  expect(tick.checked).toBe(true)
  const off = { ...defaultSettings, notifies: false }
  api.answer({ 'settings.setNotifies': () => ok(off), 'settings.get': always(off) })
  fireEvent.click(tick)
  await waitFor(() => expect(tick.checked).toBe(false))
  expect(api.inputsOf('settings.setNotifies')).toEqual([{ notifies: false }])
})
