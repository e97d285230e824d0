import type { StepInput } from '@shared/model/process'
import { type Backend, must } from '../support/world'
import { backendOf } from './support/api'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { heading } from './support/steps'

const hold: StepInput = {
  name: 'Hold',
  location: 'here',
  roles: [],
  actions: [{ type: 'script', syntax: 'bash', body: 'sleep 600' }]
}

/** One deployment runs for as long as the test takes, and one of each other project waits for it. */
async function fillQueue(backend: Backend, names: readonly string[]): Promise<void> {
  const { id: environmentId } = await must(backend, 'environment.create', { name: 'Test' })
  await must(backend, 'settings.setTaskLimit', { taskLimit: 1 })
  for (const name of names) {
    const { id: projectId } = await must(backend, 'project.create', { name })
    await must(backend, 'process.save', { projectId, version: 0, steps: [hold] })
    const { id: releaseId } = await must(backend, 'release.create', { projectId, version: '1.0.0' })
    await must(backend, 'deployment.start', { releaseId, environmentId })
  }
}

test('what waits is moved to the top, by the mouse and by the keyboard', async ({ slipway }) => {
  const { page } = slipway
  await fillQueue(await backendOf(page), ['Shop', 'Blog', 'Forum', 'Till'])
  await goTo(page, '/tasks')
  await expect(heading(page, 'Tasks')).toBeVisible()
  const waiting = page.getByRole('table', { name: 'Waiting their turn' }).getByRole('row')
  const order = () => waiting.getByRole('link').allInnerTexts()
  await expect.poll(order).toEqual(['Blog 1.0.0', 'Forum 1.0.0', 'Till 1.0.0'])
  await page.getByRole('button', { name: 'Move Till 1.0.0 to Test to the top' }).click()
  await expect.poll(order).toEqual(['Till 1.0.0', 'Blog 1.0.0', 'Forum 1.0.0'])
  await expect(page.getByText('Till 1.0.0 to Test is at the top.')).toBeVisible()
  await exhibit(page, 'tasks-waiting')
  await waiting.nth(1).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('m')
  await expect.poll(order).toEqual(['Forum 1.0.0', 'Till 1.0.0', 'Blog 1.0.0'])
})
