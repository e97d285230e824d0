import type { Page } from 'playwright/test'
import { startSshd, type TestSshd } from '../support/sshd'
import { must, startDeployment } from '../support/world'
import { backendOf } from './support/api'
import { exhibit } from './support/exhibit'
import { test as base, expect } from './support/fixtures'
import { type Gallery, galleryAddresses, makeGallery } from './support/gallery'
import { goTo } from './support/navigate'
import { heading, openDeployDialog } from './support/steps'

const size = { width: 1280, height: 800 }

const test = base.extend<{ readonly hosts: TestSshd }>({
  /** One OpenSSH server that is reached by many addresses, so that it looks like many hosts. */
  hosts: async ({}, use) => {
    const sshd = await startSshd({ addresses: galleryAddresses })
    await use(sshd)
    await sshd.stop()
  }
})

/** Goes to a screen and looks at it. */
async function visit(page: Page, name: string, path: string, title: string | RegExp): Promise<void> {
  await goTo(page, path)
  await expect(heading(page, title)).toBeVisible()
  await exhibit(page, name)
}

/** Puts away what the window says about the workspace, so that screens are seen as they are day by day. */
async function readNotices(page: Page): Promise<void> {
  const notice = page.getByRole('button', { name: 'I have read this notice' })
  await expect(notice.first()).toBeVisible()
  while (await notice.count()) await notice.first().click()
}

async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

test('an empty workspace shows the way on every screen', async ({ launch }) => {
  test.setTimeout(120_000)
  const { page } = await launch({ size })
  await expect(heading(page, 'Welcome to Slipway')).toBeVisible()
  await exhibit(page, 'welcome')
  await page.getByRole('button', { name: /Start with an empty workspace/ }).click()
  await expect(heading(page, 'Dashboard')).toBeVisible()
  await exhibit(page, 'dashboard-empty')
  await visit(page, 'projects-empty', '/projects', 'Projects')
  await visit(page, 'environments-empty', '/environments', 'Environments')
  await visit(page, 'targets-empty', '/targets', 'Targets')
  await visit(page, 'accounts-empty', '/targets/accounts', 'Accounts')
  await visit(page, 'tasks-empty', '/tasks', 'Tasks')
  await visit(page, 'not-found', '/nowhere', /./)

  await goTo(page, '/')
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await exhibit(page, 'shortcuts')
  await closeDialog(page)
  await page.getByRole('button', { name: 'Add environment' }).click()
  await expect(page.getByRole('dialog', { name: 'Add environment' })).toBeVisible()
  await exhibit(page, 'environment-form')
  await closeDialog(page)
})

async function visitCatalogue(page: Page, { targets, projects, releases }: Gallery): Promise<void> {
  await visit(page, 'projects', '/projects', 'Projects')
  await visit(page, 'environments', '/environments', 'Environments')
  await visit(page, 'targets', '/targets', 'Targets')
  await visit(page, 'accounts', '/targets/accounts', 'Accounts')
  await visit(page, 'project-define-process', `/projects/${projects.bare}`, 'Newsletter')
  await visit(page, 'project-create-release', `/projects/${projects.withProcess}`, 'Image Resizer')
  await visit(page, 'project-deploy', `/projects/${projects.withRelease}`, 'Search Index')
  await visit(page, 'process-empty', `/projects/${projects.bare}/process`, 'Process')
  await visit(page, 'process', `/projects/${projects.shop}/process`, 'Process')
  await visit(page, 'variables', `/projects/${projects.shop}/variables`, 'Variables')
  await visit(page, 'release-form', `/projects/${projects.shop}/releases/new`, 'Create a release')
  await visit(page, 'release', `/releases/${releases.broken}`, '2.4.1')
  await visit(page, 'settings', '/settings', 'Settings and about')
  await visit(page, 'network', '/settings/network', 'Network')
  await visit(page, 'import-host-keys', '/targets/import', 'Import host keys')
  await visit(page, 'policies', '/targets/policies', 'Policies')
  await page.getByRole('button', { name: 'Add policy' }).click()
  await expect(page.getByRole('dialog', { name: 'Add policy' })).toBeVisible()
  await exhibit(page, 'policy-form')
  await closeDialog(page)

  await goTo(page, '/targets')
  await page.getByRole('button', { name: 'Add target' }).click()
  await expect(page.getByRole('dialog', { name: 'Add target' })).toBeVisible()
  await exhibit(page, 'target-form')
  await closeDialog(page)
  await goTo(page, '/targets/accounts')
  await page.getByRole('button', { name: 'Add account' }).click()
  await expect(page.getByRole('dialog', { name: 'Add account' })).toBeVisible()
  await exhibit(page, 'account-form')
  await closeDialog(page)
  await goTo(page, `/targets/${targets.good}`)
  await expect(heading(page, 'test-1')).toBeVisible()
}

async function visitConnectionTests(page: Page, { targets }: Gallery): Promise<void> {
  const tests = [
    ['connection-test', targets.good, 'The connection works.'],
    ['connection-test-new-key', targets.unknownKey, 'Stopped: the host key was not accepted yet.'],
    ['connection-test-changed-key', targets.changedKey, 'Stopped: the host key is not the accepted one.']
  ] as const
  for (const [name, id, verdict] of tests) {
    await goTo(page, `/targets/${id}`)
    await page.getByRole('button', { name: 'Test connection' }).click()
    await expect(page.getByText(verdict)).toBeVisible()
    await exhibit(page, name)
  }
  await page.getByRole('button', { name: 'Replace the key…' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await exhibit(page, 'connection-test-replace-key')
  await closeDialog(page)
}

async function visitDialogs(page: Page, { releases }: Gallery): Promise<void> {
  const toProduction = await openDeployDialog(page, releases.broken, 'Production')
  await expect(toProduction.getByText(/^Plan: 5 steps on 6 targets/)).toBeVisible()
  await exhibit(page, 'deploy-production')
  await closeDialog(page)
  const toTest = await openDeployDialog(page, releases.good)
  await expect(toTest.getByText(/^Plan: 5 steps on 1 target/)).toBeVisible()
  await exhibit(page, 'deploy')
  await closeDialog(page)
  const withProblems = await openDeployDialog(page, releases.unplaced, 'Staging')
  await expect(withProblems.getByRole('list', { name: 'Problems' })).toBeVisible()
  await exhibit(page, 'deploy-problems')
  await closeDialog(page)

  await page.keyboard.press('Control+k')
  await expect(page.getByLabel('Find or do')).toBeFocused()
  await exhibit(page, 'palette')
  await page.keyboard.type('shop')
  await expect(page.getByRole('button', { name: /Web Shop: process/ })).toBeVisible()
  await exhibit(page, 'palette-search')
  await closeDialog(page)
}

test('every screen of a filled workspace keeps nobody out', async ({ launch, hosts }) => {
  test.setTimeout(180_000)
  const { page } = await launch({ size })
  const backend = await backendOf(page)
  const gallery = await makeGallery(backend, hosts)
  await must(backend, 'health.check', {})
  await page.reload()
  await expect(heading(page, 'Dashboard')).toBeVisible()
  await exhibit(page, 'notice')
  await readNotices(page)
  await visitCatalogue(page, gallery)
  await visitConnectionTests(page, gallery)
  await visitDialogs(page, gallery)
})

test('every state of a deployment keeps nobody out', async ({ launch, hosts }) => {
  test.setTimeout(180_000)
  const first = await launch({ size })
  const { page } = first
  const backend = await backendOf(page)
  const { environments, releases, projects } = await makeGallery(backend, hosts)
  const start = (releaseId: typeof releases.good, environmentId: typeof environments.test) =>
    startDeployment(backend, { releaseId, environmentId })
  const succeeded = await start(releases.good, environments.test)
  await succeeded.over
  const earlier = await start(releases.good, environments.production)
  await earlier.over
  const failed = await start(releases.broken, environments.production)
  await failed.over
  const running = await start(releases.long, environments.production)
  await running.sees('Order 4203')

  await page.reload()
  await readNotices(page)
  await visit(page, 'deployment-running', `/deployments/${running.id}`, 'Nightly Export 2026.11')
  await must(backend, 'deployment.cancel', { id: running.id })
  await expect(page.getByRole('button', { name: 'Deploy again' })).toBeVisible()
  await exhibit(page, 'deployment-cancelled')
  await visit(page, 'deployment-succeeded', `/deployments/${earlier.id}`, 'Web Shop 2.4.0')
  await page.keyboard.press('o')
  await expect(page.getByRole('complementary', { name: 'Results' })).toBeVisible()
  await exhibit(page, 'deployment-results')
  await visit(page, 'deployment-warned', `/deployments/${succeeded.id}`, 'Web Shop 2.4.0')
  await visit(page, 'deployment-failed', `/deployments/${failed.id}`, 'Web Shop 2.4.1')

  const cut = await must(backend, 'deployment.start', {
    releaseId: releases.long,
    environmentId: environments.test
  })
  await goTo(page, `/deployments/${cut.id}`)
  await expect(page.getByRole('log').getByText('Order 4201 is written')).toBeVisible()
  await first.kill()

  const second = await launch({ size })
  await visit(second.page, 'deployment-interrupted', `/deployments/${cut.id}`, 'Nightly Export 2026.11')
  await readNotices(second.page)
  await visit(second.page, 'tasks', '/tasks', 'Tasks')
  await visit(second.page, 'tasks-history', '/tasks/history', 'History')
  await second.page.getByText('Table', { exact: true }).click()
  await exhibit(second.page, 'tasks-history-table')
  await visit(second.page, 'environment', `/environments/${environments.production}`, 'Production')
  await visit(second.page, 'project', `/projects/${projects.shop}`, 'Web Shop')
  await visit(second.page, 'dashboard', '/', 'Dashboard')
})
