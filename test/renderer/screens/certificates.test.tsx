import { invalid } from '@shared/failure'
import type { CertificateView } from '@shared/model/certificate'
import { fail } from '@shared/result'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, describe, expect, test } from 'vitest'
import { base64Of } from '../../../renderer/lib/base64'
import { CertificatesScreen } from '../../../renderer/screens/certificates/CertificatesScreen'
import {
  certificateFormValues,
  certificateInputOf,
  nameFromFile,
  readChosenFile
} from '../../../renderer/screens/certificates/certificate-form'
import { issuerWords } from '../../../renderer/screens/certificates/certificate-words'
import { aCertificate } from '../../support/catalogue'
import { always, type FakeApi, installFakeApi } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

const day = 86_400_000
let api: FakeApi

function open(...certificates: readonly CertificateView[]): void {
  api = installFakeApi({
    'certificate.list': always(certificates),
    'certificate.create': always(aCertificate(9)),
    'certificate.update': always(aCertificate(1)),
    'certificate.delete': always(null),
    'environment.list': always([]),
    'project.list': always([]),
    'target.list': always([]),
    'account.list': always([])
  })
  show(<CertificatesScreen />)
}

const form = () => screen.findByRole('dialog')
const field = (label: string) => within(screen.getByRole('dialog')).getByLabelText(label)
const type = (label: string, value: string) => fireEvent.change(field(label), { target: { value } })
const press = (name: string) => fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name }))

const dropped = (name: string, content: string) =>
  fireEvent.drop(document.body, { dataTransfer: { types: ['Files'], files: [new File([content], name)] } })

describe('the list', () => {
  test('says what each certificate is, and warns in words of one that expires', async () => {
    const now = Date.now()
    open(
      aCertificate(1, { notAfter: now + 400.5 * day, usedBy: 2 }),
      aCertificate(2, { notAfter: now + 12.5 * day, hasPrivateKey: false, usedBy: 1 }),
      aCertificate(3, { notAfter: now - 3.5 * day, subject: 'CN=Test CA', issuer: 'CN=Test CA', subjectCommonName: '' })
    )
    const table = await screen.findByRole('table', { name: 'Certificates' })
    const rows = within(table)
      .getAllByRole('row')
      .slice(1)
      .map(row => [...row.querySelectorAll('td')].slice(0, 6).map(cell => cell.textContent?.replace(/^.*\d{4}/, '')))
    expect(rows).toEqual([
      ['Certificate 1', 'host-1.example', 'Test CA', 'in 400 days', 'Yes', '2 variables'],
      ['Certificate 2', 'host-2.example', 'Test CA', 'Expires in 12 days', 'No', '1 variable'],
      ['Certificate 3', 'CN=Test CA', 'Self-signed', 'Expired 3 days ago', 'Yes', '0 variables']
    ])
    expect([...table.querySelectorAll('[data-tone]')].map(cell => cell.getAttribute('data-tone'))).toEqual([
      'still',
      'warn',
      'bad'
    ])
  })

  test('teaches while it is empty, and N adds the first', async () => {
    open()
    expect(await screen.findByText(/let a variable refer to it/)).toBeTruthy()
    fireEvent.keyDown(document.body, { key: 'n' })
    expect(within(await form()).getByRole('heading', { name: 'Add certificate' })).toBeTruthy()
  })

  test('offers to try again where it cannot be read', async () => {
    open()
    resetWindow()
    api = installFakeApi({ 'certificate.list': () => fail({ kind: 'internal', message: 'Oh no.', remedy: '' }) })
    show(<CertificatesScreen />)
    expect(await screen.findByText('Oh no.')).toBeTruthy()
    api.answer({ 'certificate.list': always([aCertificate(1)]) })
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(await screen.findByText('Certificate 1')).toBeTruthy()
  })
})

describe('adding', () => {
  beforeEach(async () => {
    open()
    await screen.findByText('No certificates yet')
    fireEvent.keyDown(document.body, { key: 'n' })
    await form()
  })

  test('a dropped file gives its name and is sent with its password', async () => {
    dropped('shop.example.com.pfx', 'bytes')
    expect(await screen.findByText('5 bytes')).toBeTruthy()
    type('Password', 'geheim')
    press('Add certificate')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(api.inputsOf('certificate.create')).toEqual([
      { name: 'shop.example.com', notes: '', content: btoa('bytes'), password: 'geheim' }
    ])
  })

  test('a name that was typed is kept, and a file can be taken away again', async () => {
    type('Name', 'Shop')
    dropped('other.pem', 'bytes')
    await screen.findByText('5 bytes')
    press('Remove other.pem')
    expect(screen.queryByText('5 bytes')).toBeNull()
    expect((field('Name') as HTMLInputElement).value).toBe('Shop')
  })

  test('PEM text is pasted instead of a file', async () => {
    press('Paste PEM text instead')
    type('PEM text', '-----BEGIN CERTIFICATE-----')
    type('Name', 'Shop')
    press('Add certificate')
    await waitFor(() => expect(api.inputsOf('certificate.create')).toHaveLength(1))
    expect(api.inputsOf('certificate.create')).toEqual([
      { name: 'Shop', notes: '', content: btoa('-----BEGIN CERTIFICATE-----') }
    ])
  })

  test('what is refused is said beside its field, and a new choice takes it back', async () => {
    api.answer({ 'certificate.create': () => fail(invalid('password', 'does not open the file')) })
    dropped('shop.pfx', 'bytes')
    await screen.findByText('5 bytes')
    press('Add certificate')
    expect(await screen.findByText('Does not open the file.')).toBeTruthy()
    api.answer({ 'certificate.create': () => fail(invalid('content', 'is a request for a certificate')) })
    press('Add certificate')
    expect(await screen.findByText('Is a request for a certificate.')).toBeTruthy()
    dropped('other.pfx', 'more bytes')
    await screen.findByText('10 bytes')
    expect(screen.queryByText('Is a request for a certificate.')).toBeNull()
  })

  test('a file that is too large is never sent', async () => {
    dropped('large.pem', 'x'.repeat(750_001))
    expect(await screen.findByText(/^large\.pem: Is larger than 750 kB/)).toBeTruthy()
  })

  test('a file that is held over the window is awaited', () => {
    fireEvent.dragOver(document.body, { dataTransfer: { types: ['Files'] } })
    expect(screen.getByText('Drop it to read it')).toBeTruthy()
    fireEvent.dragLeave(document.body, { relatedTarget: null })
    expect(screen.queryByText('Drop it to read it')).toBeNull()
  })
})

describe('a stored certificate', () => {
  test('shows what it says, and keeps its file where none is chosen', async () => {
    open(aCertificate(1))
    fireEvent.click(await screen.findByText('Certificate 1'))
    const facts = within(await form()).getByLabelText('The stored certificate')
    expect(facts.textContent).toContain('CN=host-1.example, O=Acme')
    expect(facts.textContent).toContain('PKCS #12, with a private key')
    type('Notes', 'Renewed in May')
    press('Save')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(api.inputsOf('certificate.update')).toEqual([
      { id: aCertificate(1).id, value: { name: 'Certificate 1', notes: 'Renewed in May' } }
    ])
  })

  test('is deleted after a question, and a refusal is shown there', async () => {
    open(aCertificate(1))
    api.answer({
      'certificate.delete': () => fail({ kind: 'in-use', message: 'It is used.', remedy: 'Change that first.' })
    })
    fireEvent.click(await screen.findByRole('button', { name: 'Actions for Certificate 1' }))
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Delete…' }))
    await screen.findByRole('heading', { name: 'Delete Certificate 1?' })
    press('Delete certificate')
    expect(await screen.findByText('It is used.')).toBeTruthy()
    api.answer({ 'certificate.delete': always(null) })
    press('Delete certificate')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })
})

describe('the form', () => {
  test('sends what the chosen way holds, and nothing that is empty', () => {
    const start = certificateFormValues(null)
    const file = { name: 'a.pem', size: 1, content: 'QQ==' }
    expect(certificateInputOf(start)).toEqual({ name: '', notes: '' })
    expect(certificateInputOf({ ...start, file, text: 'B' })).toEqual({ name: '', notes: '', content: 'QQ==' })
    expect(certificateInputOf({ ...start, file, text: 'B', way: 'text' })).toEqual({
      name: '',
      notes: '',
      content: 'Qg=='
    })
    expect(certificateInputOf({ ...start, text: ' \n', way: 'text' })).toEqual({ name: '', notes: '' })
  })

  test('turns any bytes into base64', () => {
    const bytes = Uint8Array.from({ length: 20_001 }, (_, i) => i % 256)
    expect(base64Of(bytes)).toBe(Buffer.from(bytes).toString('base64'))
  })

  test('refuses folders, which have no bytes', async () => {
    expect(await readChosenFile(new File([], 'folder'))).toMatch(/^Is empty, or is a folder/)
  })

  test.each([
    ['shop.example.com.pfx', 'shop.example.com'],
    ['Shop.CER', 'Shop'],
    ['no ending', 'no ending']
  ])('calls the certificate of %s %s', (file, name) => {
    expect(nameFromFile(file)).toBe(name)
  })
})

test.each([
  ['CN=Test CA, O=Acme', 'Test CA'],
  ['O=Acme, CN=Inner', 'Inner'],
  ['CN="Acme, ""the"" CA", C=DE', 'Acme, "the" CA'],
  ['OU=x + CN=Both', 'Both'],
  ['O=Nobody', 'O=Nobody']
])('the issuer %s is called %s', (issuer, words) => {
  expect(issuerWords({ subject: 'CN=other', issuer })).toBe(words)
})
