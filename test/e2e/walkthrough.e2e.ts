import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import type { TestSshd } from '../support/sshd'
import { projectRoot } from './support/app'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { choose } from './support/steps'

const body = 'echo "Hello, World!"'

const openScreen = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click()

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name })

async function addEnvironment(page: Page): Promise<void> {
  await openScreen(page, 'Environments')
  await page.getByRole('button', { name: 'Add environment' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add environment' })
  await dialog.getByLabel('Name', { exact: true }).fill('Test')
  await dialog.getByRole('button', { name: 'Add environment' }).click()
  await expect(page.getByRole('table', { name: 'Environments' }).getByText('Test', { exact: true })).toBeVisible()
}

/** From inside the target's form, as somebody does who has no account yet. */
async function addAccount(page: Page, sshd: TestSshd): Promise<void> {
  await page.getByRole('button', { name: 'New account…' }).click()
  const form = page.getByRole('dialog', { name: 'Add account' })
  await form.getByLabel('Name', { exact: true }).fill('Deployer')
  await form.getByLabel('User name').fill(sshd.username)
  await form.getByRole('textbox', { name: 'Private key' }).fill(sshd.privateKey)
  await form.getByRole('button', { name: 'Add account' }).click()
  await expect(form).toBeHidden()
}

async function addTarget(page: Page, sshd: TestSshd): Promise<void> {
  await openScreen(page, 'Targets')
  await page.getByRole('button', { name: 'Add target' }).click()
  const form = page.getByRole('dialog', { name: 'Add target' })
  await form.getByLabel('Name', { exact: true }).fill('web-1')
  await form.getByLabel('Host', { exact: true }).fill(sshd.host)
  await form.getByLabel('Port').fill(String(sshd.port))
  await addAccount(page, sshd)
  await form.getByRole('combobox', { name: 'Roles' }).fill('server')
  await page.keyboard.press('Enter')
  await choose(form.getByRole('combobox', { name: 'Environments' }), 'Test')
  await page.keyboard.press('Escape')
  await form.getByRole('button', { name: 'Add target' }).click()
  await expect(heading(page, 'web-1')).toBeVisible()
}

async function testConnection(page: Page, sshd: TestSshd): Promise<void> {
  const connection = page.getByRole('region', { name: 'Connection' })
  await connection.getByRole('button', { name: 'Test connection' }).click()
  await expect(connection.getByText(sshd.hostKey.fingerprint).first()).toBeVisible()
  await exhibit(page, 'walkthrough-connection')
  await connection.getByRole('button', { name: 'Accept this key' }).click()
  await expect(connection.getByText('The connection works.')).toBeVisible()
}

async function addProject(page: Page): Promise<void> {
  await openScreen(page, 'Projects')
  await page.getByRole('button', { name: 'New project' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'New project' })
  await dialog.getByLabel('Name', { exact: true }).fill('Hello World')
  await dialog.getByRole('button', { name: 'Create project' }).click()
  await expect(heading(page, 'Hello World')).toBeVisible()
}

async function defineProcess(page: Page): Promise<void> {
  await page.getByRole('link', { name: /Define/ }).click()
  await page.getByRole('button', { name: 'Add step' }).first().click()
  await page
    .getByRole('dialog', { name: 'Add a step' })
    .getByRole('button', { name: /Bash, Python 3 or PowerShell/ })
    .click()
  await page.getByLabel('Name', { exact: true }).fill('Say Hello')
  await page.getByRole('combobox', { name: 'Roles' }).fill('server')
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Script' }).click()
  await page.keyboard.insertText(body)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled()
  await expect(page.getByText('Unsaved changes')).toBeHidden()
  await exhibit(page, 'walkthrough-process')
  await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Hello World' }).click()
}

async function createRelease(page: Page): Promise<void> {
  await page
    .getByRole('link', { name: /Create (a )?release/ })
    .first()
    .click()
  await expect(page.getByLabel('Version')).toHaveValue('0.0.1')
  await page.getByRole('button', { name: 'Create release' }).click()
  await expect(heading(page, /0\.0\.1/)).toBeVisible()
}

async function deploy(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Deploy/ })
    .first()
    .click()
  const dialog = page.getByRole('dialog', { name: 'Deploy a release' })
  await dialog.getByRole('group', { name: 'Environment' }).getByText('Test', { exact: true }).click()
  await expect(dialog.getByText('Plan: 1 step on 1 target')).toBeVisible()
  await expect(dialog.getByText('Say Hello')).toBeVisible()
  await expect(dialog.getByText('web-1').first()).toBeVisible()
  await exhibit(page, 'walkthrough-plan')
  await dialog.getByRole('button', { name: 'Deploy 0.0.1 to Test' }).click()
}

test('from an empty workspace to “Hello, World!” on a server, through the window', async ({ slipway, sshd }) => {
  const { page } = slipway
  await expect(heading(page, 'Welcome to Slipway')).toBeVisible()
  await page.getByRole('button', { name: /Start with an empty workspace/ }).click()
  await addEnvironment(page)
  await addTarget(page, sshd)
  await testConnection(page, sshd)
  await addProject(page)
  await defineProcess(page)
  await createRelease(page)
  await deploy(page)

  await expect(heading(page, 'Hello World 0.0.1')).toBeVisible()
  const log = page.getByRole('log', { name: 'Task log' })
  await expect(log.getByText('Hello, World!', { exact: true })).toBeVisible()
  await expect(page.getByText(/Hello World 0\.0\.1 was deployed to Test: “Say Hello” on web-1/).first()).toBeVisible()
  await expect(page.getByRole('gridcell', { name: /Say Hello on web-1: succeeded/ })).toBeVisible()
  await exhibit(page, 'walkthrough-hello')
})

interface CommandResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

test.describe('where nothing protects secrets yet', () => {
  test.use({ vault: 'untouched' })

  test('the same by the command line, in the folder of whoever asks', byCommandLine)
})

async function byCommandLine({ home, sshd }: { readonly home: string; readonly sshd: TestSshd }): Promise<void> {
  test.setTimeout(120_000)
  const slipway = (...words: readonly string[]): Promise<CommandResult> =>
    new Promise(resolve => {
      const env = { ...process.env, SLIPWAY_HOME: home }
      execFile(join(projectRoot, 'scripts/slipway'), [...words], { env, cwd: home }, (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code ?? 128) : 0, stdout, stderr })
      })
    })
  const must = async (...words: readonly string[]): Promise<string> => {
    const result = await slipway(...words)
    if (result.code !== 0) throw new Error(`slipway ${words.join(' ')}\n${result.stdout}${result.stderr}`)
    return result.stdout
  }
  await writeFile(join(home, 'key'), sshd.privateKey, { mode: 0o600 })

  await writeFile(join(home, 'pass phrase'), 'correct horse battery staple', { mode: 0o600 })
  await must('vault', 'set-up', '--passphrase-file', 'pass phrase')
  await must('environment', 'create', 'Test')
  const unlocked = ['--passphrase-file', 'pass phrase']
  await must(...unlocked, 'account', 'create', 'Deployer', '--username', sshd.username, '--key-file', 'key')
  const address = ['--host', sshd.host, '--port', String(sshd.port), '--account', 'Deployer']
  await must('target', 'create', 'web-1', ...address, '--role', 'server', '--environment', 'Test')
  await must('project', 'create', 'Hello World')
  await must(
    'process',
    'add-script',
    '--project',
    'Hello World',
    '--name',
    'Say Hello',
    '--role',
    'server',
    '--body',
    body
  )
  await must('release', 'create', '--project', 'Hello World')

  const words = [...unlocked, 'deploy', '--project', 'Hello World', '--release', '0.0.1', '--to', 'Test']
  const refused = await slipway(...words)
  expect(refused.code).toBe(1)
  expect(refused.stdout + refused.stderr).toContain('web-1')

  const output = await must(...words, '--accept-host-key', sshd.hostKey.fingerprint)
  expect(output).toContain('Hello, World!')
  expect(output).toMatch(/Hello World 0\.0\.1 was deployed to Test: “Say Hello” on web-1/)
}
