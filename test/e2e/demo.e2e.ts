import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import type { RunningApp } from './support/app'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'

const openProject = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click()

/** Opens the deploy dialog of the project on screen and chooses an environment. */
async function chooseEnvironment(page: Page, name: string) {
  await page
    .getByRole('button', { name: /^Deploy/ })
    .first()
    .click()
  const dialog = page.getByRole('dialog', { name: 'Deploy a release' })
  await dialog.getByRole('group', { name: 'Environment' }).getByText(name, { exact: true }).click()
  return dialog
}

/** Lets the system's dialog for saving answer with this path instead of asking. */
const saveTo = ({ app }: RunningApp, path: string): Promise<void> =>
  app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, path)

test('the demo deploys on its own servers, asks for the name of production, and starts anew', async ({
  slipway,
  home
}) => {
  const { page } = slipway
  await page.getByRole('button', { name: /Explore the demo/ }).click()
  await expect(page.getByRole('region', { name: 'Demo workspace' })).toBeVisible({ timeout: 30_000 })

  await openProject(page, 'Hello World')
  const toTest = await chooseEnvironment(page, 'Test')
  await expect(toTest.getByText('Plan: 1 step on 2 targets')).toBeVisible()
  await toTest.getByRole('button', { name: /^Deploy 0\.0\.1 to Test/ }).click()
  const log = page.getByRole('log', { name: 'Task log' })
  await expect(log.getByText('Hello, World!', { exact: true })).toHaveCount(2)
  await expect(page.getByText(/^Hello World 0\.0\.1 was deployed to Test/).first()).toBeVisible()

  await openProject(page, 'Harbour Books')
  const toProduction = await chooseEnvironment(page, 'Production')
  const go = toProduction.getByRole('button', { name: /^Deploy .* to Production/ })
  await expect(go).toBeDisabled()
  const name = toProduction.getByRole('textbox', { name: /This is production/ })
  await name.fill('production')
  await expect(go).toBeDisabled()
  await name.fill('Production')
  await go.click()
  await expect(page.getByText(/^Harbour Books .* was deployed to Production/).first()).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText('salt-and-paper-1874')).toHaveCount(0)

  await page.getByRole('button', { name: /^Results/ }).click()
  const results = page.getByRole('complementary', { name: 'Results' })
  const catalogue = results.getByRole('region', { name: 'Prepare Catalogue on this machine' })
  const savedFile = join(home, 'saved catalogue.json')
  await saveTo(slipway, savedFile)
  await catalogue.getByRole('button', { name: /^Save catalogue-.*\.json$/ }).click()
  await expect(page.getByText(`Saved as ${savedFile}`)).toBeVisible()
  const saved = JSON.parse(await readFile(savedFile, 'utf8')) as { shop: string; books: readonly unknown[] }
  expect([saved.shop, saved.books.length]).toEqual(['Harbour Books', 240])
  expect(saved.books[0]).toEqual({ number: 1, title: 'The Quiet Life of Tides', cents: 1037 })
  await expect(catalogue.getByRole('definition').filter({ hasText: /^240$/ })).toBeVisible()
  await results.getByRole('button', { name: 'Close results' }).click()
  await expect(results).toBeHidden()

  const ribbon = page.getByRole('region', { name: 'Demo workspace' })
  await ribbon.getByRole('button', { name: 'Reset' }).click()
  await page.getByRole('dialog', { name: 'Reset the demo?' }).getByRole('button', { name: 'Reset the demo' }).click()
  await expect(page.getByRole('dialog', { name: 'Reset the demo?' })).toBeHidden({ timeout: 20_000 })
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Tasks' }).click()
  const main = page.getByRole('main')
  await expect(main.getByRole('link', { name: /Harbour Tickets 3\.2\.0/ }).first()).toBeVisible()
  await expect(main.getByText(/Hello World|Harbour Books/)).toHaveCount(0)

  await ribbon.getByRole('button', { name: 'Leave the demo' }).click()
  await expect(page.getByRole('heading', { name: 'Welcome to Slipway' })).toBeVisible()
})

test('the guide leads from the dashboard to a deployment that fails, is mended and goes on, and ticks what happened', async ({
  slipway
}) => {
  test.setTimeout(400_000)
  const { page } = slipway
  await page.getByRole('button', { name: /Explore the demo/ }).click()
  const guide = page.getByRole('region', { name: 'Guide' })
  const toDashboard = () =>
    page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Dashboard' }).click()
  await expect(guide.getByText('1 of 7 done')).toBeVisible({ timeout: 30_000 })
  await exhibit(page, 'guide-begun')
  await page.setViewportSize({ width: 1024, height: 700 })
  await exhibit(page, 'guide-narrow')
  await page.setViewportSize({ width: 1280, height: 800 })

  await guide.getByRole('link', { name: 'Compare 3.1.1 with 3.2.0' }).press('Enter')
  await expect(page.getByText('15 minutes').first()).toBeVisible()
  await toDashboard()
  await expect(guide.getByText('2 of 7 done')).toBeVisible()

  await guide.getByRole('link', { name: 'Explain Log.Level' }).press('Enter')
  await expect(page.getByText('Simulated history of the demo').first()).toBeVisible()
  await expect(page.getByText('trace', { exact: true }).first()).toBeVisible()
  await exhibit(page, 'guide-explained')
  await toDashboard()
  await expect(guide.getByText('3 of 7 done')).toBeVisible()

  await guide.getByRole('button', { name: 'Plan 3.2.0 for Production' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Deploy a release' })
  await expect(dialog.getByText(/^Plan: 6 steps/)).toBeVisible()
  await dialog.getByRole('textbox', { name: /This is production/ }).fill('Production')
  await dialog.getByRole('button', { name: /^Deploy 3\.2\.0 to Production/ }).press('Enter')
  const log = page.getByRole('log', { name: 'Task log' })
  await expect(log.getByText('web-2 is marked for maintenance:', { exact: true })).toBeVisible({ timeout: 60_000 })
  await exhibit(page, 'guide-failed')
  await toDashboard()
  await expect(guide.getByText('5 of 7 done')).toBeVisible()

  await guide.getByRole('link', { name: 'Go to the runbook' }).press('Enter')
  await page.getByRole('button', { name: 'Run…' }).press('Enter')
  const running = page.getByRole('dialog', { name: 'Run End Maintenance' })
  // The label lies over its radio button.
  await running.getByRole('radio', { name: 'Production' }).check({ force: true })
  await running.getByRole('textbox', { name: /This is production/ }).fill('Production')
  await running.getByRole('button', { name: 'Run 1 in Production' }).press('Enter')
  await expect(log.getByText('web-2 is no longer marked for maintenance.').first()).toBeVisible({ timeout: 60_000 })
  await toDashboard()
  await guide.getByRole('link', { name: 'Go to the deployment' }).press('Enter')
  await page.getByRole('button', { name: 'Continue…' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Continue', exact: true }).press('Enter')
  await expect(page.getByText(/^Harbour Tickets 3\.2\.0 was deployed to Production/).first()).toBeVisible({
    timeout: 60_000
  })
  await toDashboard()
  await expect(guide.getByText('6 of 7 done')).toBeVisible()

  await guide.getByRole('button', { name: 'Skip' }).press('Enter')
  await expect(guide.getByRole('heading', { name: 'Do this with your server' })).toBeVisible()
  await exhibit(page, 'guide-done')
  await guide.getByRole('button', { name: 'Put the guide away' }).press('Enter')
  await expect(guide).toBeHidden()
  await page
    .getByRole('region', { name: 'Demo workspace' })
    .getByRole('button', { name: 'Show the guide' })
    .press('Enter')
  await expect(guide).toBeVisible()
})
