import { mkdir, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { slowRegistry } from '../support/feeds'
import { makeZip } from '../support/make-zip'
import { must } from '../support/world'
import { backendOf } from './support/api'
import type { RunningApp } from './support/app'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { heading } from './support/steps'

/** The person chooses these in the system's dialog, the next time that it opens. */
const willChoose = ({ app }: RunningApp, paths: readonly string[]): Promise<void> =>
  app.evaluate(({ dialog }, filePaths) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [...filePaths] })
  }, paths)

async function makePackages(folder: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true })
  const shop = (version: string) => ({
    'appsettings.json': `{\n  "version": "${version}",\n  "greeting": "Hello"\n}\n`,
    'bin/shop': '#!/bin/sh\necho shop\n',
    'static/logo.bin': Buffer.from([0, 159, 146, 150])
  })
  const files: readonly (readonly [string, Record<string, string | Buffer>])[] = [
    ['Shop.Web.1.4.1.zip', { ...shop('1.4.1'), 'old.txt': 'gone soon\n' }],
    ['Shop.Web.1.4.2.zip', { ...shop('1.4.2'), 'new.txt': 'just here\n' }],
    ['nameless.zip', shop('0')]
  ]
  for (const [name, content] of files) await writeFile(join(folder, name), await makeZip(content))
  await mkdir(join(folder, 'Site.3.0.0'))
  await writeFile(join(folder, 'Site.3.0.0', 'index.html'), '<h1>Hello</h1>\n')
  return files.map(([name]) => join(folder, name))
}

const menu = async (page: Page, row: string, item: string): Promise<void> => {
  await page.getByRole('button', { name: `Actions for ${row}` }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

test('packages are imported, read, compared, verified and removed in the window', async ({ slipway, home }) => {
  const { page } = slipway
  const folder = join(home, '..', 'carried')
  await rm(folder, { recursive: true, force: true })
  const paths = await makePackages(folder)
  await goTo(page, '/packages')
  await expect(heading(page, 'Packages')).toBeVisible()
  await exhibit(page, 'packages-empty')

  await willChoose(slipway, paths)
  await page.keyboard.press('n')
  const results = page.getByRole('dialog', { name: 'Imported in part' })
  await expect(results.getByText('Shop.Web 1.4.2')).toBeVisible()
  await expect(results.getByText('nameless.zip', { exact: true })).toBeVisible()
  await exhibit(page, 'packages-import')
  await results.getByRole('textbox', { name: 'Id' }).fill('Shop.Nameless')
  await results.getByRole('textbox', { name: 'Version' }).fill('0.1.0')
  await results.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(page.getByRole('dialog', { name: 'Imported', exact: true })).toBeVisible()
  await page.keyboard.press('Escape')

  await willChoose(slipway, [join(folder, 'Site.3.0.0')])
  await page.getByRole('button', { name: 'Import folder…' }).click()
  await expect(page.getByRole('dialog').getByText('Site 3.0.0')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('row', { name: /Shop\.Web 1\.4\.2 2/ })).toBeVisible()
  await exhibit(page, 'packages')

  await page.getByRole('row', { name: /Shop\.Web/ }).click()
  await expect(heading(page, 'Shop.Web')).toBeVisible()
  await exhibit(page, 'package-versions')
  await menu(page, '1.4.2', 'Verify its file')
  await expect(page.getByText('Its file is the one that was imported.')).toBeVisible()
  await page.keyboard.press('Escape')

  await menu(page, '1.4.2', 'Compare with…')
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await expect(heading(page, 'Shop.Web: 1.4.1 → 1.4.2')).toBeVisible()
  const differences = page.getByRole('listbox', { name: 'Files that differ' }).getByRole('option')
  await expect(differences).toHaveText([/appsettings\.json/, /new\.txt/, /old\.txt/])
  await expect(page.getByText('+ "version": "1.4.2",', { exact: false })).toBeVisible()
  await exhibit(page, 'package-compare')

  await goTo(page, '/packages')
  await page.getByRole('row', { name: /Shop\.Web/ }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('row', { name: /1\.4\.2/ }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('option', { name: /appsettings\.json/ }).click()
  await expect(page.getByText('"greeting": "Hello"')).toBeVisible()
  await exhibit(page, 'package-contents')
  await page.getByRole('option', { name: /logo\.bin/ }).click()
  await expect(page.getByText('cannot be shown as text')).toBeVisible()

  await goTo(page, '/packages')
  await page.getByRole('row', { name: /Shop\.Web/ }).click()
  await menu(page, '1.4.1', 'Remove…')
  await page.getByRole('button', { name: 'Remove version' }).click()
  await expect(page.getByRole('row', { name: /1\.4\.1/ })).toHaveCount(0)
  await rm(folder, { recursive: true, force: true })
})

test('a folder becomes a feed, and a version of it comes into the repository', async ({ slipway, home }) => {
  const { page } = slipway
  const folder = join(home, '..', 'feed')
  await rm(folder, { recursive: true, force: true })
  await makePackages(folder)
  await goTo(page, '/packages/feeds')
  await exhibit(page, 'feeds-empty')
  await page.keyboard.press('n')
  await page.getByRole('textbox', { name: 'Name' }).fill('Stick')
  await page.getByRole('textbox', { name: 'Path' }).fill(folder)
  await exhibit(page, 'feed')
  await page.getByRole('dialog').getByRole('button', { name: 'Add feed' }).click()
  await expect(page.getByRole('row', { name: /Stick Folder/ })).toBeVisible()
  await exhibit(page, 'feeds')
  await menu(page, 'Stick', 'Fetch a package…')
  await page.getByRole('textbox', { name: 'Id, or a part of it' }).fill('shop')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /Shop\.Web/ }).click()
  await page.getByRole('button', { name: 'Fetch', exact: true }).click()
  await expect(page.getByText('Shop.Web 1.4.2 is in the repository now.')).toBeVisible()
  await exhibit(page, 'feed-fetch')
  const backend = await backendOf(page)
  const [found] = await must(backend, 'package.list', {})
  expect(found?.versions.map(({ version, source }) => [version, source.kind])).toEqual([['1.4.2', 'feed']])
  await rm(folder, { recursive: true, force: true })
})

test('a fetch says how far it is, goes on behind its dialog, and leaves nothing once it is cancelled', async ({
  slipway
}) => {
  const { page } = slipway
  const web = await slowRegistry()
  const backend = await backendOf(page)
  const feed = { name: 'Nightly', kind: 'npm', location: web.origin } as const
  await must(backend, 'feed.save', { id: null, feed })
  await goTo(page, '/packages/feeds')
  await menu(page, 'Nightly', 'Fetch a package…')
  await page.getByRole('textbox', { name: 'Id, or a part of it' }).fill('tools')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /Tools/ }).click()
  await page.getByRole('button', { name: 'Fetch', exact: true }).click()
  const response = await web.asked
  response.writeHead(200, { 'content-length': 10_000_000 })
  const card = page.getByRole('region', { name: 'Fetching Tools 2.0.0 from Nightly' })
  await expect(async () => {
    response.write(Buffer.alloc(100_000))
    await expect(card).toContainText(/Fetching .+ of 10 MB, .+\/s, .+ left/, { timeout: 500 })
  }).toPass()
  await exhibit(page, 'feed-fetching')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(card).toBeVisible()
  await card.getByRole('button', { name: 'Cancel fetching Tools 2.0.0 from Nightly' }).click()
  await expect(card).toBeHidden()
  expect(await must(backend, 'package.list', {})).toEqual([])
  await web.close()
})

test('a large import says how far it is, goes on behind other screens, and leaves nothing once it is cancelled', async ({
  slipway,
  home
}) => {
  const { page } = slipway
  const folder = join(home, '..', 'large')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const path = join(folder, 'Large.1.0.0.tar')
  await writeFile(path, '')
  // Takes no room itself, and far longer to copy than this test takes.
  await truncate(path, 32 * 1024 ** 3)
  await goTo(page, '/packages')
  await expect(heading(page, 'Packages')).toBeVisible()
  await willChoose(slipway, [path])
  await page.keyboard.press('n')
  const card = page.getByRole('region', { name: 'Importing Large.1.0.0.tar' })
  await expect(card).toContainText(/Copying .+ of 34 GB, .+\/s, .+ left/)
  await goTo(page, '/targets')
  await goTo(page, '/packages')
  await card.getByRole('button', { name: 'Cancel importing Large.1.0.0.tar' }).click()
  const dialog = page.getByRole('dialog', { name: 'Cancelled' })
  await expect(dialog).toContainText('Nothing of it was kept.')
  await expect(card).toBeHidden()
  await exhibit(page, 'packages-import-cancelled')
  expect(await readdir(join(home, 'workspaces', 'main', 'packages'))).toEqual([])
  await rm(folder, { recursive: true, force: true })
})
