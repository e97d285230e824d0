import type { Page } from 'playwright/test'
import { type Backend, must } from '../support/world'
import { backendOf } from './support/api'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { closeWindow, isVisible, noted, noteOutside } from './support/outside'
import { choose } from './support/steps'

const here = (name: string, body: string) => ({
  name,
  location: 'here' as const,
  roles: [],
  actions: [{ type: 'script' as const, syntax: 'bash' as const, body }]
})

/** The project Shop with a release 1.0.0 of one step on this machine, and the environments Test and Production. */
async function makeShop(backend: Backend, body = 'echo hello') {
  const { id: environmentId } = await must(backend, 'environment.create', { name: 'Test' })
  await must(backend, 'environment.create', { name: 'Production', isProduction: true })
  const { id: projectId } = await must(backend, 'project.create', { name: 'Shop' })
  await must(backend, 'process.save', { projectId, version: 0, steps: [here('Install', body)] })
  const { id: releaseId } = await must(backend, 'release.create', { projectId, version: '1.0.0' })
  return { environmentId, projectId, releaseId }
}

/** Runs until it is cancelled. */
const endless = 'while true; do sleep 0.1; done'

const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 })

test('a runbook is made, published, run on this machine, and keeps its history', async ({ slipway }) => {
  const { page } = slipway
  const backend = await backendOf(page)
  const { projectId } = await makeShop(backend)
  await goTo(page, `/projects/${projectId}/runbooks`)
  await exhibit(page, 'runbooks-empty')

  await page.keyboard.press('n')
  const dialog = page.getByRole('dialog', { name: 'New runbook' })
  await dialog.getByLabel('Name').fill('Rotate keys')
  await dialog.getByLabel('Description').fill('Once a quarter, and when somebody leaves.')
  await dialog.getByRole('button', { name: 'Create runbook' }).click()
  await expect(heading(page, 'Rotate keys')).toBeVisible()
  await exhibit(page, 'runbook-empty')

  const [{ id } = { id: null }] = await must(backend, 'runbook.list', { projectId })
  if (id === null) throw new Error('There is no runbook')
  const steps = [here('Make new keys', 'echo "new keys"'), here('Tell everybody', 'echo told')]
  const saved = await must(backend, 'runbook.save', { id, version: 0, steps })
  await expect(page.getByRole('link', { name: 'Runs', exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Publish…' }).click()
  await page.getByRole('dialog', { name: 'Publish Rotate keys' }).getByRole('button', { name: 'Publish' }).click()
  await expect(page.getByText('Published 1')).toBeVisible()

  await must(backend, 'runbook.save', { id, version: 1, steps: [...saved.steps, here('Look back', 'echo looked')] })
  await expect(page.getByText('changed since')).toBeVisible()
  await exhibit(page, 'runbook')
  await page.keyboard.press('p')
  const publishing = page.getByRole('dialog', { name: 'Publish Rotate keys' })
  await expect(publishing.getByText('Added')).toBeVisible()
  await exhibit(page, 'runbook-publish')
  await publishing.getByRole('button', { name: 'Cancel' }).click()

  await page.getByRole('button', { name: 'Run…' }).click()
  const running = page.getByRole('dialog', { name: 'Run Rotate keys' })
  // The label lies over its radio button.
  await running.getByRole('radio', { name: 'Test' }).check({ force: true })
  await running.getByRole('button', { name: 'Run 1 in Test' }).click()
  await expect(page.getByText('Succeeded').first()).toBeVisible()
  await expect(page.getByText('new keys', { exact: true })).toBeVisible()

  await goTo(page, `/runbooks/${id}/runs`)
  const runs = page.getByRole('table', { name: 'Runs' })
  await expect(runs.getByRole('row')).toHaveCount(2)
  await expect(runs.getByRole('link')).toContainText('Rotate keys 1 of Shop was run in Test')
  await exhibit(page, 'runbook-runs')
  await goTo(page, `/runbooks/${id}/settings`)
  await page.getByRole('radio', { name: 'These environments only' }).check()
  await page.getByRole('checkbox', { name: 'Test' }).check()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled()
  await exhibit(page, 'runbook-settings')
  await goTo(page, `/projects/${projectId}/runbooks`)
  await expect(page.getByRole('table', { name: 'Runbooks' }).getByText('Succeeded')).toBeVisible()
  await exhibit(page, 'runbooks')
  await goTo(page, `/projects/${projectId}`)
  await expect(page.getByText('It has not been deployed yet').or(page.getByText('Deploy 1.0.0'))).toBeVisible()
})

test('tasks show what asks, runs, waits and is over', async ({ slipway }) => {
  const { page } = slipway
  const backend = await backendOf(page)
  const { releaseId, environmentId, projectId } = await makeShop(backend, endless)
  await must(backend, 'project.setReleases', { id: projectId, value: { keepsQueued: true } })
  const till = await must(backend, 'project.create', { name: 'Till' })
  const asks = {
    name: 'Agree',
    location: 'here' as const,
    roles: [],
    actions: [{ type: 'manual' as const, instructions: 'Look first.' }]
  }
  await must(backend, 'process.save', { projectId: till.id, version: 0, steps: [asks] })
  const agreed = await must(backend, 'release.create', { projectId: till.id, version: '2.1.0' })
  await goTo(page, '/tasks')
  await must(backend, 'deployment.start', { releaseId, environmentId })
  await must(backend, 'deployment.start', { releaseId, environmentId })
  await must(backend, 'deployment.start', { releaseId, environmentId })
  await must(backend, 'deployment.start', { releaseId: agreed.id, environmentId })
  const running = page.getByRole('table', { name: 'Running' })
  const waiting = page.getByRole('table', { name: 'Waiting their turn' })
  await expect(running.getByRole('link', { name: 'Shop 1.0.0' })).toBeVisible()
  await expect(waiting.getByText('Shop 1.0.0 is being deployed to Test').first()).toBeVisible()
  await expect(page.getByRole('link', { name: 'Tasks 1 needs an answer' })).toBeVisible()

  await waiting
    .getByRole('button', { name: /^Actions for/ })
    .first()
    .click()
  await page.getByRole('menuitem', { name: 'Cancel…' }).click()
  const cancelling = page.getByRole('dialog', { name: 'Cancel the deployment of Shop 1.0.0 to Test?' })
  await cancelling.getByRole('button', { name: 'Cancel deployment' }).click()
  await expect(page.getByRole('table', { name: 'Finished' }).getByText('Cancelled')).toBeVisible()
  await exhibit(page, 'tasks')
  await choose(page.getByRole('combobox', { name: 'State' }), /^Failed$/)
  await expect(page.getByText('Nothing that is over matches.')).toBeVisible()

  // The keyboard leads to the question.
  await page.getByRole('table', { name: 'Needs an answer' }).getByRole('row').nth(1).focus()
  await page.keyboard.press('Enter')
  await expect(heading(page, 'Till 2.1.0')).toBeVisible()
  for (const { id } of await must(backend, 'deployment.list', { states: ['running', 'queued'] }))
    await must(backend, 'deployment.cancel', { id })
})

test('what runs goes on without its window if one wants, and the app ends with the last of it', async ({ slipway }) => {
  const { app, page } = slipway
  const backend = await backendOf(page)
  await noteOutside(app)
  const { releaseId, environmentId } = await makeShop(backend, endless)
  const first = await must(backend, 'deployment.start', { releaseId, environmentId })
  await expect.poll(() => noted(app)).toContain('progress: normal')
  await closeWindow(app, 'stay')
  await expect
    .poll(() => noted(app))
    .toContain('asked: Close Slipway while the deployment of Shop 1.0.0 to Test is under way?')
  expect(await isVisible(app)).toBe(true)
  await closeWindow(app, 'background')
  await expect.poll(() => isVisible(app)).toBe(false)
  await must(backend, 'deployment.cancel', { id: first.id })
  await expect.poll(() => noted(app)).toContain('notice: Shop 1.0.0 to Test was cancelled')
  const seen = await noted(app)
  expect(seen).toContain('awake: prevent-app-suspension')
  expect(seen).toContain('asleep: 7')
  expect(seen).toContain('tray: Slipway: 1 running')
  await app.evaluate(() => {
    const { lastNotice } = globalThis as unknown as { lastNotice: Electron.Notification }
    lastNotice.emit('click')
  })
  await expect.poll(() => isVisible(app)).toBe(true)
  await expect(page).toHaveURL(new RegExp(`/deployments/${first.id}$`))

  const second = await must(backend, 'deployment.start', { releaseId, environmentId })
  await expect.poll(async () => (await must(backend, 'deployment.get', { id: second.id })).state).toBe('running')
  await closeWindow(app, 'background', true)
  await expect.poll(() => isVisible(app)).toBe(false)
  const ended = app.waitForEvent('close')
  await must(backend, 'deployment.cancel', { id: second.id })
  await ended
})
