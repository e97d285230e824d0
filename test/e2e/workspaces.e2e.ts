import type { Locator, Page } from 'playwright/test'
import { callApi } from './support/api'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { heading } from './support/steps'

const size = { width: 1280, height: 800 }

/** Types into the palette and takes what it finds first. */
async function fromPalette(page: Page, words: string, item: string | RegExp): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.keyboard.type(words)
  await expect(page.getByRole('dialog', { name: 'Command palette' }).getByRole('button').first()).toHaveText(item)
  await page.keyboard.press('Enter')
}

/** Presses Tab until something has the focus. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let step = 0; step < 40; step++) {
    if (await wanted.evaluate(node => node === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  await expect(wanted).toBeFocused()
}

test('a workspace is made, gone to, left and deleted by the keyboard alone', async ({ launch }) => {
  const { page } = await launch({ size })
  const { keyboard } = page
  const environments = async () => {
    const answer = await callApi(page, 'environment.list', {})
    return answer.ok ? answer.value.map(({ name }) => name) : answer
  }
  await callApi(page, 'environment.create', { name: 'Mine' })
  await page.reload()
  await expect(heading(page, 'Dashboard')).toBeVisible()
  await expect(page.getByRole('button', { name: /^Workspace:/ })).toHaveCount(0)

  await fromPalette(page, 'new workspace', /New workspace…/)
  const dialog = page.getByRole('dialog', { name: 'New workspace' })
  await expect(dialog.getByLabel('Name')).toBeFocused()
  await keyboard.type('Acme')
  await keyboard.press('Tab')
  await keyboard.type('The customer in Bern')
  await exhibit(page, 'workspaces-new')
  await dialog.getByLabel('Name').focus()
  await keyboard.press('Enter')

  await expect(heading(page, 'Welcome to Acme')).toBeVisible()
  expect(await page.title()).toBe('Welcome to Acme · Acme · Slipway')
  expect(await environments()).toEqual([])
  await exhibit(page, 'workspaces-welcome')
  await callApi(page, 'environment.create', { name: 'Theirs' })
  await page.reload()
  await expect(heading(page, 'Dashboard')).toBeVisible()

  const switcher = page.getByRole('button', { name: 'Workspace: Acme' })
  await tabTo(page, switcher)
  await keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Acme' })).toBeVisible()
  await exhibit(page, 'workspaces-switcher')
  await expect(page.getByRole('menuitem', { name: 'My workspace' })).toBeFocused()
  await keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Workspace: My workspace' })).toBeVisible()
  await expect(heading(page, 'Dashboard')).toBeVisible()
  expect(await environments()).toEqual(['Mine'])

  await fromPalette(page, 'workspaces', /Workspaces/)
  await expect(heading(page, 'Workspaces')).toBeVisible()
  await exhibit(page, 'workspaces')
  await tabTo(page, page.getByRole('button', { name: 'Actions for Acme' }))
  await keyboard.press('Enter')
  const remove = page.getByRole('menuitem', { name: 'Delete…' })
  await expect(remove).toBeVisible()
  // A key that comes before the menu has the focus is lost.
  await expect(async () => {
    await keyboard.press('ArrowDown')
    await expect(remove).toBeFocused({ timeout: 200 })
  }).toPass()
  await keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Delete the workspace Acme?' })).toBeVisible()
  await exhibit(page, 'workspaces-delete')
  await keyboard.type('Acme')
  await keyboard.press('Enter')
  await expect(page.getByRole('row', { name: /Acme/ })).toHaveCount(0)
  await expect(page.getByRole('button', { name: /^Workspace:/ })).toHaveCount(0)
  expect(await environments()).toEqual(['Mine'])
})

test('the palette goes to another workspace, and the window’s title says which', async ({ slipway }) => {
  const { page } = slipway
  await callApi(page, 'workspace.create', { name: 'Acme' })
  await callApi(page, 'environment.create', { name: 'Mine' })
  await page.reload()
  await expect(heading(page, 'Dashboard')).toBeVisible()
  await fromPalette(page, 'go to acme', /Go to Acme/)
  await expect(heading(page, 'Welcome to Acme')).toBeVisible()
  await goTo(page, '/settings/workspaces')
  await expect(heading(page, 'Workspaces')).toBeVisible()
  expect(await page.title()).toBe('Workspaces · Acme · Slipway')
  await fromPalette(page, 'go to my workspace', /Go to My workspace/)
  await expect(heading(page, 'Dashboard')).toBeVisible()
  expect(await page.title()).toBe('Dashboard · Slipway')
})
