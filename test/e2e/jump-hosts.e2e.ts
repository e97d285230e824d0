import type { Page } from 'playwright/test'
import { startSshd, type TestSshd } from '../support/sshd'
import { makeWorld, must } from '../support/world'
import { backendOf } from './support/api'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { choose, deployInWindow, heading, logLine } from './support/steps'

/** From the tab's empty state, with the account that is there already. */
async function addJumpHost(page: Page, bastion: TestSshd): Promise<void> {
  await goTo(page, '/targets/jump-hosts')
  await expect(page.getByText('No jump hosts yet')).toBeVisible()
  await exhibit(page, 'jump-hosts-empty')
  await page.getByRole('button', { name: 'Add jump host' }).click()
  const form = page.getByRole('dialog', { name: 'Add jump host' })
  await form.getByLabel('Name', { exact: true }).fill('bastion')
  await form.getByLabel('Host', { exact: true }).fill(bastion.host)
  await form.getByLabel('Port').fill(String(bastion.port))
  await choose(form.getByRole('combobox', { name: 'Account' }), /^Bastion/)
  await exhibit(page, 'jump-host-form')
  await form.getByRole('button', { name: 'Add jump host' }).click()
  await expect(heading(page, 'bastion')).toBeVisible()
}

test('a target behind a jump host is set up, tested and deployed to through the window', async ({ slipway, sshd }) => {
  const { page } = slipway
  const bastion = await startSshd()
  try {
    const backend = await backendOf(page)
    const world = await makeWorld(backend, { server: sshd, bodies: ['echo "came through"'] })
    const { username, privateKey } = bastion
    await must(backend, 'account.create', { kind: 'private-key', name: 'Bastion', username, privateKey })
    await addJumpHost(page, bastion)

    await goTo(page, `/targets/${world.targetId}`)
    await page.getByRole('button', { name: 'Edit' }).click()
    const form = page.getByRole('dialog', { name: 'Edit web-1' })
    await choose(form.getByRole('combobox', { name: 'Reached through' }), /^bastion/)
    await form.getByRole('button', { name: 'Save' }).click()
    await expect(form).toBeHidden()

    // Another way may lead to another machine, so both keys have to be accepted, one after the other.
    const connection = page.getByRole('region', { name: 'Connection' })
    await connection.getByRole('button', { name: 'Test connection' }).click()
    await expect(connection.getByText('Stopped: the host key of bastion was not accepted yet.')).toBeVisible()
    await exhibit(page, 'jump-host-new-key')
    const keyOf = (name: string) => connection.getByRole('region', { name: `Host key of ${name}` })
    await expect(keyOf('bastion').getByText(bastion.hostKey.fingerprint)).toBeVisible()
    await keyOf('bastion').getByRole('button', { name: 'Accept this key' }).click()
    await expect(keyOf('web-1').getByText(sshd.hostKey.fingerprint)).toBeVisible()
    await keyOf('web-1').getByRole('button', { name: 'Accept this key' }).click()
    await expect(connection.getByText('The connection works.')).toBeVisible()
    await exhibit(page, 'jump-host-way')

    await deployInWindow(page, world.releaseId)
    await expect(logLine(page, 'came through')).toBeVisible()
    await goTo(page, '/targets/jump-hosts')
    await expect(page.getByRole('table', { name: 'Jump hosts' }).getByText('1 target')).toBeVisible()
    await exhibit(page, 'jump-hosts')
    expect(bastion.log()).toContain(`Accepted publickey for ${username}`)

    await bastion.replaceHostKey()
    await goTo(page, `/targets/${world.targetId}`)
    await connection.getByRole('button', { name: /^Test/ }).click()
    await expect(connection.getByText('Stopped: the host key of bastion is not the accepted one.')).toBeVisible()
    await exhibit(page, 'jump-host-changed-key')
  } finally {
    await bastion.stop()
  }
})
