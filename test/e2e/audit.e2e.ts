import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright/test'
import { aChain } from '../support/audit'
import { must } from '../support/world'
import { backendOf } from './support/api'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { choose, heading } from './support/steps'

const size = { width: 1280, height: 800 }

const rows = (page: Page) => page.getByRole('listitem').getByRole('button', { expanded: false })
const rowOf = (page: Page, summary: string) => page.getByRole('listitem').getByRole('button', { name: summary })

/** Answers the next question for a place to save to. */
const saveTo = (app: ElectronApplication, path: string): Promise<void> =>
  app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, path)

async function addEnvironment(page: Page, name: string): Promise<void> {
  await goTo(page, '/environments')
  await page.getByRole('button', { name: 'Add environment' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add environment' })
  await dialog.getByLabel('Name', { exact: true }).fill(name)
  await dialog.getByRole('button', { name: 'Add environment' }).click()
  await expect(dialog).toBeHidden()
}

test('what is done in the window is entered with who did it, and shown as it happens', async ({ launch }) => {
  const { page } = await launch({ size })
  const backend = await backendOf(page)
  await addEnvironment(page, 'Test')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Audit log' }).click()
  await expect(heading(page, 'Audit log')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Today' })).toBeVisible()
  await expect(rowOf(page, 'Created the environment “Test”.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Chain of 2 entries verified' })).toBeVisible()

  // Live, without a step of the person.
  const { id } = await must(backend, 'project.create', { name: 'Shop' })
  await expect(rows(page).first()).toContainText('Created the project “Shop”.')
  await must(backend, 'project.update', { id, value: { name: 'Harbour', description: 'Boats' } })
  const changed = rowOf(page, 'Changed the project “Shop”: name and description.')
  const { entries } = await must(backend, 'audit.list', { limit: 1 })
  await expect(changed).toContainText(entries[0]?.user ?? 'nobody')

  // By keyboard alone.
  await changed.focus()
  await page.keyboard.press('ArrowDown')
  await expect(rowOf(page, 'Created the project “Shop”.')).toBeFocused()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  const changes = page.getByRole('table', { name: 'Changes' })
  await expect(changes.getByRole('row', { name: 'Name Shop Harbour' })).toBeVisible()
  await expect(changes.getByRole('row', { name: 'Description nothing Boats' })).toBeVisible()
  await expect(page.getByText(entries[0]?.hash ?? 'no hash')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Chain of 4 entries verified' })).toBeVisible()
  await exhibit(page, 'audit')
  await page.getByRole('button', { name: 'Chain of 4 entries verified' }).click()
  const { head } = await must(backend, 'audit.list', { limit: 1 })
  await expect(page.getByRole('dialog').getByText(head.hash)).toBeVisible()
  await exhibit(page, 'audit-verified')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.getByRole('link', { name: 'Go to Harbour' }).click()
  await expect(heading(page, 'Harbour')).toBeVisible()
})

test('a filter narrows the list and what is exported', async ({ launch, home }) => {
  const { app, page } = await launch({ size })
  const backend = await backendOf(page)
  const { id: projectId } = await must(backend, 'project.create', { name: 'Shop' })
  await must(backend, 'environment.create', { name: '=Danger' })
  await goTo(page, '/audit')
  await expect(rows(page)).toHaveCount(3)
  await page.getByRole('textbox', { name: 'Text' }).fill('nothing like this')
  await expect(page.getByRole('heading', { name: 'No entry matches' })).toBeVisible()
  await page.getByRole('button', { name: 'Clear the filter' }).click()
  await choose(page.getByRole('combobox', { name: 'Project' }), 'Shop')
  await expect(rows(page)).toHaveCount(1)

  await saveTo(app, join(home, 'shop.json'))
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  await page.getByRole('menuitem', { name: /JSON/ }).click()
  await expect(page.getByText(/Saved 1 entry as .*shop\.json/)).toBeVisible()
  const { entries } = await must(backend, 'audit.list', { filter: { projectId } })
  expect(JSON.parse(await readFile(join(home, 'shop.json'), 'utf8'))).toMatchObject({ filter: { projectId }, entries })

  await page.getByRole('button', { name: 'Clear', exact: true }).click()
  await saveTo(app, join(home, 'all.csv'))
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  await page.getByRole('menuitem', { name: /CSV/ }).click()
  await expect(page.getByText(/Saved 4 entries as .*all\.csv/)).toBeVisible()
  const csv = await readFile(join(home, 'all.csv'), 'utf8')
  expect(csv.split('\r\n')).toHaveLength(6)
  // A spreadsheet must take the name for text.
  expect(csv).toContain(",'=Danger,")
})

test('files that were tampered with are named, and so is the entry', async ({ launch, home }) => {
  const { page } = await launch({ size })
  const backend = await backendOf(page)
  for (const name of ['One', 'Two', 'Three']) await must(backend, 'environment.create', { name })
  const file = join(home, 'workspaces', 'main', 'audit', '000001.ndjson')
  // Entries reach their file a moment after they were made.
  await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('“Three”')
  await writeFile(file, (await readFile(file, 'utf8')).replace('the environment “Two”', 'the environment “Ten”'))
  await goTo(page, '/audit')
  await expect(page.getByRole('button', { name: 'Chain broken at entry 3' })).toBeVisible()
  const alert = page.getByRole('alert')
  await expect(alert).toContainText('Entry 3 was edited: its content does not have the hash that it names.')
  await expect(alert).toContainText('It is line 3 of audit/000001.ndjson.')
  await expect(rowOf(page, 'Created the environment “Ten”.')).toContainText('not as it was written')
  await exhibit(page, 'audit-broken')
})

test('a long log is walked back to its first entry', async ({ launch, home }) => {
  const folder = join(home, 'workspaces', 'main', 'audit')
  await mkdir(folder, { recursive: true })
  const lines = aChain(300).map(entry => JSON.stringify(entry))
  await writeFile(join(folder, '000001.ndjson'), `${lines.join('\n')}\n`)
  const { page } = await launch({ size })
  await goTo(page, '/audit')
  await expect(page.getByRole('button', { name: 'Chain of 301 entries verified' })).toBeVisible()
  await rows(page).first().focus()
  const first = rowOf(page, 'Created the environment “Environment 1”.')
  await expect(async () => {
    await page.keyboard.press('End')
    await expect(first).toBeFocused({ timeout: 500 })
  }).toPass()
  await expect(rows(page)).toHaveCount(301)
})
