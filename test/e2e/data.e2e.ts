import { join } from 'node:path'
import { callApi } from './support/api'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'

test('the data is verified, backed up and restored through the window', async ({ slipway: { app, page }, home }) => {
  const file = join(home, 'backup.tar.gz')
  // What the person answers in the system's own dialogs.
  await app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: path })
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] })
  }, file)
  expect(await callApi(page, 'environment.create', { name: 'Before' })).toMatchObject({ ok: true })
  await page.reload()
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('link', { name: 'Data' }).click()
  await expect(page.getByText('Never checked')).toBeVisible()

  await page.getByRole('button', { name: 'Verify now' }).click()
  await expect(page.getByText('Everything holds')).toBeVisible()
  await page.getByRole('button', { name: 'Back up…' }).click()
  await expect(page.getByText(file)).toBeVisible()
  await exhibit(page, 'data')

  expect(await callApi(page, 'environment.create', { name: 'After' })).toMatchObject({ ok: true })
  await page.getByRole('button', { name: 'Restore…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Restore this backup?' })
  await expect(dialog.getByRole('button', { name: 'Restore' })).toBeDisabled()
  await dialog.getByRole('textbox').fill('restore')
  await exhibit(page, 'data-restore')
  await dialog.getByRole('button', { name: 'Restore' }).click()
  const restored = page.getByRole('dialog', { name: 'Restored' })
  await expect(restored).toContainText('main-before-restore-')
  await exhibit(page, 'data-restored')
  await restored.getByRole('button', { name: 'Open the restored workspace' }).click()
  await page.waitForURL(url => url.pathname === '/')
  const environments = await callApi(page, 'environment.list', {})
  expect(environments.ok && environments.value.map(item => item.name)).toEqual(['Before'])
})
