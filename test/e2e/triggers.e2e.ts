import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StepInput } from '@shared/model/process'
import type { Page } from 'playwright/test'
import { makeZip } from '../support/make-zip'
import { type Backend, must } from '../support/world'
import { backendOf } from './support/api'
import type { RunningApp } from './support/app'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { choose, heading } from './support/steps'

const announce: StepInput = {
  name: 'Announce',
  location: 'targets',
  roles: ['server'],
  actions: [
    {
      type: 'script',
      syntax: 'bash',
      body: 'echo "announced"',
      packages: [{ name: 'web', packageId: 'Shop.Web' }]
    }
  ]
}

/** The project “Shop” for the local target “bench” of “Test”, and “Production”. */
async function makeShop(backend: Backend) {
  const { id: testId } = await must(backend, 'environment.create', { name: 'Test' })
  const { id: productionId } = await must(backend, 'environment.create', { name: 'Production', isProduction: true })
  const environmentIds = [testId, productionId]
  await must(backend, 'target.create', { kind: 'local', name: 'bench', roles: ['server'], environmentIds })
  const { id: projectId } = await must(backend, 'project.create', { name: 'Shop' })
  await must(backend, 'process.save', { projectId, version: 0, steps: [announce] })
  return { projectId, testId, productionId }
}

/** The person chooses it in the system's dialog, the next time that it opens. */
const willChoose = ({ app }: RunningApp, path: string): Promise<void> =>
  app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] })
  }, path)

/** Adds the trigger “New web” in its form. */
async function addTrigger(page: Page): Promise<void> {
  await page.keyboard.press('n')
  const dialog = page.getByRole('dialog', { name: 'Add trigger' })
  await dialog.getByLabel('Name').fill('New web')
  await expect(dialog.getByText('Monday to Friday at 06:00')).toBeVisible()
  await expect(dialog.getByText('Next, by the clock of this machine:')).toBeVisible()
  await exhibit(page, 'trigger-schedule')
  await dialog.getByRole('radio', { name: 'When a package comes in' }).check({ force: true })
  await choose(dialog.getByRole('combobox', { name: 'Package' }), /Shop\.Web/)
  await choose(dialog.getByRole('combobox', { name: 'Deploy it to' }), 'Test')
  await exhibit(page, 'trigger-package')
  await dialog.getByRole('button', { name: 'Add trigger' }).click()
  await expect(page.getByRole('row', { name: /New web/ })).toBeVisible()
}

test('a package that is imported makes a release, which is deployed, without anybody asking', async ({ slipway }) => {
  const { page } = slipway
  const backend = await backendOf(page)
  const { projectId, testId, productionId } = await makeShop(backend)
  await goTo(page, `/projects/${projectId}/triggers`)
  await expect(heading(page, 'Triggers')).toBeVisible()
  await exhibit(page, 'triggers-empty')
  await addTrigger(page)

  const folder = await mkdtemp(join(tmpdir(), 'slipway-triggers-'))
  const path = join(folder, 'Shop.Web.1.0.0.zip')
  await writeFile(path, await makeZip({ 'site.txt': 'a site\n' }))
  await willChoose(slipway, path)
  await goTo(page, '/packages')
  await page.keyboard.press('n')
  await expect(page.getByRole('dialog', { name: 'Imported', exact: true })).toBeVisible()
  await page.keyboard.press('Escape')
  await rm(folder, { recursive: true, force: true })

  const when = { kind: 'schedule' as const, cron: '0 2 * * *', timeZone: 'Europe/Vienna' }
  const does = { kind: 'deploy-release' as const, from: testId, to: productionId }
  const value = { name: 'Nightly to Production', description: 'What Test has proved', when, does }
  await must(backend, 'trigger.create', { projectId, value })
  await must(backend, 'trigger.create', {
    projectId,
    value: { name: 'Paused', when, does: { kind: 'create-release' }, isDisabled: true }
  })
  await goTo(page, `/projects/${projectId}/triggers`)
  const row = page.getByRole('row', { name: /New web/ })
  await expect(row.getByText('Made the release 0.0.1 and began its deployment to Test.')).toBeVisible()
  await exhibit(page, 'triggers')
  await row.getByRole('link', { name: 'Show it' }).click()
  await expect(page.getByText('announced', { exact: true })).toBeVisible()
  const [deployment] = await must(backend, 'deployment.list', {})
  expect(deployment).toMatchObject({ releaseVersion: '0.0.1', environmentName: 'Test' })
})

test('releases that a lifecycle does not keep are shown with why, and go when somebody says so', async ({
  slipway
}) => {
  const { page } = slipway
  const backend = await backendOf(page)
  const { projectId } = await makeShop(backend)
  await must(backend, 'process.save', {
    projectId,
    version: 1,
    steps: [{ ...announce, actions: [{ type: 'script', syntax: 'bash', body: 'true' }] }]
  })
  await goTo(page, '/library/lifecycles/clean-up')
  await expect(heading(page, 'Clean up releases')).toBeVisible()
  await exhibit(page, 'clean-up-empty')
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) await must(backend, 'release.create', { projectId, version })
  const [lifecycle] = await must(backend, 'lifecycle.list', {})
  if (!lifecycle) throw new Error('There is a default lifecycle')
  const { id, name, description, phases } = lifecycle
  const retention = { keep: 'releases' as const, count: 1 }
  await must(backend, 'lifecycle.update', { id, value: { name, description, phases, retention } })
  await expect(page.getByRole('table', { name: 'Releases that go' }).getByRole('row')).toHaveCount(3)
  await exhibit(page, 'clean-up')
  await page.getByRole('button', { name: 'Delete 2 releases…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete 2 releases' }).click()
  await expect(page.getByText('2 releases deleted.')).toBeVisible()
  expect((await must(backend, 'release.list', { projectId })).map(release => release.version)).toEqual(['1.2.0'])
})
