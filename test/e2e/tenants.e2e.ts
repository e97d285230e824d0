import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EnvironmentId, ProjectId } from '@shared/ids'
import type { Locator, Page } from 'playwright/test'
import { startSshd, type TestSshd } from '../support/sshd'
import { type Backend, must } from '../support/world'
import { backendOf } from './support/api'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { choose, deployDialog, heading } from './support/steps'

interface Shop {
  readonly projectId: ProjectId
  readonly test: EnvironmentId
  readonly production: EnvironmentId
}

/** In Test, ends well only when the other tenant's deployment runs at the same moment. */
const install = [
  'tenant="$(get_octopusvariable Octopus.Deployment.Tenant.Name)"',
  'if [ "$(get_octopusvariable Octopus.Environment.Name)" = Test ]; then',
  '  meeting="$(get_octopusvariable Meeting)"',
  '  touch "$meeting/$tenant"',
  '  for attempt in $(seq 300); do',
  '    [ "$(ls "$meeting" | wc -l)" -ge 2 ] && break',
  '    sleep 0.1',
  '  done',
  '  [ "$(ls "$meeting" | wc -l)" -ge 2 ] || { echo "Nobody else came." >&2; exit 1; }',
  'fi',
  'echo "installed for $tenant"'
].join('\n')

/** A folder that the users of all machines may write to. */
async function makeMeeting(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-meeting-'))
  await chmod(folder, 0o777)
  return folder
}

/** A shop with a machine for each of two customers, in Test and in Production; it takes no tenants yet. */
async function makeShop(backend: Backend, machines: readonly TestSshd[], meeting: string): Promise<Shop> {
  const trial = (await must(backend, 'environment.create', { name: 'Test' })).id
  const production = (await must(backend, 'environment.create', { name: 'Production', isProduction: true })).id
  for (const [index, sshd] of machines.entries()) {
    const account = { kind: 'private-key', name: `Deployer ${index + 1}`, username: sshd.username } as const
    const { id: accountId } = await must(backend, 'account.create', { ...account, privateKey: sshd.privateKey })
    const target = await must(backend, 'target.create', {
      kind: 'ssh',
      name: `store-${index + 1}`,
      roles: ['shop'],
      environmentIds: [trial, production],
      host: sshd.host,
      port: sshd.port,
      accountId
    })
    await must(backend, 'target.trust', { id: target.id, hostKey: sshd.hostKey })
  }
  const { id: projectId } = await must(backend, 'project.create', { name: 'Shop' })
  await must(backend, 'variables.save', {
    projectId,
    version: 0,
    variables: [{ type: 'text', name: 'Meeting', value: meeting }]
  })
  const action = { type: 'script', syntax: 'bash', body: install } as const
  await must(backend, 'process.save', {
    projectId,
    version: 0,
    steps: [{ name: 'Install', location: 'targets', roles: ['shop'], actions: [action] }]
  })
  await must(backend, 'release.create', { projectId, version: '1.0.0' })
  return { projectId, test: trial, production }
}

/** On the screen of tenants, by the keyboard alone. */
async function addTenant(page: Page, name: string, tag: string): Promise<void> {
  const { keyboard } = page
  await expect(heading(page, 'Tenants')).toBeVisible()
  await keyboard.press('n')
  const drawer = page.getByRole('dialog', { name: 'Add tenant' })
  await expect(drawer.getByLabel('Name')).toBeFocused()
  await keyboard.type(name)
  await keyboard.press('Tab')
  await keyboard.press('Tab')
  await expect(drawer.getByRole('combobox', { name: 'Tags' })).toBeFocused()
  await keyboard.type(tag)
  await keyboard.press('Enter')
  await keyboard.press('Tab')
  await expect(drawer.getByRole('combobox', { name: 'Add a project' })).toBeFocused()
  await keyboard.type('Shop')
  await expect(page.getByRole('option', { name: 'Shop' })).toBeVisible()
  await keyboard.press('ArrowDown')
  await keyboard.press('Enter')
  await expect(drawer.getByRole('combobox', { name: 'Shop' })).toBeFocused()
  const add = drawer.getByRole('button', { name: 'Add tenant' })
  await expect(async () => {
    await keyboard.press('Tab')
    await expect(add).toBeFocused({ timeout: 200 })
  }).toPass()
  await keyboard.press('Enter')
  await expect(drawer).toBeHidden()
  await expect(page.getByRole('row', { name: new RegExp(name) })).toContainText('Shop in Test and Production')
}

/** Says for whom a target is, in its form. */
async function dedicate(page: Page, target: string, tenant: string): Promise<void> {
  await goTo(page, '/targets')
  await page.getByRole('link', { name: target }).click()
  await expect(heading(page, target)).toBeVisible()
  await page.keyboard.press('e')
  const drawer = page.getByRole('dialog', { name: `Edit ${target}` })
  await choose(drawer.getByRole('combobox', { name: 'Tenants', exact: true }), 'Only deployments for some tenants')
  await choose(drawer.getByRole('combobox', { name: 'For these tenants' }), tenant)
  await page.keyboard.press('Escape')
  await drawer.getByRole('button', { name: 'Save' }).click()
  await expect(drawer).toBeHidden()
  await expect(page.getByText(tenant, { exact: true })).toBeVisible()
}

/** The cell of a table under the heading of its column. */
async function cellOf(page: Page, table: string, row: string, column: string): Promise<Locator> {
  const whole = page.getByRole('table', { name: table })
  await expect(whole).toBeVisible()
  const headings = await whole.getByRole('columnheader').allInnerTexts()
  const at = headings.findIndex(text => text.trim() === column)
  return whole
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: new RegExp(row) }) })
    .getByRole('cell')
    .nth(at - 1)
}

test('two tenants get the same release at the same time, each on its own machine, and every screen tells them apart', async ({
  slipway,
  sshd
}) => {
  test.setTimeout(180_000)
  const { page } = slipway
  const backend = await backendOf(page)
  const second = await startSshd()
  const meeting = await makeMeeting()
  try {
    const { projectId, production } = await makeShop(backend, [sshd, second], meeting)
    await page.reload()
    await expect(heading(page, 'Dashboard')).toBeVisible()

    await page.keyboard.press('g')
    await page.keyboard.press('n')
    await expect(page.getByText('No tenants yet')).toBeVisible()
    await exhibit(page, 'tenants-empty')
    await addTenant(page, 'Acme', 'Region/North')
    await addTenant(page, 'Beta', 'Region/South')
    await exhibit(page, 'tenants')

    await goTo(page, `/projects/${projectId}/settings`)
    await choose(page.getByRole('combobox', { name: 'Tenants' }), 'Always for a tenant')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('link', { name: 'Tenants' }).last()).toBeVisible()
    await dedicate(page, 'store-1', 'Acme')
    await dedicate(page, 'store-2', 'Beta')

    await goTo(page, `/projects/${projectId}`)
    await page.getByRole('button', { name: 'Deploy 1.0.0 to Test' }).first().click()
    const dialog = deployDialog(page)
    await dialog.getByRole('button', { name: 'All 2 that may get it' }).click()
    const plans = dialog.getByRole('group', { name: 'Plans by environment and tenant' })
    await expect(plans.getByRole('button', { name: 'Ready: Test for Acme' })).toBeVisible()
    await plans.getByRole('button', { name: 'Ready: Test for Beta' }).click()
    await expect(dialog.getByText('store-2').first()).toBeVisible()
    await exhibit(page, 'deploy-tenants')
    await dialog.getByRole('button', { name: 'Deploy 1.0.0 to Test for 2 tenants' }).click()

    // Neither script ends before both run: side by side, or never.
    await expect(heading(page, 'Tasks')).toBeVisible()
    const over = page.getByRole('table', { name: 'Finished' })
    await expect(over.getByText('Succeeded')).toHaveCount(2, { timeout: 60_000 })
    await expect(over.getByText('Acme')).toBeVisible()
    await expect(over.getByText('Beta')).toBeVisible()
    await exhibit(page, 'tasks-tenants')

    await goTo(page, `/projects/${projectId}/tenants`)
    const acme = await cellOf(page, 'Shop by tenant', 'Acme', 'Production')
    await acme.getByRole('button', { name: 'Deploy Shop to Production for Acme' }).click()
    await dialog.getByRole('textbox', { name: /This is production/ }).fill('Production')
    await dialog.getByRole('button', { name: 'Deploy 1.0.0 to Production for Acme' }).click()
    await expect(page).toHaveURL(/\/deployments\/deployment-/)
    await expect(page.getByRole('link', { name: /Acme/ })).toBeVisible()
    await expect(page.getByText(/^Shop 1\.0\.0 was deployed to Production for Acme/).first()).toBeVisible()
    await exhibit(page, 'deployment-tenant')

    await goTo(page, '/')
    const trial = await cellOf(page, 'Projects by environment', 'Shop', 'Test')
    await expect(trial).toContainText('2 tenants')
    await expect(trial).toContainText('Succeeded 2/2')
    const live = await cellOf(page, 'Projects by environment', 'Shop', 'Production')
    await expect(live).toContainText('Succeeded 1/2')
    await expect(live).toContainText('nothing yet 1/2')
    await exhibit(page, 'dashboard-tenants')
    await live.getByRole('link').click()
    await expect(page.getByRole('table', { name: 'Shop by tenant' })).toBeVisible()
    await exhibit(page, 'project-tenants')

    await goTo(page, `/projects/${projectId}`)
    await expect(await cellOf(page, 'Releases by environment', '1\\.0\\.0', 'Test')).toContainText('2 of 2')
    await exhibit(page, 'project-overview-tenants')
    await page.getByRole('link', { name: '1.0.0', exact: true }).click()
    await expect(page.getByRole('table', { name: 'Progress of 1.0.0 by tenant' })).toBeVisible()
    await exhibit(page, 'release-tenants')
    await goTo(page, `/environments/${production}`)
    await expect(page.getByText('by tenant')).toBeVisible()
    await exhibit(page, 'environment-tenants')

    await page.keyboard.press('Control+k')
    await page.keyboard.type('Beta')
    await expect(page.getByText('Tenant', { exact: true })).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(heading(page, 'Beta')).toBeVisible()
    const beta = await cellOf(page, 'What Beta has', 'Shop', 'Production')
    await expect(beta.getByRole('button', { name: 'Deploy Shop to Production for Beta' })).toBeVisible()
    await exhibit(page, 'tenant')
    await page.keyboard.press('e')
    await expect(page.getByRole('dialog', { name: 'Edit Beta' })).toBeVisible()
    await exhibit(page, 'tenant-form')
  } finally {
    await second.stop()
    await rm(meeting, { recursive: true, force: true })
  }
})
