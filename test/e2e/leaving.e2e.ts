import { must } from '../support/world'
import { backendOf } from './support/api'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { closeWindow, noted, noteOutside } from './support/outside'

const step = {
  name: 'Install',
  location: 'here' as const,
  roles: [],
  actions: [{ type: 'script' as const, syntax: 'bash' as const, body: 'while true; do sleep 0.1; done' }]
}

test('text that is not saved is asked about once, by the window, while what runs goes on', async ({ slipway }) => {
  const { app, page } = slipway
  const backend = await backendOf(page)
  await noteOutside(app)
  const { id: environmentId } = await must(backend, 'environment.create', { name: 'Test' })
  const { id: projectId } = await must(backend, 'project.create', { name: 'Shop' })
  await must(backend, 'process.save', { projectId, version: 0, steps: [step] })
  const { id: releaseId } = await must(backend, 'release.create', { projectId, version: '1.0.0' })
  const { id } = await must(backend, 'deployment.start', { releaseId, environmentId })
  const state = async () => (await must(backend, 'deployment.get', { id })).state
  await expect.poll(state).toBe('running')

  await goTo(page, `/projects/${projectId}/settings`)
  const notes = page.getByRole('textbox', { name: 'Release notes begin with' })
  await notes.fill('What is new')
  const question = page.getByRole('dialog', { name: 'Leave without saving?' })
  const keep = question.getByRole('button', { name: 'Keep editing' })

  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.reload())
  await expect(question).toBeVisible()
  await keep.click()
  await expect(question).toBeHidden()
  await expect(notes).toHaveValue('What is new')

  const questions = async () => (await noted(app)).filter(line => line.startsWith('asked: ')).length
  await closeWindow(app, 'quit')
  await expect(question).toBeVisible()
  await keep.click()
  await expect(notes).toHaveValue('What is new')
  expect([await questions(), await state()]).toEqual([1, 'running'])

  await closeWindow(app, 'stay')
  await expect.poll(questions).toBe(2)
  expect(await state()).toBe('running')

  const ended = app.waitForEvent('close')
  await closeWindow(app, 'quit')
  await question.getByRole('button', { name: 'Leave and lose the changes' }).click()
  await ended
})
