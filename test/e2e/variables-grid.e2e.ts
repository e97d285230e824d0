import type { EnvironmentId, ProjectId, TargetId } from '@shared/ids'
import type { VariableInput } from '@shared/model/variable-set'
import type { Locator, Page } from 'playwright/test'
import { type Backend, must } from '../support/world'
import { backendOf } from './support/api'
import { exhibit } from './support/exhibit'
import { test as base, expect } from './support/fixtures'
import { goTo } from './support/navigate'
import { heading } from './support/steps'

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

test('looks', async ({ launch }) => {
  const { page } = await launch({ size })
  const shop = await openShop(page, ids => [
    { type: 'text', name: 'Db.Host', value: 'db-1.local', scope: { environments: [ids.test] } },
    { type: 'text', name: 'Db.Host', value: 'db-9.local', scope: { environments: [ids.production] } },
    { type: 'text', name: 'Db.Connection', value: 'Server=#{Db.Host};Password=#{Db.Password}' },
    { type: 'sensitive', name: 'Db.Password', value: 'correct horse', description: 'Of the shop user' },
    { type: 'text', name: 'Api.Token', value: 'abcdefg' },
    { type: 'text', name: 'Motto', value: 'First line\nSecond line' }
  ])
  await exhibit(page, 'grid')
  await page.getByRole('button', { name: 'Preview' }).click()
  await cell(shop, 3, 2).click()
  await page.waitForTimeout(1500)
  await exhibit(page, 'grid-preview')
  await page.getByRole('button', { name: /finding/ }).click()
  await exhibit(page, 'grid-findings')
})
