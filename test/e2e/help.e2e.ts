import { makeWorld } from '../support/world'
import { backendOf } from './support/api'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { deployDialog, heading } from './support/steps'

// Looking at each picture takes long where the machine is slow.
test.describe.configure({ timeout: 240_000 })

test('the help is opened by F1, searched, followed and left again, all by keyboard', async ({ launch }) => {
  const { page } = await launch({ size: { width: 1024, height: 720 } })
  await page.getByRole('button', { name: /Start with an empty workspace/ }).click()
  await goTo(page, '/library/lifecycles')
  await expect(heading(page, 'Lifecycles')).toBeVisible()

  await page.keyboard.press('F1')
  await expect(page.getByRole('heading', { level: 2, name: 'Phases' })).toBeFocused()
  await exhibit(page, 'help-document')

  await page.keyboard.press('/')
  await page.keyboard.type('vault passphrase')
  await expect(page.getByRole('listbox', { name: 'Found in the help' })).toBeVisible()
  await exhibit(page, 'help-search')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  const first = page.getByRole('option', { selected: true })
  await expect(first).toContainText('vault')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/help\/[a-z-]+#/)
  await page.goBack()
  await expect(page.getByLabel('Search the help')).toHaveValue('vault passphrase')
  await page.goBack()
  await expect(page.getByRole('heading', { level: 2, name: 'Phases' })).toBeVisible()

  await goTo(page, '/help/releases#channels')
  const article = page.getByRole('article', { name: 'Releases' })
  const link = article.getByRole('link').first()
  await link.focus()
  await page.keyboard.press('Enter')
  await expect(heading(page, 'Releases')).toHaveCount(0)
  await page.goBack()
  await expect(heading(page, 'Releases')).toBeVisible()
  await page.goBack()
  await page.goBack()
  await expect(heading(page, 'Lifecycles')).toBeVisible()
})

test('the help has every document, and the glossary its words', async ({ launch }) => {
  const { page } = await launch({ size: { width: 1280, height: 800 } })
  await page.getByRole('button', { name: /Start with an empty workspace/ }).click()
  await expect(heading(page, 'Dashboard')).toBeVisible()
  await page.getByRole('link', { name: 'Help', exact: true }).click()
  await expect(heading(page, 'Help')).toBeVisible()
  await exhibit(page, 'help')
  await goTo(page, '/help/glossary#jump-host')
  await expect(page.getByText('Jump host', { exact: true })).toBeInViewport()
  await exhibit(page, 'help-glossary')
})

test('the palette begins what people call by other names, and ends with the help', async ({ launch }) => {
  const { page } = await launch({ size: { width: 1280, height: 800 } })
  await page.getByRole('button', { name: /Start with an empty workspace/ }).click()
  await expect(heading(page, 'Dashboard')).toBeVisible()
  await page.keyboard.press('Control+K')
  await page.keyboard.type('host')
  const palette = page.getByRole('dialog', { name: 'Command palette' })
  await expect(palette.getByText('Host keys and the connection test')).toBeVisible()
  await exhibit(page, 'palette-help')
  await page.getByLabel('Find or do').fill('new server')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Add target' })).toBeVisible()
  await expect(page).toHaveURL(/\/targets$/)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await exhibit(page, 'targets-empty')
  await page.keyboard.press('?')
  await expect(page.getByRole('region', { name: 'On this screen' })).toBeVisible()
  await exhibit(page, 'shortcuts-here')
})

test('the dialog that deploys leads to what the help says about plans, and is gone then', async ({ slipway, sshd }) => {
  const { page } = slipway
  const { projectId } = await makeWorld(await backendOf(page), { server: sshd, bodies: ['true'] })
  await page.reload()
  await goTo(page, `/projects/${projectId}`)
  await page.keyboard.press('Control+K')
  await page.keyboard.type('promote')
  await page.keyboard.press('Enter')
  await expect(deployDialog(page)).toBeVisible()
  await exhibit(page, 'help-deploy-dialog')
  await deployDialog(page).getByRole('link', { name: 'Help on this' }).click()
  await expect(page.getByRole('heading', { level: 2, name: 'Reading a plan' })).toBeInViewport()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.goBack()
  await expect(page).toHaveURL(new RegExp(`/projects/${projectId}$`))
})
