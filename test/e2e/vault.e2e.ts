import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { makeWorld, must } from '../support/world'
import { backendOf, callApi } from './support/api'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { deployInWindow, heading, logLine, openDeployDialog } from './support/steps'

test.use({ vault: 'untouched' })

const passphrase = 'four unrelated small words'

const setUpDialog = (page: Page) => page.getByRole('dialog', { name: 'Protect your secrets' })
const unlockDialog = (page: Page) => page.getByRole('dialog', { name: 'Unlock the vault' })

test('the first secret sets up the vault; after a restart deploying asks for the passphrase and goes on', async ({
  launch,
  home,
  sshd
}) => {
  test.setTimeout(120_000)
  const first = await launch()
  const { page } = first
  await page.getByRole('button', { name: /Start with an empty workspace/ }).click()

  await test.step('saving an account with a key asks what is to guard it, and saves by itself', async () => {
    await goTo(page, '/targets/accounts')
    await page
      .getByRole('button', { name: /Add account/ })
      .first()
      .click()
    const drawer = page.getByRole('dialog', { name: 'Add account' })
    await drawer.getByLabel('Name', { exact: true }).fill('First key')
    await drawer.getByLabel('User name').fill(sshd.username)
    await drawer.getByRole('textbox', { name: 'Private key' }).fill(sshd.privateKey)
    await drawer.getByRole('button', { name: 'Add account' }).click()
    const dialog = setUpDialog(page)
    await expect(dialog.getByText('This system offers no keychain')).toBeVisible()
    await exhibit(page, 'vault-set-up')

    await page.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
    await expect(drawer.getByText('Nothing protects the secrets of this workspace yet.')).toBeVisible()
    await expect(drawer.getByLabel('Name', { exact: true })).toHaveValue('First key')

    await drawer.getByRole('button', { name: 'Add account' }).click()
    await dialog.getByLabel('Passphrase', { exact: true }).fill(passphrase)
    await dialog.getByLabel('The same again').fill(`${passphrase}!`)
    await page.keyboard.press('Enter')
    await expect(dialog.getByText('The two do not match.')).toBeVisible()
    await dialog.getByLabel('The same again').fill(passphrase)
    await page.keyboard.press('Enter')
    await expect(dialog).toHaveCount(0)
    await expect(drawer).toHaveCount(0)
    await expect(page.getByRole('cell', { name: 'First key', exact: true })).toBeVisible()
  })

  const document = await readFile(join(home, 'keys', 'main.json'), 'utf8')
  expect(document).toContain('"kind": "passphrase"')
  expect(document).not.toContain(passphrase)
  const backend = await backendOf(page)
  const world = await makeWorld(backend, {
    server: sshd,
    bodies: ['echo "Hello, #{Token}"'],
    variables: [{ type: 'sensitive', name: 'Token', value: 'hunter-two' }]
  })
  await first.close()

  const second = await launch()
  await test.step('it is locked, says so, and opens for the deployment', async () => {
    const { page } = second
    await expect(page.getByText('The vault is locked. Slipway asks when a secret is needed.')).toBeVisible()
    const deploy = await openDeployDialog(page, world.releaseId)
    await deploy.getByRole('button', { name: /^Deploy / }).click()
    const dialog = unlockDialog(page)
    const field = dialog.getByLabel('Passphrase')
    await expect(field).toBeFocused()
    await exhibit(page, 'vault-unlock')
    await page.keyboard.type('not the passphrase')
    await page.keyboard.press('Enter')
    await expect(dialog.getByText(/^The passphrase is wrong\./)).toBeVisible()
    await expect(field).toBeFocused()
    expect(await callApi(page, 'deployment.list', {})).toEqual({ ok: true, value: [] })
    await page.keyboard.type(passphrase)
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/\/deployments\/deployment-/)
    await expect(logLine(page, 'Hello, ••••••')).toBeVisible()
    await expect(page.getByText('The vault is locked.')).toHaveCount(0)
  })

  await test.step('its passphrase is changed in the settings, and it locks at once when told to', async () => {
    const { page } = second
    await goTo(page, '/settings/security')
    await expect(heading(page, 'Security')).toBeVisible()
    await exhibit(page, 'settings-security')
    await page.getByRole('button', { name: 'Change passphrase…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Change the passphrase' })
    await dialog.getByLabel('Current passphrase').fill(passphrase)
    await dialog.getByLabel('New passphrase').fill('another good passphrase')
    await dialog.getByLabel('The same again').fill('another good passphrase')
    await page.keyboard.press('Enter')
    await expect(dialog).toHaveCount(0)
    await page.keyboard.press('Control+k')
    await page.keyboard.type('lock the vault')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Unlock…' }).last().click()
    await page.keyboard.type(passphrase)
    await page.keyboard.press('Enter')
    await expect(unlockDialog(page).getByText(/^The passphrase is wrong\./)).toBeVisible()
    await page.keyboard.type('another good passphrase')
    await page.keyboard.press('Enter')
    await expect(unlockDialog(page)).toHaveCount(0)
    await expect(page.getByRole('button', { name: 'Lock now' })).toBeVisible()
    await deployInWindow(page, world.releaseId)
    await expect(logLine(page, 'Hello, ••••••')).toBeVisible()
  })
})

test('a forgotten passphrase starts the vault over, and the secret is entered anew', async ({ slipway }) => {
  const { page } = slipway
  const backend = await backendOf(page)
  await must(backend, 'vault.setUp', { protection: 'passphrase', passphrase })
  await must(backend, 'account.create', {
    kind: 'password',
    name: 'Deploy',
    username: 'deploy',
    password: 'hunter two'
  })
  await must(backend, 'vault.lock', {})
  await page.reload()
  await goTo(page, '/settings/security')
  await page.getByRole('button', { name: 'Start over…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Start the vault over?' })
  await expect(dialog.getByRole('button', { name: 'Start over' })).toBeDisabled()
  await exhibit(page, 'vault-start-over')
  await dialog.getByLabel(/to confirm/).fill('start over')
  await dialog.getByRole('button', { name: 'Start over' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page.getByText('Not set up yet')).toBeVisible()
  await page.getByRole('button', { name: 'Set up the vault…' }).click()
  await setUpDialog(page).getByLabel('Passphrase', { exact: true }).fill('another good passphrase')
  await setUpDialog(page).getByLabel('The same again').fill('another good passphrase')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Protected by a passphrase, and unlocked')).toBeVisible()
})

test('the question about the vault gives the focus back to the form that it lay over', async ({ launch, sshd }) => {
  const { page } = await launch()
  await page.getByRole('button', { name: /Start with an empty workspace/ }).click()
  await goTo(page, '/targets')
  await page
    .getByRole('button', { name: /Add target/ })
    .first()
    .click()
  const opener = page.getByRole('dialog', { name: 'Add target' }).getByRole('button', { name: 'New account…' })
  await opener.click()
  const form = page.getByRole('dialog', { name: 'Add account' })
  await form.getByLabel('Name', { exact: true }).fill('First key')
  await form.getByLabel('User name').fill(sshd.username)
  await form.getByRole('textbox', { name: 'Private key' }).fill(sshd.privateKey)
  await form.getByRole('button', { name: 'Add account' }).click()
  const dialog = setUpDialog(page)
  await dialog.getByLabel('Passphrase', { exact: true }).fill(passphrase)
  await dialog.getByLabel('The same again').fill(passphrase)
  await page.keyboard.press('Enter')
  await expect(form).toHaveCount(0)
  await expect(opener).toBeFocused()
})
