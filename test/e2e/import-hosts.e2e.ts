import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { startSshd, type TestSshd } from '../support/sshd'
import { must } from '../support/world'
import { backendOf } from './support/api'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { choose, heading } from './support/steps'

/** An OpenSSH configuration of a server behind a bastion, with the keys in files as people have them. */
async function writeConfig(home: string, bastion: TestSshd, server: TestSshd): Promise<string> {
  const keyOf = async (name: string, { privateKey }: TestSshd) => {
    const file = join(home, name)
    await writeFile(file, privateKey, { mode: 0o600 })
    return file
  }
  return `
Host bastion
  HostName ${bastion.host}
  Port ${bastion.port}
  User ${bastion.username}
  IdentityFile ${await keyOf('bastion_key', bastion)}
Host web-1
  HostName ${server.host}
  Port ${server.port}
  User ${server.username}
  IdentityFile ${await keyOf('web_key', server)}
  ProxyJump bastion
  ForwardAgent yes
Host odd
  ProxyCommand nc %h %p
Match exec "true"
  User root
`
}

async function acceptKey(page: Page, name: string, { hostKey }: TestSshd): Promise<void> {
  const key = page.getByRole('region', { name: 'Connection' }).getByRole('region', { name: `Host key of ${name}` })
  await expect(key.getByText(hostKey.fingerprint)).toBeVisible()
  await key.getByRole('button', { name: 'Accept this key' }).click()
}

test('a host behind a jump host comes out of ~/.ssh/config, and its connection works', async ({
  slipway,
  sshd,
  home
}) => {
  const { page } = slipway
  const bastion = await startSshd()
  try {
    const backend = await backendOf(page)
    await must(backend, 'environment.create', { name: 'Test' })
    await goTo(page, '/targets')
    await exhibit(page, 'targets-empty-import')
    await page.getByRole('link', { name: 'Import from ~/.ssh/config…' }).click()
    await expect(heading(page, 'Import hosts')).toBeVisible()
    await exhibit(page, 'import-hosts-empty')
    await page.getByLabel('Content of config').fill(await writeConfig(home, bastion, sshd))
    await page.getByRole('button', { name: 'Preview' }).click()
    const table = page.getByRole('table', { name: 'Hosts in the file' })
    await expect(table.getByRole('checkbox', { name: 'Import web-1' })).toBeChecked()
    await expect(table.getByRole('checkbox', { name: 'Import bastion' })).not.toBeChecked()
    await expect(table.getByRole('row', { name: /odd/ })).toContainText('It is reached by a ProxyCommand.')

    await page.getByRole('button', { name: 'Import 1 host' }).click()
    await expect(page.getByText('Give at least one role.')).toBeVisible()
    await page.getByRole('combobox', { name: 'Roles' }).fill('web')
    await page.keyboard.press('Enter')
    await choose(page.getByRole('combobox', { name: 'Environments' }), 'Test')
    await page.keyboard.press('Escape')
    await page.getByRole('checkbox', { name: /web_key/ }).check()
    await page.getByRole('checkbox', { name: /bastion_key/ }).check()
    await exhibit(page, 'import-hosts')
    await page.getByRole('button', { name: 'Import 1 host' }).click()
    await expect(page.getByText('Made 1 target, 1 jump host and 2 accounts.')).toBeFocused()
    await expect(table.getByRole('row', { name: /web-1/ })).toContainText('Is a target already')
    await exhibit(page, 'import-hosts-done')

    await page.getByRole('list', { name: 'New targets' }).getByRole('link', { name: 'web-1' }).click()
    await expect(heading(page, 'web-1')).toBeVisible()
    await page.getByRole('button', { name: 'Test connection' }).click()
    await acceptKey(page, bastion.host, bastion)
    await acceptKey(page, 'web-1', sshd)
    await expect(page.getByText('The connection works.')).toBeVisible()

    await goTo(page, '/targets')
    await page.getByRole('button', { name: 'Import…' }).click()
    await exhibit(page, 'import-menu')
    await page.getByRole('menuitem', { name: 'Host keys from known_hosts…' }).click()
    await expect(heading(page, 'Import host keys')).toBeVisible()
    expect(bastion.log()).toContain(`Accepted publickey for ${bastion.username}`)
  } finally {
    await bastion.stop()
  }
})

test.describe('in a workspace without a vault', () => {
  test.use({ vault: 'untouched' })

  test('reading a key asks what is to guard it; whoever declines loses nothing and can go on', async ({
    slipway,
    home
  }) => {
    const { page } = slipway
    const keyFile = join(home, 'id')
    await writeFile(keyFile, '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n')
    const text = `Host by-agent\nHost web-1\n  User deploy\n  IdentityFile ${keyFile}\n`
    await page.getByRole('button', { name: /Start with an empty workspace/ }).click()
    await goTo(page, '/targets/import/hosts')
    await page.getByLabel('Content of config').fill(text)
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.getByRole('combobox', { name: 'Roles' }).fill('web')
    await page.keyboard.press('Enter')
    await page.getByRole('checkbox', { name: `Read ${keyFile}` }).check()
    await page.getByRole('button', { name: 'Import 2 hosts' }).click()
    const dialog = page.getByRole('dialog', { name: 'Protect your secrets' })
    await expect(dialog).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
    await expect(page.getByText('Nothing protects the secrets of this workspace yet.')).toBeVisible()
    await exhibit(page, 'import-hosts-refused')
    await expect(page.getByLabel('Content of config')).toHaveValue(text)

    await page.getByRole('button', { name: 'Import 2 hosts' }).click()
    await dialog.getByLabel('Passphrase', { exact: true }).fill('four unrelated small words')
    await dialog.getByLabel('The same again').fill('four unrelated small words')
    await page.keyboard.press('Enter')
    await expect(page.getByText('Made 2 targets, 0 jump hosts and 2 accounts.')).toBeVisible()
  })
})
