import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EnvironmentId, ProjectId } from '@shared/ids'
import type { Locator, Page } from 'playwright/test'
import { startSshd, type TestSshd } from '../support/sshd'
import { type Backend, must } from '../support/world'
import { backendOf } from './support/api'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { deployDialog, heading, logLine } from './support/steps'

/** Writes an appsettings.json and says what the script itself was given. */
const script = `folder="$HOME/#{Install.Folder}/#{Octopus.Environment.Name | ToLower}"
mkdir -p "$folder"
cat > "$folder/appsettings.json" <<'JSON'
{
  "ConnectionStrings": { "Default": "#{ConnectionStrings:Default | JsonEscape}" },
  "Logging": { "LogLevel": { "Default": "#{Log.Level}" } }
}
JSON
echo "host $(get_octopusvariable Db.Host), level $(get_octopusvariable Log.Level), #{Octopus.Machine.Name}"
`

/** web-1 in Test; web-2 in Production, which is a replica, too. Each is a real server. */
async function makeTargets(backend: Backend, test: TestSshd, production: TestSshd) {
  const environments = [
    await must(backend, 'environment.create', { name: 'Test' }),
    await must(backend, 'environment.create', { name: 'Production', isProduction: true })
  ] as const
  const servers = [
    { name: 'web-1', sshd: test, roles: ['server'], environmentIds: [environments[0].id] },
    { name: 'web-2', sshd: production, roles: ['server', 'replica'], environmentIds: [environments[1].id] }
  ]
  for (const { name, sshd, ...places } of servers) {
    const { username, privateKey } = sshd
    const account = { kind: 'private-key', name: `Deployer of ${name}`, username, privateKey } as const
    const { id: accountId } = await must(backend, 'account.create', account)
    const target = { kind: 'ssh', name, host: sshd.host, port: sshd.port, accountId, ...places } as const
    const { id } = await must(backend, 'target.create', target)
    await must(backend, 'target.trust', { id, hostKey: sshd.hostKey })
  }
  return { test: environments[0].id, production: environments[1].id }
}

async function makeProject(backend: Backend): Promise<ProjectId> {
  const { id } = await must(backend, 'project.create', { name: 'Web Shop' })
  const action = { type: 'script', syntax: 'bash', body: script } as const
  const step = { name: 'Configure', location: 'targets', roles: ['server'], actions: [action] } as const
  const steps = [{ ...step, roles: [...step.roles], actions: [action] as [typeof action] }]
  await must(backend, 'process.save', { projectId: id, version: 0, steps })
  return id
}

/** Takes rows over from a table, as from a spreadsheet, and saves. */
async function importTable(page: Page, table: string, count: number): Promise<void> {
  await page.getByRole('button', { name: 'Import…' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Import variables' })
  await dialog.getByRole('textbox', { name: 'Text to import' }).fill(table)
  await exhibit(page, 'seed-import')
  await dialog.getByRole('button', { name: `Import ${count} variables` }).click()
  await expect(page.getByText('Unsaved changes')).toBeVisible()
  await page.keyboard.press('Control+s')
  await expect(page.getByText('Unsaved changes')).toBeHidden()
}

async function defineLibrarySet(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Library', exact: true }).click()
  await page.getByRole('button', { name: 'Add variable set' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Add variable set' })
  await dialog.getByLabel('Name', { exact: true }).fill('House standards')
  await dialog.getByRole('button', { name: 'Add variable set' }).click()
  await expect(heading(page, 'House standards')).toBeVisible()
  await importTable(page, 'name,value,environment\nLog.Level,information,\nLog.Level,debug,Test\n', 2)
}

async function defineVariables(page: Page, projectId: ProjectId): Promise<void> {
  await goTo(page, `/projects/${projectId}/variables`)
  const rows = [
    'name,value,type,environment,role',
    'Db.Host,db.test.internal,,Test,',
    'Db.Host,db.internal,,Production,',
    'Db.Host,replica.internal,,,replica',
    'Db.Password,correct horse battery,sensitive,,',
    '"ConnectionStrings:Default","Server=#{Db.Host};Password=""#{Db.Password}""",,,',
    'Install.Folder,shop,,,'
  ]
  await importTable(page, rows.join('\n'), 6)
  await page.getByRole('button', { name: 'Include a set' }).click()
  await page.getByRole('menuitem', { name: /House standards/ }).click()
  await page.keyboard.press('Control+s')
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled()
  await expect(page.getByText('Unsaved changes')).toBeHidden()
  await page.getByRole('switch', { name: 'Show library rows' }).click()
  await exhibit(page, 'seed-variables')
}

async function createRelease(page: Page, projectId: ProjectId): Promise<void> {
  await goTo(page, `/projects/${projectId}/releases/new`)
  await page.getByRole('button', { name: 'Create release' }).click()
  await expect(heading(page, /0\.0\.1/)).toBeVisible()
}

async function deployTo(page: Page, environment: string): Promise<void> {
  await page
    .getByRole('button', { name: /^Deploy/ })
    .first()
    .click()
  const dialog = deployDialog(page)
  await dialog.getByRole('group', { name: 'Environment' }).getByText(environment, { exact: true }).click()
  if (environment === 'Production') await dialog.getByRole('textbox', { name: /This is production/ }).fill(environment)
  await dialog.getByRole('button', { name: `Deploy 0.0.1 to ${environment}` }).click()
  await expect(page).toHaveURL(/\/deployments\/deployment-/)
}

const settingsIn = async ({ home }: TestSshd, environment: string) =>
  JSON.parse(await readFile(join(home, 'shop', environment, 'appsettings.json'), 'utf8'))

const settings = (connection: string, level: string) => ({
  ConnectionStrings: { Default: connection },
  Logging: { LogLevel: { Default: level } }
})

async function explainHost(page: Page): Promise<Locator> {
  await page.keyboard.press('e')
  const drawer = page.getByRole('complementary', { name: 'Variables' })
  await drawer.getByRole('option', { name: /^Db\.Host/ }).click()
  return drawer.getByRole('article', { name: 'Explanation of Db.Host' })
}

test('values by environment, a role that overrides, and a library set arrive in script and file, and explain themselves', async ({
  slipway,
  sshd
}) => {
  const { page } = slipway
  const second = await startSshd()
  try {
    const backend = await backendOf(page)
    const environments = await makeTargets(backend, sshd, second)
    const projectId = await makeProject(backend)
    await page.reload()
    await defineLibrarySet(page)
    await defineVariables(page, projectId)
    await createRelease(page, projectId)
    const release = page.url()

    await deployTo(page, 'Test')
    await expect(logLine(page, 'host db.test.internal, level debug, web-1')).toBeVisible()
    await expect(page.getByText(/was deployed to Test/).first()).toBeVisible()
    expect(await settingsIn(sshd, 'test')).toEqual(
      settings('Server=db.test.internal;Password="correct horse battery"', 'debug')
    )

    await goTo(page, new URL(release).pathname)
    await deployTo(page, 'Production')
    await expect(logLine(page, 'host replica.internal, level information, web-2')).toBeVisible()
    await expect(page.getByText(/was deployed to Production/).first()).toBeVisible()
    expect(await settingsIn(second, 'production')).toEqual(
      settings('Server=replica.internal;Password="correct horse battery"', 'information')
    )

    const explanation = await explainHost(page)
    await expect(explanation.getByRole('region', { name: 'Value of Db.Host' })).toHaveText('replica.internal')
    await expect(explanation.getByText('db.internal', { exact: true })).toBeVisible()
    await expect(explanation.getByText('db.test.internal', { exact: true })).toBeVisible()
    await expect(explanation.getByText(/does not apply here/i).first()).toBeVisible()
    await exhibit(page, 'seed-explanation')
    await neverInClear(backend, environments)
  } finally {
    await second.stop()
  }
})

/** What the window can ask for shows dots where the password is. */
async function neverInClear(backend: Backend, { production }: { readonly production: EnvironmentId }): Promise<void> {
  const [deployment] = await must(backend, 'deployment.list', { environmentId: production, limit: 1 })
  if (!deployment) throw new Error('There is no deployment to Production')
  const source = { kind: 'deployment', id: deployment.id } as const
  const shown = await must(backend, 'variables.preview', { source })
  expect(JSON.stringify(shown)).not.toContain('correct horse')
  expect(shown.variables.find(({ name }) => name === 'ConnectionStrings:Default')?.value).toEqual({
    text: expect.stringMatching(/;Password="••••••"$/),
    holdsSecret: true
  })
}
