import type { Page } from 'playwright/test'
import { authority, type CertificateLab, makeChain, makePkcs12, openLab } from '../support/certificates'
import { must } from '../support/world'
import { backendOf } from './support/api'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { heading } from './support/steps'

let lab: CertificateLab & { close(): Promise<void> }
test.beforeAll(async () => {
  lab = await openLab()
  await makeChain(lab, 'ec')
  await makeChain(lab, 'rsa')
})
test.afterAll(() => lab.close())

/** A certificate that openssl signs itself, valid for so many days from now. */
async function selfSigned(days: number, subject: string): Promise<string> {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'own.key']
  await lab.openssl('req', '-new', ...key, '-subj', subject, '-out', 'own.csr')
  await lab.openssl('x509', '-req', '-in', 'own.csr', '-signkey', 'own.key', '-days', String(days), '-out', 'own.pem')
  return (await lab.read('own.pem')).toString('base64')
}

/** Through the form, from the empty state, with the password forgotten at first. */
async function addPkcs12(page: Page, buffer: Buffer): Promise<void> {
  await goTo(page, '/library/certificates')
  await expect(heading(page, 'Certificates')).toBeVisible()
  await expect(page.getByText('No certificates yet')).toBeVisible()
  await exhibit(page, 'certificates-empty')
  await page.keyboard.press('n')
  const form = page.getByRole('dialog', { name: 'Add certificate' })
  await exhibit(page, 'certificate-add')
  await expect(form.getByRole('button', { name: 'Choose file…' })).toBeFocused()
  await form.getByRole('button', { name: 'Paste PEM text instead' }).click()
  await exhibit(page, 'certificate-paste')
  await form.getByRole('button', { name: 'Choose a file instead' }).click()
  const file = { name: 'shop.example.com.pfx', mimeType: 'application/x-pkcs12', buffer }
  await form.locator('input[type="file"]').setInputFiles(file)
  await expect(form.getByLabel('Name', { exact: true })).toHaveValue('shop.example.com')
  await form.getByRole('button', { name: 'Add certificate' }).click()
  await expect(form.getByText('Is needed, because a password locks the file.')).toBeVisible()
  await exhibit(page, 'certificate-password')
  await form.getByLabel('Password', { exact: true }).fill('geheim-und-lang')
  await form.getByRole('button', { name: 'Add certificate' }).click()
  await expect(form).toBeHidden()
}

// Electron has another cryptography than Node, so what the unit tests read is read here once more.
test('certificates are added, shown and deleted in the real app, of every kind', async ({ slipway }) => {
  const { page } = slipway
  await addPkcs12(page, await makePkcs12(lab, 'ec', 'geheim-und-lang'))
  const table = page.getByRole('table', { name: 'Certificates' })
  await expect(table.getByRole('row', { name: /shop\.example\.com Middle CA .*Yes 0 variables/ })).toBeVisible()

  const backend = await backendOf(page)
  const add = async (name: string, content: string, password?: string) =>
    must(backend, 'certificate.create', { name, content, ...(password === undefined ? {} : { password }) })
  await lab.openssl('pkcs8', '-topk8', '-in', 'rsa.key', '-out', 'locked.key', '-passout', 'pass:geheim')
  await lab.openssl('ec', '-in', 'ec.key', '-aes256', '-out', 'old.key', '-passout', 'pass:geheim')
  const joined = async (...names: readonly string[]) =>
    Buffer.concat(await Promise.all(names.map(lab.read))).toString('base64')
  const modern = await add('Storefront', await joined('rsa.pem', 'rsa-issuers.pem', 'locked.key'), 'geheim')
  expect(modern).toMatchObject({ thumbprint: await lab.thumbprint('rsa.pem'), hasPrivateKey: true, format: 'pem' })
  await add('Payments (old key file)', await joined('ec.pem', 'old.key'), 'geheim')
  const legacy = await makePkcs12(lab, 'rsa', 'geheim', '-legacy')
  await add('Intranet', legacy.toString('base64'), 'geheim')
  await add('Mail gateway', await selfSigned(13, '/O=Harbour Books/CN=mail.example.com'))
  await add('Old intranet', await selfSigned(-1, '/CN=old.example.com'))
  await add('Company root', await selfSigned(3000, authority))

  await expect(table.getByRole('row')).toHaveCount(8)
  await expect(table.getByText('Expires in 12 days')).toBeVisible()
  await expect(table.getByText('Expired 1 day ago')).toBeVisible()
  await exhibit(page, 'certificates')
  await table.getByText('Storefront', { exact: true }).click()
  await expect(page.getByRole('dialog', { name: 'Edit Storefront' })).toBeVisible()
  await exhibit(page, 'certificate-edit')
  await page.keyboard.press('Escape')

  await table.getByRole('button', { name: 'Actions for Old intranet' }).click()
  await page.getByRole('menuitem', { name: 'Delete…' }).click()
  await exhibit(page, 'certificate-delete')
  await page.getByRole('button', { name: 'Delete certificate' }).click()
  await expect(table.getByText('Old intranet')).toBeHidden()
})
