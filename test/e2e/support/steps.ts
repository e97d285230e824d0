import { expect, type Locator, type Page } from 'playwright/test'
import { goTo } from './navigate'

/** The heading that names the screen. */
export const heading = (page: Page, name: string | RegExp): Locator => page.getByRole('heading', { level: 1, name })

export const deployDialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Deploy a release' })

/** Opens the deploy dialog from a release's screen and chooses the environment there. */
export async function openDeployDialog(page: Page, releaseId: string, environment = 'Test'): Promise<Locator> {
  await goTo(page, `/releases/${releaseId}`)
  await page.getByRole('button', { name: 'Deploy…' }).click()
  const dialog = deployDialog(page)
  await dialog.getByRole('group', { name: 'Environment' }).getByText(environment, { exact: true }).click()
  return dialog
}

/** From a release's screen through the dialog to the live screen. */
export async function deployInWindow(page: Page, releaseId: string, environment = 'Test'): Promise<void> {
  const dialog = await openDeployDialog(page, releaseId, environment)
  await dialog.getByRole('button', { name: /^Deploy / }).click()
  await expect(page).toHaveURL(/\/deployments\/deployment-/)
}

/** A line of the task log that is exactly this text. */
export const logLine = (page: Page, text: string): Locator =>
  page.getByRole('log', { name: 'Task log' }).getByText(text, { exact: true })

/**
 * Opens the list of a field and takes one of its options. A press is repeated, but only while the list is closed: an
 * answer that comes late may move the field, and a mouse button that goes down and up in two places presses nothing.
 */
export async function choose(field: Locator, option: string | RegExp): Promise<void> {
  const wanted = field.page().getByRole('option', { name: option })
  await expect(async () => {
    if ((await field.getAttribute('aria-expanded')) !== 'true') await field.click()
    await wanted.click({ timeout: 2_000 })
  }).toPass()
}
