import type { Page } from 'playwright/test'
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

test('the demo deploys on its own servers, asks for the name of production, and starts anew', async ({ slipway }) => {
  const { page } = slipway
  await page.getByRole('button', { name: /Explore the demo/ }).click()
  await expect(page.getByRole('region', { name: 'Demo workspace' })).toBeVisible()

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

  await page.getByRole('button', { name: /^Artifacts and outputs/ }).click()
  const results = page.getByRole('complementary', { name: 'Results' })
  const catalogue = results.getByRole('region', { name: 'Prepare Catalogue on this machine' })
  await expect(catalogue.getByRole('button', { name: /^Save catalogue-.*\.json$/ })).toBeVisible()
  await expect(catalogue.getByRole('definition').filter({ hasText: /^240$/ })).toBeVisible()
  await results.getByRole('button', { name: 'Close results' }).click()
  await expect(results).toBeHidden()

  const ribbon = page.getByRole('region', { name: 'Demo workspace' })
  await ribbon.getByRole('button', { name: 'Reset' }).click()
  await page.getByRole('dialog', { name: 'Reset the demo?' }).getByRole('button', { name: 'Reset the demo' }).click()
  await expect(page.getByRole('dialog', { name: 'Reset the demo?' })).toBeHidden({ timeout: 20_000 })
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Deployments' }).click()
  await expect(page.getByText('Nothing was deployed yet')).toBeVisible()

  await ribbon.getByRole('button', { name: 'Leave the demo' }).click()
  await expect(page.getByRole('heading', { name: 'Welcome to Slipway' })).toBeVisible()
})
