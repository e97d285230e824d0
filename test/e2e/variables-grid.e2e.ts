import type { EnvironmentId, ProjectId, TargetId } from '@shared/ids'
import type { VariableInput } from '@shared/model/variable-set'
import type { Locator, Page } from 'playwright/test'
import { type Backend, must } from '../support/world'
import { backendOf } from './support/api'
import { exhibit } from './support/exhibit'
import { test as base, expect } from './support/fixtures'
import { goTo } from './support/navigate'
import { choose, heading } from './support/steps'

interface Shop {
  readonly page: Page
  readonly backend: Backend
  readonly projectId: ProjectId
  readonly test: EnvironmentId
  readonly production: EnvironmentId
  readonly target: TargetId
  readonly grid: Locator
}

/** What is on the clipboard of the system, past the page. */
type SetClipboard = (text: string) => Promise<void>

const test = base.extend<{ readonly clipboard: SetClipboard }>({
  clipboard: async ({ slipway }, use) => {
    await use(text => slipway.app.evaluate(({ clipboard }, value) => clipboard.writeText(value), text))
  }
})

const size = { width: 1280, height: 800 }

/** A project with these variables, opened in the editor. */
async function openShop(
  page: Page,
  variables: (ids: Pick<Shop, 'test' | 'production'>) => VariableInput[]
): Promise<Shop> {
  const backend = await backendOf(page)
  const { id: testId } = await must(backend, 'environment.create', { name: 'Test' })
  const { id: production } = await must(backend, 'environment.create', { name: 'Production', isProduction: true })
  const { id: target } = await must(backend, 'target.create', {
    kind: 'local',
    name: 'workstation',
    roles: ['web'],
    environmentIds: [testId]
  })
  const { id: projectId } = await must(backend, 'project.create', { name: 'Web Shop' })
  await must(backend, 'process.save', {
    projectId,
    version: 0,
    steps: [
      {
        name: 'Say it',
        location: 'targets',
        roles: ['web'],
        actions: [{ type: 'script', syntax: 'bash', body: 'echo "#{Db.Host}"\nget_octopusvariable "Db.Host"' }]
      }
    ]
  })
  const rows = variables({ test: testId, production })
  if (rows.length > 0) await must(backend, 'variables.save', { projectId, version: 0, variables: rows })
  await page.reload()
  await goTo(page, `/projects/${projectId}/variables`)
  await expect(heading(page, 'Variables')).toBeVisible()
  const grid = page.getByRole('grid', { name: 'Variables of Web Shop' })
  return { page, backend, projectId, test: testId, production, target, grid }
}

const stored = async ({ backend, projectId }: Shop) => (await must(backend, 'variables.get', { projectId })).variables

const cell = ({ grid }: Shop, row: number, column: number): Locator =>
  grid.locator(`[role="row"][aria-rowindex="${row + 1}"] [aria-colindex="${column + 1}"]`)

test('variables are written, walked and saved by the keyboard alone', async ({ slipway }) => {
  const shop = await openShop(slipway.page, () => [])
  const { page } = shop
  const { keyboard } = page
  await expect(page.getByRole('heading', { name: 'No variables yet' })).toBeVisible()
  await keyboard.press('n')
  await expect(page.getByRole('textbox', { name: 'Name of the new variable' })).toBeFocused()
  await keyboard.type('Db.Host')
  await keyboard.press('Tab')
  // Typing begins an edit, and the first character is not lost.
  await keyboard.type('db-1.local')
  await keyboard.press('Enter')
  await keyboard.press('Control+Enter')
  await keyboard.type('Port')
  await keyboard.press('Tab')
  await keyboard.type('5432')
  await keyboard.press('Escape')
  await keyboard.type('5433')
  await keyboard.press('Tab')
  await keyboard.press('Tab')
  await keyboard.type('prod')
  await expect(page.getByRole('option', { name: 'environment Production' })).toBeVisible()
  await keyboard.press('Enter')
  await keyboard.press('Tab')
  await expect(cell(shop, 2, 4)).toHaveText(/Production/)
  await expect(cell(shop, 2, 5)).toBeFocused()
  await keyboard.press('Control+s')
  await expect(page.getByText('The variables of Web Shop are saved.')).toBeVisible()
  expect(await stored(shop)).toMatchObject([
    { type: 'text', name: 'Db.Host', value: 'db-1.local' },
    { type: 'text', name: 'Port', value: '5433', scope: { environments: [shop.production] } }
  ])
})

test('a table from the clipboard is looked through before it is taken over, and undone at once', async ({
  slipway,
  clipboard
}) => {
  const shop = await openShop(slipway.page, () => [{ type: 'text', name: 'Port', value: '80' }])
  const { page, grid } = shop
  await cell(shop, 1, 2).click()
  await clipboard('Name,Value,Environment\nPort,81,\nDb.Host,db-1,Test\nDb.Host,db-2,Moon\nApi.Token,abcdef,')
  await page.keyboard.press('Control+v')
  const dialog = page.getByRole('dialog', { name: 'Import variables' })
  await expect(dialog.getByRole('status')).toHaveText('2 new, 1 changed, 0 the same, 1 left out.')
  await expect(dialog.getByText('no environment named “Moon”')).toBeVisible()
  await expect(dialog.getByRole('checkbox', { name: 'Store Api.Token as a secret' })).toBeChecked()
  await dialog.getByRole('button', { name: 'Import 3 variables' }).click()
  await expect(grid).toHaveAttribute('aria-rowcount', '4')
  await expect(cell(shop, 1, 2)).toHaveText('81')
  await expect(cell(shop, 3, 2)).toHaveText('•••••• typed')
  await page.keyboard.press('Control+z')
  await expect(grid).toHaveAttribute('aria-rowcount', '2')
  await expect(cell(shop, 1, 2)).toHaveText('80')
  await page.keyboard.press('Control+y')
  await page.keyboard.press('Control+s')
  await expect(page.getByText('The variables of Web Shop are saved.')).toBeVisible()
  expect(await stored(shop)).toMatchObject([
    { name: 'Port', value: '81' },
    { name: 'Db.Host', value: 'db-1', scope: { environments: [shop.test] } },
    { name: 'Api.Token', type: 'sensitive' }
  ])
})

test('an .env file is taken over, and rows are copied without their secrets', async ({ slipway, clipboard }) => {
  const shop = await openShop(slipway.page, () => [{ type: 'sensitive', name: 'Password', value: 'correct horse' }])
  const { page, grid } = shop
  await cell(shop, 1, 1).click()
  await clipboard('# settings\nexport COLOUR="dark red" # nice\nSIZE=3')
  await page.keyboard.press('Control+v')
  await page.getByRole('button', { name: 'Import 2 variables' }).click()
  await expect(grid).toHaveAttribute('aria-rowcount', '4')
  await expect(cell(shop, 2, 2)).toHaveText('dark red')
  await cell(shop, 1, 2).click()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+c')
  const copied = await slipway.app.evaluate(({ clipboard: system }) => system.readText())
  expect(copied.split('\n').map(line => line.split('\t').slice(0, 3))).toEqual([
    ['Name', 'Value', 'Type'],
    ['Password', '', 'Sensitive'],
    ['COLOUR', 'dark red', 'Text'],
    ['SIZE', '3', 'Text']
  ])
})

test('the scope of many rows is changed at once, and many rows are removed and brought back', async ({ slipway }) => {
  const shop = await openShop(slipway.page, () =>
    ['A', 'B', 'C'].map(name => ({ type: 'text' as const, name, value: name.toLowerCase() }))
  )
  const { page, grid } = shop
  await cell(shop, 1, 1).click()
  await page.keyboard.press('Shift+ArrowDown')
  await expect(page.getByText('2 rows selected')).toBeVisible()
  await page.getByRole('button', { name: 'Change scope…' }).click()
  await page.getByRole('combobox', { name: 'Scope' }).fill('prod')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Apply to 2 rows' }).click()
  await expect(cell(shop, 1, 4)).toHaveText(/Production/)
  await expect(cell(shop, 2, 4)).toHaveText(/Production/)
  await expect(cell(shop, 3, 4)).toHaveText('everywhere')
  await cell(shop, 2, 1).click()
  await cell(shop, 3, 1).click({ modifiers: ['ControlOrMeta'] })
  await page.keyboard.press('Delete')
  await expect(grid).toHaveAttribute('aria-rowcount', '2')
  await page.keyboard.press('Control+z')
  await expect(grid).toHaveAttribute('aria-rowcount', '4')
  await page.keyboard.press('Control+z')
  await expect(cell(shop, 1, 4)).toHaveText('everywhere')
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled()
  await expect(page.getByText('Unsaved changes')).toBeHidden()
})

test('a rename goes through rows, values and scripts', async ({ slipway }) => {
  const shop = await openShop(slipway.page, ids => [
    { type: 'text', name: 'Db.Host', value: 'a', scope: { environments: [ids.test] } },
    { type: 'text', name: 'Db.Host', value: 'b' },
    { type: 'text', name: 'Url', value: 'http://#{Db.Host}/' }
  ])
  const { page } = shop
  await cell(shop, 1, 1).click()
  await page.keyboard.press('Shift+F12')
  const usages = page.getByRole('region', { name: 'Usages of Db.Host' })
  await expect(usages.getByRole('button', { name: /^Url/ })).toBeVisible()
  await expect(usages.getByRole('link', { name: /^Say it/ })).toBeVisible()
  await cell(shop, 1, 1).click()
  await page.keyboard.press('Shift+F2')
  const dialog = page.getByRole('dialog', { name: 'Rename Db.Host' })
  await dialog.getByLabel('New name').fill('Database.Host')
  await expect(dialog.getByText('2 rows and 1 value change in the draft.')).toBeVisible()
  await expect(dialog.getByRole('checkbox', { name: /Change 1 text of steps/ })).toBeChecked()
  await dialog.getByRole('button', { name: 'Rename' }).click()
  await expect(cell(shop, 3, 2)).toHaveText('http://#{Database.Host}/')
  await expect(cell(shop, 2, 1)).toHaveText('Database.Host')
  const { steps } = await must(shop.backend, 'process.get', { projectId: shop.projectId })
  expect(steps[0]?.actions[0]).toHaveProperty('body', 'echo "#{Database.Host}"\nget_octopusvariable "Database.Host"')
})

test('a tie is told, and mended with one press', async ({ slipway }) => {
  const shop = await openShop(slipway.page, ids => [
    { type: 'text', name: 'Db.Host', value: 'a', scope: { environments: [ids.test, ids.production] } },
    { type: 'text', name: 'Db.Host', value: 'b', scope: { environments: [ids.test] } }
  ])
  const { page } = shop
  await page.getByRole('button', { name: /finding/ }).click()
  const findings = page.getByRole('region', { name: 'Findings' })
  await expect(findings.getByText(/^“Db.Host” has 2 values that apply with equal right/)).toBeVisible()
  await findings.getByRole('button', { name: 'Take Test out of row 1' }).click()
  await expect(cell(shop, 1, 4)).not.toHaveText(/Test/)
  await expect(findings.getByText(/equal right/)).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(findings.getByText(/equal right/)).toBeVisible()
})

test('the preview shows what is typed and not saved, where it would apply', async ({ slipway }) => {
  const shop = await openShop(slipway.page, ids => [
    { type: 'text', name: 'Db.Host', value: 'db-test', scope: { environments: [ids.test] } },
    { type: 'text', name: 'Db.Host', value: 'db-prod', scope: { environments: [ids.production] } },
    { type: 'text', name: 'Url', value: 'http://#{Db.Host}/' }
  ])
  const { page } = shop
  await page.getByRole('button', { name: 'Preview' }).click()
  const preview = page.getByRole('region', { name: 'Preview' })
  const value = preview.getByRole('listbox', { name: 'Values here' })
  await expect(value.getByRole('option', { name: /^Url/ })).toContainText('http://db-test/')
  await cell(shop, 1, 2).click()
  await page.keyboard.type('typed')
  await page.keyboard.press('Enter')
  await expect(value.getByRole('option', { name: /^Url/ })).toContainText('http://typed/')
  await cell(shop, 3, 2).click()
  await expect(preview.getByRole('article', { name: 'Explanation of Url' })).toContainText('http://typed/')
  await choose(preview.getByRole('combobox', { name: 'Environment' }), 'Production')
  await expect(value.getByRole('option', { name: /^Url/ })).toContainText('http://db-prod/')
})

test('a refused save says why at the cell, and nothing typed is lost', async ({ slipway }) => {
  const shop = await openShop(slipway.page, () => [{ type: 'text', name: 'Port', value: '80' }])
  const { page } = shop
  await cell(shop, 1, 1).click()
  await page.keyboard.type('Po#rt')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+s')
  await expect(page.getByRole('alert')).toHaveText(/Must not contain #/)
  await expect(cell(shop, 1, 1)).toHaveText('Po#rt')
  await expect(cell(shop, 1, 1)).toHaveAttribute('aria-invalid', 'true')
  await page.keyboard.type('Port 2')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toHaveCount(0)
  await page.keyboard.press('Control+s')
  await expect(page.getByText('The variables of Web Shop are saved.')).toBeVisible()
})

test('a prompt, a secret of many lines and a library set are written without a mouse', async ({ slipway }) => {
  const shop = await openShop(slipway.page, () => [{ type: 'text', name: 'Size', value: 's' }])
  const { page } = shop
  const { keyboard } = page
  await cell(shop, 1, 1).focus()
  await keyboard.press('Alt+Enter')
  const details = page.getByRole('dialog', { name: 'Details of Size' })
  await details.getByLabel('Ask for it when somebody deploys').press('Space')
  await details.getByRole('textbox', { name: 'Label' }).fill('Which size?')
  await details.getByRole('button', { name: 'Apply' }).press('Enter')
  await expect(cell(shop, 1, 5)).toHaveText(/Prompt/)
  await keyboard.press('Control+Enter')
  await keyboard.type('Key')
  await keyboard.press('Tab')
  await keyboard.press('Tab')
  await keyboard.type('s')
  await keyboard.press('Enter')
  await expect(cell(shop, 2, 3)).toHaveText('Sensitive')
  await cell(shop, 2, 2).focus()
  await cell(shop, 2, 2).click()
  await keyboard.press('Shift+Enter')
  await page.getByRole('dialog').getByRole('textbox', { name: 'Value of Key' }).fill('first line\nsecond line')
  await keyboard.press('Control+Enter')
  await expect(cell(shop, 2, 2)).toHaveText('•••••• typed')
  await keyboard.press('Control+s')
  await expect(page.getByText('The variables of Web Shop are saved.')).toBeVisible()
  await expect(cell(shop, 2, 2)).toHaveText('•••••• stored')
  expect(await stored(shop)).toMatchObject([
    { name: 'Size', prompt: { label: 'Which size?', isRequired: false, control: { kind: 'single-line' } } },
    { name: 'Key', type: 'sensitive' }
  ])
})

test('a library set is made, filled, included and shown in the project', async ({ slipway }) => {
  const shop = await openShop(slipway.page, () => [{ type: 'text', name: 'Port', value: '80' }])
  const { page, grid } = shop
  await goTo(page, '/library')
  await expect(page.getByRole('heading', { name: 'No variable sets yet' })).toBeVisible()
  await page.keyboard.press('n')
  await page.getByRole('dialog', { name: 'Add variable set' }).getByLabel('Name').fill('Mail')
  await page.keyboard.press('Enter')
  await expect(heading(page, 'Mail')).toBeVisible()
  await page.keyboard.press('n')
  await page.keyboard.type('Mail.Host')
  await page.keyboard.press('Tab')
  await page.keyboard.type('mail.local')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+s')
  await expect(page.getByText('The variables of Mail are saved.')).toBeVisible()
  await goTo(page, `/projects/${shop.projectId}/variables`)
  await page.getByRole('button', { name: 'Include a set' }).click()
  await page.getByRole('menuitem', { name: /^Mail/ }).click()
  await page.getByRole('switch', { name: 'Show library rows' }).click()
  await expect(grid).toHaveAttribute('aria-rowcount', '3')
  await expect(cell(shop, 2, 5)).toHaveText('Mail')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('The variables of Web Shop are saved.')).toBeVisible()
  await goTo(page, '/library')
  await expect(page.getByRole('row', { name: /Mail.*Web Shop/ })).toBeVisible()
  await page.getByRole('button', { name: 'Actions for Mail' }).click()
  await page.getByRole('menuitem', { name: 'Delete…' }).click()
  await page.getByRole('button', { name: 'Delete variable set' }).click()
  await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible()
})

test('every part of the editor keeps nobody out', async ({ launch }) => {
  test.setTimeout(120_000)
  const { page } = await launch({ size })
  const shop = await openShop(page, ids => [
    { type: 'text', name: 'Db.Host', value: 'db-1.local', scope: { environments: [ids.test, ids.production] } },
    { type: 'text', name: 'Db.Host', value: 'db-9.local', scope: { environments: [ids.production] } },
    { type: 'text', name: 'Db.Connection', value: 'Server=#{Db.Host};Password=#{Db.Password}' },
    { type: 'sensitive', name: 'Db.Password', value: 'correct horse', description: 'Of the shop user' },
    { type: 'text', name: 'Api.Token', value: 'abcdefg' },
    { type: 'text', name: 'Motto', value: 'First line\nSecond line' }
  ])
  await expect(page.getByRole('button', { name: /finding/ })).toBeVisible()
  await cell(shop, 3, 2).click()
  await exhibit(page, 'variables-grid')
  await page.getByRole('button', { name: 'Preview' }).click()
  await expect(page.getByRole('article', { name: 'Explanation of Db.Connection' })).toBeVisible()
  await exhibit(page, 'variables-preview')
  await page.getByRole('button', { name: /finding/ }).click()
  await exhibit(page, 'variables-findings')
  await page.getByRole('button', { name: 'Close findings' }).click()
  await cell(shop, 1, 4).click()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('combobox', { name: 'Scope of Db.Host' })).toBeFocused()
  await exhibit(page, 'variables-scope')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Alt+Enter')
  await page.getByLabel('Ask for it when somebody deploys').press('Space')
  await exhibit(page, 'variables-details')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Import…' }).click()
  await page.getByLabel('Text to import').fill('Name,Value,Environment\nDb.Host,x,Moon\nApi.Key,1,Test\nMotto,Short,')
  await exhibit(page, 'variables-import')
  await page.keyboard.press('Escape')
  await cell(shop, 1, 1).click()
  await page.keyboard.press('Shift+F2')
  await page.getByRole('dialog').getByLabel('New name').fill('Database.Host')
  await exhibit(page, 'variables-rename')
  await page.keyboard.press('Escape')
  await expect(cell(shop, 1, 1)).toBeFocused()
  await page.keyboard.press('Shift+F10')
  await expect(page.getByRole('menu')).toBeVisible()
  await exhibit(page, 'variables-menu')
  await page.keyboard.press('Escape')
  await goTo(page, '/library')
  await exhibit(page, 'library-empty')
  await must(shop.backend, 'library.create', { name: 'Mail server', description: 'Where mails go' })
  await expect(page.getByRole('row', { name: /Mail server/ })).toBeVisible()
  await exhibit(page, 'library')
})
