import { startSmtp, type TestSmtp } from '../support/smtp'
import { makeTls, type TestTls } from '../support/tls'
import { must } from '../support/world'
import { backendOf } from './support/api'
import { exhibit } from './support/exhibit'
import { test as base, expect } from './support/fixtures'
import { goTo } from './support/navigate'
import { heading } from './support/steps'

interface MailWorld extends TestSmtp {
  readonly tls: TestTls
  readonly login: { readonly user: string; readonly password: string }
}

const test = base.extend<{ readonly smtp: MailWorld }>({
  /** A real server that wants STARTTLS and a log-in, with a certificate of an authority that nobody knows. */
  smtp: async ({}, use) => {
    const tls = await makeTls()
    const login = { user: 'slipway', password: 'planted-mail-pa55word' }
    const options = { key: tls.key, cert: tls.cert, allowInsecureAuth: false }
    const server = await startSmtp({ login, options })
    await use({ ...server, tls, login })
    await server.close()
    await tls.close()
  }
})

test('the mail server is set up in the window, and a test mail arrives at a real one', async ({ slipway, smtp }) => {
  const { page } = slipway
  await goTo(page, '/settings/mail')
  await expect(heading(page, 'Mail')).toBeVisible()
  await page.getByLabel('Host').fill('localhost')
  await page.getByLabel('Port').fill(String(smtp.port))
  await page.getByLabel('From', { exact: true }).fill('Slipway <slipway@example.com>')
  await page.getByLabel('User').fill(smtp.login.user)
  await page.getByLabel('Password', { exact: true }).fill(smtp.login.password)
  await page.getByLabel('To', { exact: true }).fill('grace@example.com')

  const send = page.getByRole('button', { name: 'Send test mail' })
  await send.click()
  await expect(page.getByText('Not sent.')).toBeVisible()
  await expect(page.getByRole('alert')).toContainText('is from an authority that is not trusted here')

  await page.getByLabel('CA file').fill(smtp.tls.caFile)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue('')
  await send.click()
  await expect(page.getByText('Sent to grace@example.com.')).toBeVisible()
  expect(smtp.mails).toMatchObject([
    { from: 'slipway@example.com', to: ['grace@example.com'], user: 'slipway', isEncrypted: true }
  ])
  expect(smtp.mails[0]?.source).toContain('Subject: Test mail from Slipway')
  await expect(page.getByText('The mail server is saved.')).toBeHidden()
  await exhibit(page, 'mail-settings')

  const backend = await backendOf(page)
  const ledger = await must(backend, 'network.get', {})
  expect(ledger.undeclared).toBe(0)
  expect(ledger.entries.filter(({ host }) => host === 'localhost').map(({ why }) => why)).toContain('mail server')
})
