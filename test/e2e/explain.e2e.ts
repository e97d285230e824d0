import type { ActionId } from '@shared/ids'
import type { VariableInput } from '@shared/model/variable-set'
import type { Locator, Page } from 'playwright/test'
import { type Backend, makeWorld, must, type World } from '../support/world'
import { backendOf } from './support/api'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { deployInWindow, heading, logLine, openDeployDialog } from './support/steps'

const bodies = [
  'set_octopusvariable "Url" "https://shop.test"; echo "host is $(get_octopusvariable Db.Host)"',
  'echo "url is $(get_octopusvariable Shop.Url)"'
]

async function saveVariables(backend: Backend, world: World, variables: readonly VariableInput[]): Promise<void> {
  const { version } = await must(backend, 'variables.get', { projectId: world.projectId })
  await must(backend, 'variables.save', { projectId: world.projectId, version, variables: [...variables] })
}

/** Db.Host is decided by its step; Shop.Url hangs together with others; a secret; a value of a library set. */
async function rowsFor(backend: Backend, world: World): Promise<readonly VariableInput[]> {
  const { steps } = await must(backend, 'process.get', { projectId: world.projectId })
  const actionId = steps[0]?.actions[0]?.id as ActionId
  return [
    {
      type: 'text',
      name: 'Db.Host',
      value: 'db.#{Db.Domain}',
      scope: { environments: [world.environmentId], actions: [actionId] }
    },
    { type: 'text', name: 'Db.Host', value: 'db-test.internal', scope: { environments: [world.environmentId] } },
    { type: 'text', name: 'Db.Host', value: 'localhost' },
    { type: 'text', name: 'Db.Domain', value: 'test.internal' },
    { type: 'sensitive', name: 'Db.Password', value: 'correct horse battery' },
    { type: 'text', name: 'Shop.Url', value: '#{Octopus.Action[Say Hello].Output.Url}/#{Shop.Path}' },
    { type: 'text', name: 'Shop.Path', value: 'books' }
  ]
}

async function includeLibrary(backend: Backend, world: World): Promise<void> {
  const set = await must(backend, 'library.create', { name: 'Shared hosts' })
  await must(backend, 'library.save', {
    id: set.id,
    version: set.version,
    variables: [
      { type: 'text', name: 'Db.Host', value: 'db.library.internal', scope: { environments: [world.environmentId] } }
    ]
  })
  const { version, variables } = await must(backend, 'variables.get', { projectId: world.projectId })
  const { projectId } = world
  await must(backend, 'variables.save', { projectId, version, variables: [...variables], includes: [set.id] })
}

const explanationIn = (place: Page | Locator, name: string): Locator =>
  place.getByRole('article', { name: `Explanation of ${name}` })

test('a tie blocks a release until it is decided, with one of the fixes that are offered', async ({
  slipway,
  sshd
}) => {
  const { page } = slipway
  const backend = await backendOf(page)
  const world = await makeWorld(backend, { server: sshd, bodies })
  const production = await must(backend, 'environment.create', { name: 'Production', isProduction: true })
  const both = [world.environmentId, production.id].sort()
  await saveVariables(backend, world, [
    { type: 'text', name: 'Db.Host', value: 'db-1.internal', scope: { environments: both } },
    { type: 'text', name: 'Db.Host', value: 'db-2.internal', scope: { environments: [world.environmentId] } },
    { type: 'text', name: 'Db.ApiToken', value: 'abcdefgh' },
    { type: 'text', name: 'Shop.Title', value: '#{Shop.Name} by the sea' }
  ])
  await goTo(page, `/projects/${world.projectId}/releases/new`)
  const tie = page.getByRole('region', { name: '“Db.Host” has 2 values that apply with equal right' })
  await expect(tie.getByText('db-1.internal')).toBeVisible()
  await expect(tie.getByText('db-2.internal')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Create release' })).toBeDisabled()
  await page.getByText(/in the variables (is|are) worth a look/).click()
  await expect(page.getByText('“Db.ApiToken” looks like a secret and is stored readable.')).toBeVisible()
  await exhibit(page, 'release-tie')

  await tie.getByRole('button', { name: 'Leave Test out of row 1' }).click()
  const confirmation = page.getByRole('dialog', { name: 'Narrow this row?' })
  await expect(confirmation.getByText('no longer applies to environment Test')).toBeVisible()
  await exhibit(page, 'release-tie-fix')
  await confirmation.getByRole('button', { name: 'Change scope' }).click()
  await expect(tie).toBeHidden()
  await expect(page.getByText('Since 0.0.1: 4 variables added.')).toBeVisible()
  await page.getByRole('button', { name: 'Create release' }).click()
  await expect(heading(page, '0.0.2')).toBeVisible()
  const frozen = page.getByRole('table', { name: 'Variables in this release' })
  await expect(frozen.getByRole('row', { name: /db-1\.internal.*environment Production/ })).toBeVisible()
  await exhibit(page, 'release-variables')
})

test('why a value is what it is: before a deployment, and in it as it was', async ({ slipway, sshd }) => {
  const { page } = slipway
  const backend = await backendOf(page)
  const world = await makeWorld(backend, { server: sshd, bodies })
  await saveVariables(backend, world, await rowsFor(backend, world))
  await includeLibrary(backend, world)
  const release = await must(backend, 'release.create', { projectId: world.projectId, version: '0.0.2' })

  const dialog = await openDeployDialog(page, release.id)
  await dialog.getByText('what each of them will be, and why').click()
  await dialog.getByRole('textbox', { name: 'Filter variables' }).fill('db')
  await expect(dialog.getByRole('option', { name: /^Db\.Host/ })).toContainText('db.test.internal')
  await exhibit(page, 'deploy-variables')
  await dialog.getByRole('textbox', { name: 'Filter variables' }).press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  const explanation = explanationIn(dialog, 'Db.Host')
  await expect(explanation.getByRole('region', { name: 'Value of Db.Host' })).toHaveText('db.test.internal')
  await expect(explanation.getByText('It is the most specific value that applies here')).toBeVisible()
  await expect(explanation.getByText('step 10,000,000 + environment 100 = 10,000,100')).toBeVisible()
  await expect(explanation.getByText('Less specific: environment (100) against step and environment')).toHaveCount(2)
  await explanation.getByRole('heading', { name: 'Db.Host' }).scrollIntoViewIfNeeded()
  await exhibit(page, 'deploy-explanation')
  await page.keyboard.press('Escape')
  await expect(dialog.getByRole('listbox', { name: 'Variables' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()

  await deployInWindow(page, release.id)
  await expect(logLine(page, 'url is https://shop.test/books')).toBeVisible()
  await expect(page.getByText(/was deployed to Test/).first()).toBeVisible()
  await page.getByRole('gridcell', { name: /Step 2 on web-1/ }).click()
  await page.keyboard.press('e')
  const drawer = page.getByRole('complementary', { name: 'Variables' })
  await expect(drawer.getByRole('combobox', { name: 'Step' })).toHaveValue('2. Step 2')
  await exhibit(page, 'deployment-variables')
  await drawer.getByRole('option', { name: /^Shop\.Url/ }).click()
  const past = explanationIn(drawer, 'Shop.Url')
  await expect(past.getByRole('region', { name: 'Value of Shop.Url' })).toHaveText('https://shop.test/books')
  const tree = past.getByRole('tree')
  await expect(tree.getByRole('treeitem', { name: /^Octopus\.Action\[Say Hello\]\.Output\.Url/ })).toBeVisible()
  await exhibit(page, 'deployment-explanation')

  const address = new URL(page.url())
  expect(address.searchParams.get('explain')).toBe('Shop.Url')
  await goTo(page, '/tasks')
  await goTo(page, `${address.pathname}${address.search.replace('Shop.Url', 'Db.Password')}`)
  await expect(explanationIn(page, 'Db.Password').getByText('holds a secret')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(drawer).toBeHidden()
  await page.keyboard.press('g')
  await page.keyboard.press('e')
  await expect(heading(page, 'Environments')).toBeVisible()
})

test('two thousand variables are listed and searched without drawing all of them', async ({ slipway, sshd }) => {
  const { page } = slipway
  const variables = Array.from(
    { length: 2000 },
    (_, n): VariableInput => ({ type: 'text', name: `Name.${n}`, value: `v${n}` })
  )
  const world = await makeWorld(await backendOf(page), { server: sshd, bodies: ['true'], variables })
  const dialog = await openDeployDialog(page, world.releaseId)
  await dialog.getByText('what each of them will be, and why').click()
  const list = dialog.getByRole('listbox', { name: 'Variables' })
  await expect(list.getByRole('option', { name: /^Name\.1\b/ })).toBeVisible()
  expect(await list.getByRole('option').count()).toBeLessThan(100)
  await list.press('End')
  await expect(list.getByRole('option', { selected: true })).toHaveAttribute('aria-posinset', /^20\d\d$/)
  const filter = dialog.getByRole('textbox', { name: 'Filter variables' })
  await filter.fill('name.1234')
  await filter.press('Enter')
  await expect(explanationIn(dialog, 'Name.1234')).toBeVisible()
})

test('the variables of a release are taken anew, and what it had before is listed', async ({ slipway, sshd }) => {
  const { page } = slipway
  const backend = await backendOf(page)
  const variables: readonly VariableInput[] = [
    { type: 'text', name: 'Shop.Path', value: 'books' },
    { type: 'text', name: 'Shop.Old', value: 'gone soon' }
  ]
  const world = await makeWorld(backend, { server: sshd, bodies, variables })
  const [production] = await must(backend, 'environment.list', {})
  if (!production) throw new Error('There is no environment')
  const { id, sortOrder: _, ...environment } = production
  await must(backend, 'environment.update', { id, value: { ...environment, isProduction: true } })
  await must(backend, 'deployment.start', { releaseId: world.releaseId, environmentId: world.environmentId })
  const before = await must(backend, 'release.get', { id: world.releaseId })
  await saveVariables(backend, world, [
    { type: 'text', name: 'Shop.Path', value: 'new-books' },
    { type: 'text', name: 'Shop.Title', value: 'Harbour Books' }
  ])

  await goTo(page, `/releases/${world.releaseId}`)
  await page.getByRole('button', { name: 'Update variables…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Update the variables of 0.0.1' })
  await expect(dialog.getByText('What changes: 1 variable added, 1 changed and 1 removed')).toBeVisible()
  const update = dialog.getByRole('button', { name: 'Update variables' })
  await expect(update).toBeDisabled()
  await dialog.getByRole('textbox', { name: /Type 0\.0\.1 to go on/ }).fill('0.0.1')
  await exhibit(page, 'release-update-variables')
  await update.click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('table', { name: 'Variables in this release' }).getByText('new-books')).toBeVisible()
  await page.getByText('Variables updated 1 time').click()
  await expect(page.getByText(before.release.snapshot.slice(0, 10))).toBeVisible()
  const after = await must(backend, 'release.get', { id: world.releaseId })
  expect(after.release.earlier?.map(item => item.snapshot)).toEqual([before.release.snapshot])
})
