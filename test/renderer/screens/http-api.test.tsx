import type { ApiKeyView, HttpApiStatus } from '@shared/api-key-calls'
import { apiKeyId } from '@shared/ids'
import { fail } from '@shared/result'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { HttpApiScreen } from '../../../renderer/screens/settings/HttpApiScreen'
import { hasUnsaved } from '../../../renderer/stores/unsaved'
import { watchClipboard } from '../../support/clipboard'
import { always, type FakeApi, installFakeApi } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

const off: HttpApiStatus = {
  settings: { isOn: false, host: '127.0.0.1', port: 8065 },
  state: 'off',
  address: null,
  failure: null,
  requests: 0,
  refused: 0,
  lastRequestAt: null
}
const on: HttpApiStatus = {
  ...off,
  settings: { ...off.settings, isOn: true },
  state: 'listening',
  address: 'http://127.0.0.1:8065'
}
const ci: ApiKeyView = { id: apiKeyId.parse('apikey-aaaaaaaaaa'), name: 'ci', createdAt: Date.now() }
const key = `API-${'X1'.repeat(16)}`

let api: FakeApi
beforeEach(() => {
  resetWindow()
  api = installFakeApi({
    'httpApi.status': always<HttpApiStatus>(off),
    'apiKey.list': always<readonly ApiKeyView[]>([])
  })
})

const click = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }))
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })
const dialog = async (name: string) => within(await screen.findByRole('dialog', { name }))

/** The screen with this status, and what setting it answers next. */
async function shown(status: HttpApiStatus, next: HttpApiStatus = status) {
  api.answer({ 'httpApi.status': always(status) })
  show(<HttpApiScreen />)
  await screen.findByRole('switch', { name: /^Listen while this window is open/ })
  api.answer({ 'settings.setHttpApi': always(next), 'httpApi.status': always(next) })
}

const state = () => screen.getByRole('status').textContent

describe('the switch of the HTTP API', () => {
  it('turns it on at the address that only this machine reaches, and shows where it listens', async () => {
    await shown(off, on)
    expect(state()).toBe('Nothing listens')
    fireEvent.click(screen.getByRole('switch'))
    await waitFor(() => expect(state()).toBe('http://127.0.0.1:8065Nobody came yet'))
    expect(api.inputsOf('settings.setHttpApi')).toEqual([{ ...on.settings, evenOnNetwork: false }])
  })

  it('says who came, and follows what is pushed', async () => {
    await shown({ ...on, requests: 1, lastRequestAt: Date.now() })
    expect(state()).toContain('1 request, the last just now')
    api.answer({ 'httpApi.status': always({ ...on, requests: 12, refused: 2, lastRequestAt: Date.now() }) })
    api.push({ type: 'catalog.changed', entity: 'http-api' })
    await waitFor(() => expect(state()).toContain('12 requests, 2 refused for their key, the last just now'))
  })

  it('says why it cannot listen, and tries again', async () => {
    const failure = { kind: 'in-use', message: 'The port 8065 is taken.', remedy: 'Choose another one.' } as const
    await shown({ ...on, state: 'failed', address: null, failure }, on)
    expect(screen.getByText('The port 8065 is taken.')).toBeTruthy()
    click('Try again')
    await waitFor(() => expect(state()).toContain('http://127.0.0.1:8065'))
    expect(api.inputsOf('settings.setHttpApi')).toEqual([{ ...on.settings, evenOnNetwork: false }])
  })

  it('saves another address, which counts as unsaved until then', async () => {
    const settings = { ...on.settings, port: 9000 }
    await shown(on, { ...on, settings, address: 'http://127.0.0.1:9000' })
    type('Port', '0')
    expect(screen.getByText('Between 1 and 65535.')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true)
    type('Address', 'example.com')
    expect(screen.getByText('An address of this machine, such as 127.0.0.1.')).toBeTruthy()
    type('Address', '127.0.0.1')
    type('Port', '9000')
    expect(hasUnsaved()).toBe(true)
    click('Save')
    await waitFor(() => expect(state()).toContain('http://127.0.0.1:9000'))
    expect(api.inputsOf('settings.setHttpApi')).toEqual([{ ...settings, evenOnNetwork: false }])
    expect(hasUnsaved()).toBe(false)
  })

  it('warns before other machines can reach it, and asks nothing where it stays off', async () => {
    const everywhere = { ...off.settings, host: '0.0.0.0' }
    await shown(off, { ...off, settings: everywhere })
    type('Address', '0.0.0.0')
    click('Save')
    await waitFor(() => expect(api.inputsOf('settings.setHttpApi')).toEqual([{ ...everywhere, evenOnNetwork: false }]))
    const listening = { ...on, settings: { ...everywhere, isOn: true }, address: 'http://0.0.0.0:8065' }
    api.answer({ 'settings.setHttpApi': always(listening), 'httpApi.status': always(listening) })
    fireEvent.click(screen.getByRole('switch'))
    const asked = await dialog('Let other machines reach the API?')
    expect(asked.getByText(/reads the keys and the logs/)).toBeTruthy()
    expect(api.inputsOf('settings.setHttpApi')).toHaveLength(1)
    fireEvent.click(asked.getByRole('button', { name: 'Listen on the network' }))
    await waitFor(() => expect(state()).toContain('http://0.0.0.0:8065'))
    expect(api.inputsOf('settings.setHttpApi')[1]).toEqual({ ...everywhere, isOn: true, evenOnNetwork: true })
  })
})

describe('the keys', () => {
  it('makes one, shows it this once, and then only its name', async () => {
    await shown(off)
    click('New key')
    const form = await dialog('New API key')
    fireEvent.change(form.getByLabelText('Name'), { target: { value: 'ci' } })
    api.answer({ 'apiKey.create': always({ ...ci, key }), 'apiKey.list': always<readonly ApiKeyView[]>([ci]) })
    fireEvent.click(form.getByRole('button', { name: 'Make key' }))
    const made = await dialog('The key of ci')
    expect(made.getByText(key)).toBeTruthy()
    const copied = watchClipboard()
    fireEvent.click(made.getByRole('button', { name: 'Copy key' }))
    expect(copied).toEqual([key])
    expect(made.getByRole('button', { name: 'Copied' })).toBeTruthy()
    fireEvent.click(made.getByRole('button', { name: 'Done' }))
    await waitFor(() => expect(screen.queryByText(key)).toBeNull())
    const row = within(screen.getByRole('table', { name: 'API keys' })).getAllByRole('row')[1]
    expect(row?.textContent).toMatch(/^cijust nowNeverNever/)
    expect(api.inputsOf('apiKey.create')).toEqual([{ name: 'ci' }])
  })

  it('marks a name that is taken, and keeps what was typed', async () => {
    await shown(off)
    click('New key')
    const form = await dialog('New API key')
    fireEvent.change(form.getByLabelText('Name'), { target: { value: 'ci' } })
    fireEvent.change(form.getByLabelText('Expires'), { target: { value: '2199-01-31T12:00' } })
    const issues = [{ path: 'name', message: 'is already taken' }]
    api.answer({ 'apiKey.create': () => fail({ kind: 'conflict', message: 'Taken.', remedy: '', issues }) })
    fireEvent.click(form.getByRole('button', { name: 'Make key' }))
    expect(await form.findByText('Is already taken.')).toBeTruthy()
    expect(form.getByLabelText('Name')).toHaveProperty('value', 'ci')
    const expiresAt = new Date('2199-01-31T12:00').getTime()
    expect(api.inputsOf('apiKey.create')).toEqual([{ name: 'ci', expiresAt }])
  })

  it('shows which have expired, and deletes one after asking', async () => {
    const old = { ...ci, id: apiKeyId.parse('apikey-bbbbbbbbbb'), name: 'old', expiresAt: Date.now() - 60_000 }
    api.answer({ 'apiKey.list': always<readonly ApiKeyView[]>([ci, old]) })
    await shown(on)
    expect(await screen.findByText('Expired', { exact: false })).toBeTruthy()
    click('Actions for old')
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Delete…' }))
    const asked = await dialog('Delete old?')
    api.answer({ 'apiKey.delete': always(null), 'apiKey.list': always<readonly ApiKeyView[]>([ci]) })
    fireEvent.click(asked.getByRole('button', { name: 'Delete key' }))
    await waitFor(() => expect(screen.queryByText('old')).toBeNull())
    expect(api.inputsOf('apiKey.delete')).toEqual([{ id: old.id }])
  })
})

describe('the sample for a CI', () => {
  it('has the address that is set, and the key from the environment', async () => {
    await shown({ ...on, settings: { ...on.settings, port: 9000 } })
    const sample = () => screen.getByRole('region', { name: /^Sample for/ }).textContent
    expect(sample()).toContain('api=http://127.0.0.1:9000/api/Spaces-1')
    expect(sample()).toContain('X-Octopus-ApiKey: $SLIPWAY_KEY')
    fireEvent.click(screen.getByRole('radio', { name: 'npm client' }))
    expect(sample()).toContain("instanceURL: 'http://127.0.0.1:9000'")
  })

  it('leaves the name of this machine open where it listens everywhere', async () => {
    await shown({ ...on, settings: { ...on.settings, host: '0.0.0.0' } })
    expect(screen.getByText(/api=http:\/\/ADDRESS-OF-THIS-MACHINE:8065/)).toBeTruthy()
  })
})
