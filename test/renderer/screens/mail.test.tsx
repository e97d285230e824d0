import { notifications } from '@mantine/notifications'
import type { Failure } from '@shared/failure'
import type { MailReport, MailView } from '@shared/model/mail'
import { fail, ok } from '@shared/result'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { MailScreen } from '../../../renderer/screens/mail/MailScreen'
import { keepsPassword, mailFormValues, mailInputOf, portFor } from '../../../renderer/screens/mail/mail-form'
import { hasUnsaved } from '../../../renderer/stores/unsaved'
import { always, type FakeApi, installFakeApi, later } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

const stored: MailView = {
  host: 'mail.example',
  port: 587,
  security: 'starttls',
  from: 'Slipway <slipway@example.com>',
  user: 'ada',
  timeoutSeconds: 30,
  caFile: null,
  hasPassword: true
}
const { hasPassword: _, ...settings } = stored

const taken: MailReport = {
  stages: [
    { stage: 'connection', outcome: 'ok', ms: 3, detail: 'mail.example:587' },
    { stage: 'session', outcome: 'ok', ms: 9, detail: 'Encrypted: TLSv1.3' },
    { stage: 'login', outcome: 'ok', ms: 4, detail: 'As ada' },
    { stage: 'delivery', outcome: 'ok', ms: 20, detail: '250 OK' }
  ],
  failure: null
}
const refused: Failure = { kind: 'mail-failed', message: 'mail.example:587 refused the log-in.', remedy: 'Correct it.' }

let api: FakeApi
beforeEach(() => {
  resetWindow()
  notifications.clean()
  api = installFakeApi({ 'mail.get': always<MailView | null>(stored) })
})

const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })
const click = (name: string) => fireEvent.click(screen.getByRole('button', { name }))

describe('the form of the mail server', () => {
  it('begins empty, and the port follows the encryption as long as it is the usual one', async () => {
    api.answer({ 'mail.get': always<MailView | null>(null) })
    show(<MailScreen />)
    const port = await screen.findByLabelText('Port')
    expect(port).toHaveProperty('value', '587')
    fireEvent.click(screen.getByRole('radio', { name: 'TLS from the start' }))
    expect(port).toHaveProperty('value', '465')
    expect(screen.getByText('Encrypted from the first byte on. Usually port 465.')).toBeTruthy()
    type('Port', '2525')
    fireEvent.click(screen.getByRole('radio', { name: 'None' }))
    expect(port).toHaveProperty('value', '2525')
    type('User', 'ada')
    expect(screen.getByText(/can be read by everybody/)).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Remove…' })).toBeNull()
  })

  it('shows no password, keeps the stored one, and asks for it again when the server is another', async () => {
    show(<MailScreen />)
    const password = await screen.findByLabelText('Password')
    expect(password).toMatchObject({ value: '', placeholder: '•••••• stored — type to replace it' })
    expect(screen.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true)
    type('Host', 'other.example')
    expect(password).toHaveProperty('placeholder', 'Type it again for this server and user')
    expect(hasUnsaved()).toBe(true)
  })

  it('saves what was typed, and forgets the password at once', async () => {
    const saved = { ...stored, port: 465, security: 'tls' } as const
    api.answer({ 'mail.save': always(saved) })
    show(<MailScreen />)
    await screen.findByLabelText('Host')
    fireEvent.click(screen.getByRole('radio', { name: 'TLS from the start' }))
    type('Password', 'another')
    api.answer({ 'mail.get': always<MailView | null>(saved) })
    click('Save')
    await waitFor(() => expect(hasUnsaved()).toBe(false))
    expect(api.inputsOf('mail.save')).toEqual([{ ...settings, port: 465, security: 'tls', password: 'another' }])
    expect(screen.getByLabelText('Password')).toHaveProperty('value', '')
  })

  it('keeps what is typed while it is being saved, and forgets the password that was sent', async () => {
    const saving = later<MailView>()
    api.answer({ 'mail.save': saving.answer })
    show(<MailScreen />)
    await screen.findByLabelText('Host')
    type('Host', 'mail2.example')
    type('Password', 'another')
    click('Save')
    type('Host', 'mail2.example.org')
    const saved = { ...stored, host: 'mail2.example' }
    api.answer({ 'mail.get': always<MailView | null>(saved) })
    saving.resolve(ok(saved))
    await waitFor(() => expect(screen.getByLabelText('Password')).toHaveProperty('value', ''))
    expect(screen.getByLabelText('Host')).toHaveProperty('value', 'mail2.example.org')
    expect(hasUnsaved()).toBe(true)
  })

  it('shows what was saved elsewhere where nothing is typed, and asks otherwise', async () => {
    api.answer({ 'mail.save': always(stored) })
    show(<MailScreen />)
    const from = await screen.findByLabelText<HTMLInputElement>('From')
    const elsewhere = (text: string) => {
      api.answer({ 'mail.get': always<MailView | null>({ ...stored, from: text }) })
      api.push({ type: 'catalog.changed', entity: 'settings' })
    }
    elsewhere('theirs@example.com')
    await waitFor(() => expect(from.value).toBe('theirs@example.com'))
    type('From', 'mine@example.com')
    elsewhere('again@example.com')
    expect(await screen.findByText(/^The settings were changed elsewhere/)).toBeTruthy()
    fireEvent.keyDown(window, { key: 's', ctrlKey: true })
    expect([from.value, api.inputsOf('mail.save')]).toEqual(['mine@example.com', []])
    click('Keep mine')
    await waitFor(() => expect(api.inputsOf('mail.save')).toMatchObject([{ from: 'mine@example.com' }]))
  })

  it('marks what is refused', async () => {
    const issues = [{ path: 'from', message: 'must be a mail address' }]
    api.answer({ 'mail.save': () => fail({ kind: 'invalid-input', message: 'No.', remedy: '', issues }) })
    show(<MailScreen />)
    await screen.findByLabelText('From')
    type('From', 'nobody')
    click('Save')
    expect(await screen.findByText('Must be a mail address.')).toBeTruthy()
  })

  it('removes the server after asking', async () => {
    api.answer({ 'mail.remove': always(null) })
    show(<MailScreen />)
    await screen.findByLabelText('Host')
    click('Remove…')
    api.answer({ 'mail.get': always<MailView | null>(null) })
    fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Remove' }))
    await waitFor(() => expect(screen.getByLabelText('Host')).toHaveProperty('value', ''))
    expect(api.inputsOf('mail.remove')).toEqual([{}])
  })
})

describe('a test mail', () => {
  it('goes by what is stored, and its verdict stands beside the button', async () => {
    api.answer({ 'mail.test': always(taken) })
    show(<MailScreen />)
    await screen.findByLabelText('To')
    type('To', 'grace@example.com')
    click('Send test mail')
    expect(await screen.findByText('Sent to grace@example.com.')).toBeTruthy()
    expect(api.inputsOf('mail.test')).toEqual([{ to: 'grace@example.com' }])
    const stages = within(screen.getByRole('list', { name: 'Stages of sending' })).getAllByRole('listitem')
    expect(stages.map(item => item.textContent)).toEqual([
      'Connectionmail.example:5873 ms',
      'SessionEncrypted: TLSv1.39 ms',
      'Log-inAs ada4 ms',
      'Delivery250 OK20 ms'
    ])
  })

  it('goes by what was typed and is not saved', async () => {
    api.answer({ 'mail.test': () => ok({ stages: taken.stages.slice(0, 2), failure: refused }) })
    show(<MailScreen />)
    await screen.findByLabelText('To')
    type('Port', '2525')
    type('To', 'grace@example.com')
    expect(screen.getByText('Sends a mail by what is typed above, without saving it.')).toBeTruthy()
    click('Send test mail')
    expect(await screen.findByText('Not sent.')).toBeTruthy()
    expect(screen.getByRole('alert').textContent).toContain('mail.example:587 refused the log-in.')
    expect(api.inputsOf('mail.test')).toEqual([{ to: 'grace@example.com', settings: { ...settings, port: 2525 } }])
  })

  it('that is refused marks the address and the fields', async () => {
    const issues = [
      { path: 'to', message: 'must be one mail address' },
      { path: 'settings.password', message: 'must be given' }
    ]
    api.answer({ 'mail.test': () => fail({ kind: 'invalid-input', message: 'No.', remedy: '', issues }) })
    show(<MailScreen />)
    await screen.findByLabelText('To')
    click('Send test mail')
    expect(await screen.findByText('Must be one mail address.')).toBeTruthy()
    expect(screen.getByText('Must be given.')).toBeTruthy()
  })
})

describe('what the form holds', () => {
  it('is sent without a password for nobody, and without one that was not typed', () => {
    const values = mailFormValues(stored)
    expect(mailInputOf(values)).toEqual(settings)
    expect(mailInputOf({ ...values, user: ' ', password: 'x', caFile: ' /ca.pem ' })).toEqual({
      ...settings,
      user: null,
      caFile: '/ca.pem'
    })
  })

  it('keeps the password for the same user at the same host', () => {
    const values = mailFormValues(stored)
    expect([
      keepsPassword(stored, values),
      keepsPassword(stored, { ...values, port: 25 }),
      keepsPassword(stored, { ...values, host: 'x' }),
      keepsPassword(stored, { ...values, user: 'x' }),
      keepsPassword(null, values)
    ]).toEqual([true, true, false, false, false])
  })

  it('has the port move along with the encryption', () => {
    expect(portFor({ port: 587, security: 'starttls' }, 'none')).toBe(25)
    expect(portFor({ port: '25', security: 'none' }, 'tls')).toBe(465)
    expect(portFor({ port: 2525, security: 'none' }, 'tls')).toBe(2525)
  })
})
