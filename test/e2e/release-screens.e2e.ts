import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EnvironmentId, ProjectId, ReleaseId } from '@shared/ids'
import type { Page } from 'playwright/test'
import { makeZip } from '../support/make-zip'
import { type Backend, must } from '../support/world'
import { backendOf } from './support/api'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { choose, heading } from './support/steps'

interface Bookshop {
  readonly projectId: ProjectId
  readonly environments: Readonly<Record<'development' | 'trial' | 'load' | 'production', EnvironmentId>>
  readonly old: ReleaseId
}

const longName = 'Load test that is as large as production and has a long name'

/** A shop whose releases go by themselves to Development, then to one of two, and then to Production. */
async function makeBookshop(backend: Backend, folder: string): Promise<Bookshop> {
  const environment = async (name: string, isProduction = false) =>
    (await must(backend, 'environment.create', { name, isProduction })).id
  const environments = {
    development: await environment('Development'),
    trial: await environment('Test'),
    load: await environment(longName),
    production: await environment('Production', true)
  }
  const byHand = (id: EnvironmentId) => ({ id, isAutomatic: false })
  const staged = await must(backend, 'lifecycle.create', {
    name: 'Staged',
    description: 'The usual way.',
    phases: [
      {
        name: 'Development',
        environments: [{ id: environments.development, isAutomatic: true }],
        minimum: 0,
        isOptional: false,
        retention: { keep: 'releases', count: 3 }
      },
      {
        name: 'Trial',
        environments: [byHand(environments.trial), byHand(environments.load)],
        minimum: 1,
        isOptional: false
      },
      { name: 'Rehearsal', environments: [], minimum: 0, isOptional: true },
      { name: 'Production', environments: [byHand(environments.production)], minimum: 0, isOptional: false }
    ]
  })
  const quick = await must(backend, 'lifecycle.create', {
    name: 'Straight to Production',
    phases: [{ name: 'Production', environments: [byHand(environments.production)], minimum: 0, isOptional: false }]
  })
  const { id: projectId } = await must(backend, 'project.create', { name: 'Harbour Books' })
  await must(backend, 'project.setReleases', {
    id: projectId,
    value: { lifecycleId: staged.id, notesTemplate: '## Release #{Octopus.Release.Number}\n\n- ' }
  })
  const paths = ['Shop.Web.1.4.2.zip', 'Shop.Web.2.0.0-beta.1.zip'].map(name => join(folder, name))
  for (const path of paths) await writeFile(path, await makeZip({ 'name.txt': path }))
  await must(backend, 'package.import', { paths })
  const { steps } = await must(backend, 'process.save', {
    projectId,
    version: 0,
    steps: [
      {
        name: 'Install the shop',
        location: 'here',
        roles: [],
        actions: [
          { type: 'script', syntax: 'bash', body: 'echo installed', packages: [{ name: 'web', packageId: 'Shop.Web' }] }
        ]
      }
    ]
  })
  const actionId = steps[0]?.actions[0]?.id
  if (actionId === undefined) throw new Error('There is an action')
  await must(backend, 'channel.create', {
    projectId,
    value: {
      name: 'Hotfix',
      description: 'What cannot wait.',
      lifecycleId: quick.id,
      rules: [{ slots: [{ actionId, reference: 'web' }], range: '[1.0,2.0.0-0)', tag: '^$' }],
      requiredFields: ['Ticket']
    }
  })
  const { id: old } = await must(backend, 'release.create', {
    projectId,
    version: '1.4.0',
    notes: '## Faster search\n\n- **Twice** as fast\n- [#12](https://tickets.example/12)',
    customFields: { Ticket: 'SHOP-1234' }
  })
  return { projectId, environments, old }
}

/** Looks at a screen in a large window and in the smallest one. */
async function look(page: Page, name: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 800 })
  await exhibit(page, name)
  await page.setViewportSize({ width: 960, height: 600 })
  await exhibit(page, `${name}-small`)
  const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
  expect.soft(isTooWide, `${name} is wider than its window`).toBe(false)
}

/** Drags a phase below another one by its grip, in a window that is tall enough for both: near its edge lists scroll. */
async function dragPhase(page: Page, from: number, below: number): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 1400 })
  const phaseAt = (number: number) => page.getByRole('group', { name: new RegExp(`^Phase ${number}:`) })
  const grip = phaseAt(from).getByTitle(/^Drag to move/)
  await grip.scrollIntoViewIfNeeded()
  const [start, over] = [await grip.boundingBox(), await phaseAt(below).boundingBox()]
  if (!start || !over) throw new Error('Both phases are there')
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2)
  await page.mouse.down()
  await page.mouse.move(start.x + 20, start.y + 30, { steps: 4 })
  await page.mouse.move(over.x + 40, over.y + over.height * 0.75, { steps: 8 })
  await page.mouse.up()
}

async function lookAtLibrary(page: Page): Promise<void> {
  await goTo(page, '/library/lifecycles')
  await expect(heading(page, 'Lifecycles')).toBeVisible()
  await look(page, 'lifecycles')
  await page.getByRole('row', { name: /Staged/ }).click()
  await expect(heading(page, 'Staged')).toBeVisible()
  await look(page, 'lifecycle')
  await page.getByLabel('Name of phase 2').press('Alt+ArrowUp')
  await expect(page.getByLabel('Name of phase 1')).toHaveValue('Trial')
  await expect(page.getByLabel('Name of phase 1')).toBeFocused()
  await dragPhase(page, 1, 2)
  await expect(page.getByLabel('Name of phase 2')).toHaveValue('Trial')
  // As it was at first, so there is nothing to save.
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled()
  await goTo(page, '/library/lifecycles/new')
  await expect(heading(page, 'New lifecycle')).toBeVisible()
  await look(page, 'lifecycle-new')
}

async function lookAtProject(page: Page, projectId: ProjectId): Promise<void> {
  await goTo(page, `/projects/${projectId}/channels`)
  await expect(heading(page, 'Channels')).toBeVisible()
  await look(page, 'channels')
  await page.getByRole('row', { name: /Hotfix/ }).click()
  const drawer = page.getByRole('dialog', { name: 'Edit Hotfix' })
  await drawer.getByLabel('Try a version against rule 1').fill('2.0.0-beta.1')
  await expect(drawer.getByText('2.0.0-beta.1 is not in the range.')).toBeVisible()
  await look(page, 'channel')
  await page.keyboard.press('Escape')
  await expect(drawer).toBeHidden()

  await goTo(page, `/projects/${projectId}/settings`)
  await expect(heading(page, 'Settings')).toBeVisible()
  await page.getByLabel(/^is made by a template/).check()
  await page.getByLabel(/^Template/).fill('3.c.i')
  await expect(page.getByText('3.0.0', { exact: true })).toBeVisible()
  await page.getByText('Names for the template').click()
  await look(page, 'project-settings')
  await page.getByRole('button', { name: 'Discard' }).click()
}

async function makeHotfix(page: Page, projectId: ProjectId): Promise<void> {
  await goTo(page, `/projects/${projectId}/releases/new`)
  await page.getByLabel('Release notes', { exact: true }).fill('Typed before the channel was chosen')
  await choose(page.getByRole('combobox', { name: 'Channel' }), 'Hotfix')
  const versions = page.getByRole('combobox', { name: /^Version of Shop\.Web/ })
  await expect(versions).toHaveValue('1.4.2')
  await choose(versions, '2.0.0-beta.1 (not allowed)')
  await expect(page.getByRole('region', { name: 'Rules that are broken' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Create release' })).toBeDisabled()
  await look(page, 'release-new-channel')
  await page.getByLabel('Take it all the same').check()
  await page.getByLabel('Ticket').fill('SHOP-99')
  await page.getByRole('button', { name: 'Create release' }).click()
  await expect(heading(page, '1.4.1')).toBeVisible()
  await expect(page.getByText('Typed before the channel was chosen')).toBeVisible()
  await expect(page.getByText('ignores the rules of its channel')).toBeVisible()
}

test('lifecycles, channels, settings and releases, from the first phase to one that is kept back', async ({
  slipway
}) => {
  test.setTimeout(240_000)
  const { page } = slipway
  const backend = await backendOf(page)
  const folder = await mkdtemp(join(tmpdir(), 'slipway-releases-'))
  const { projectId, environments, old } = await makeBookshop(backend, folder)

  await goTo(page, `/releases/${old}`)
  const progress = page.getByRole('list', { name: 'Progress of 1.4.0' })
  // By itself, because the phase says so.
  await expect(progress.getByText('is there now')).toBeVisible({ timeout: 30_000 })
  await expect(progress.getByRole('button', { name: 'Promote 1.4.0 to Test' })).toBeVisible()
  await expect(progress.getByRole('button', { name: '1.4.0 to Production' })).toHaveCount(0)
  await look(page, 'release-progress')

  await page.getByRole('button', { name: 'Actions for this release' }).click()
  await page.getByRole('menuitem', { name: 'Prevent progression…' }).click()
  await page.getByLabel('Why').fill('Orders of customers without an address fail.')
  await exhibit(page, 'release-prevent')
  await page.getByRole('button', { name: 'Prevent progression' }).click()
  await expect(page.getByRole('region', { name: 'Progression is prevented' })).toBeVisible()
  await expect(progress.getByRole('button', { name: 'Promote 1.4.0 to Test' })).toHaveCount(0)
  await look(page, 'release-prevented')
  await page.getByRole('button', { name: 'Let it go on…' }).click()
  await page.getByRole('button', { name: 'Let it go on', exact: true }).click()
  await progress.getByRole('button', { name: 'Promote 1.4.0 to Test' }).click()
  const dialog = page.getByRole('dialog', { name: 'Deploy a release' })
  await expect(dialog.getByRole('button', { name: 'Deploy 1.4.0 to Test' })).toBeEnabled()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()

  await page.getByRole('button', { name: 'Actions for this release' }).click()
  await page.getByRole('menuitem', { name: 'Edit…' }).click()
  await look(page, 'release-edit')
  await page.keyboard.press('Escape')

  await lookAtLibrary(page)
  await lookAtProject(page, projectId)
  await makeHotfix(page, projectId)
  const hotfix = (await must(backend, 'release.list', { projectId })).find(({ version }) => version === '1.4.1')
  const where = await must(backend, 'release.progression', { id: hotfix?.id ?? old })
  expect(where.progression.deployable).toEqual([environments.production])
  await rm(folder, { recursive: true, force: true })
})
