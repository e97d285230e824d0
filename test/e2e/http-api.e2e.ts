import { once } from 'node:events'
import { createServer } from 'node:net'
import { apiKeyPattern } from '@shared/model/api-key'
import type { Page } from 'playwright/test'
import { freePort } from '../support/ports'
import { must } from '../support/world'
import { backendOf } from './support/api'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { heading } from './support/steps'

/** What a request with this key is answered with. */
const statusOf = async (address: string, key: string): Promise<number> =>
  (await fetch(`${address}/api/spaces`, { headers: { 'X-Octopus-ApiKey': key } })).status

const toggle = (page: Page) => page.getByRole('switch', { name: /^Listen while this window is open/ })

/** Makes a key by the dialog and answers it as it is shown. */
async function makeKey(page: Page, name: string): Promise<string> {
  await page.keyboard.press('n')
  const form = page.getByRole('dialog', { name: 'New API key' })
  await form.getByLabel('Name').fill(name)
  await page.keyboard.press('Enter')
  const made = page.getByRole('dialog', { name: `The key of ${name}` })
  const key = await made.locator('code').innerText()
  await exhibit(page, 'api-key')
  await expect(made.getByRole('button', { name: 'Copy key' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(made.getByRole('button', { name: 'Copied' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(made).toBeHidden()
  return key
}

test('programs come in while the API is switched on, with a key that holds', async ({ slipway }) => {
  const { page } = slipway
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  // Nobody presses keys before there is a window to be seen.
  await expect(page.getByRole('button', { name: 'Find or do' })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('http api')
  await page.keyboard.press('Enter')
  await expect(heading(page, 'HTTP API')).toBeVisible()
  await expect(page.getByText('No keys yet')).toBeVisible()
  const key = await makeKey(page, 'ci')
  expect(key).toMatch(apiKeyPattern)
  await expect(page.getByText(key)).toBeHidden()

  await page.getByLabel('Port').fill(String(port))
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Nothing listens')).toBeVisible()
  await toggle(page).focus()
  await page.keyboard.press('Space')
  await expect(page.getByRole('status').getByText(address)).toBeVisible()
  await expect(page.getByRole('region', { name: 'Sample for curl' })).toContainText(`api=${address}/api/Spaces-1`)

  expect(await statusOf(address, key)).toBe(200)
  expect(await statusOf(address, `API-${'A'.repeat(32)}`)).toBe(401)
  await expect(page.getByText('1 request, 1 refused for its key, the last just now')).toBeVisible()
  await exhibit(page, 'http-api')

  await goTo(page, '/settings/network')
  await expect(page.getByTitle('the HTTP API')).toBeVisible()
  expect(await must(await backendOf(page), 'network.get', {})).toMatchObject({ undeclared: 0 })

  await goTo(page, '/settings/http-api')
  await page.getByRole('button', { name: 'Actions for ci' }).click()
  await page.getByRole('menuitem', { name: 'Delete…' }).click()
  await page.getByRole('button', { name: 'Delete key' }).click()
  await expect(page.getByText('No keys yet')).toBeVisible()
  expect(await statusOf(address, key)).toBe(401)

  await toggle(page).click()
  await expect(page.getByText('Nothing listens')).toBeVisible()
  await expect(statusOf(address, key)).rejects.toThrow('fetch failed')
})

test('the API listens again after a start, and says why it cannot', async ({ launch }) => {
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  const first = await launch()
  const backend = await backendOf(first.page)
  const { key } = await must(backend, 'apiKey.create', { name: 'ci' })
  await must(backend, 'settings.setHttpApi', { isOn: true, host: '127.0.0.1', port })
  expect(await statusOf(address, key)).toBe(200)
  await first.close()
  await expect(statusOf(address, key)).rejects.toThrow('fetch failed')

  const blocker = createServer().listen(port, '127.0.0.1')
  await once(blocker, 'listening')
  const { page } = await launch()
  await goTo(page, '/settings/http-api')
  await expect(page.getByRole('alert')).toContainText(`The port ${port} is used by another program already.`)
  await exhibit(page, 'http-api-failed')
  blocker.close()
  await once(blocker, 'close')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('status').getByText(address)).toBeVisible()
  expect(await statusOf(address, key)).toBe(200)
})

test('other machines are let in only after a warning', async ({ slipway }) => {
  const { page } = slipway
  await goTo(page, '/settings/http-api')
  await page.getByLabel('Address').fill('0.0.0.0')
  await page.getByLabel('Port').fill(String(await freePort()))
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled()
  await toggle(page).click()
  const asked = page.getByRole('dialog', { name: 'Let other machines reach the API?' })
  await expect(asked).toContainText('reads the keys and the logs')
  await exhibit(page, 'http-api-network')
  await page.keyboard.press('Escape')
  await expect(toggle(page)).not.toBeChecked()
  await expect(page.getByText('Nothing listens')).toBeVisible()
})
