import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StepInput } from '@shared/model/process'
import { must } from '../support/world'
import { backendOf } from './support/api'
import { expect, test } from './support/fixtures'
import { heading } from './support/steps'

const here = (name: string, body: string): StepInput => ({
  name,
  location: 'here',
  roles: [],
  actions: [{ type: 'script', syntax: 'bash', body }]
})

/** Fails as often as there are no marks yet, and leaves one each time. */
const failing = (mark: string) => `if [ -e ${mark} ]; then echo mended; else touch ${mark}; exit 7; fi`

test('deploying, approving, retrying and continuing need nothing but the keyboard', async ({ slipway }) => {
  const { page } = slipway
  const { keyboard } = page
  const folder = await mkdtemp(join(tmpdir(), 'slipway-keys-'))
  try {
    const backend = await backendOf(page)
    await must(backend, 'environment.create', { name: 'Test', isGuided: true })
    const { id: projectId } = await must(backend, 'project.create', { name: 'Shop' })
    const approve: StepInput = {
      name: 'Approve',
      location: 'here',
      roles: [],
      actions: [{ type: 'manual', instructions: 'Is it time?' }]
    }
    const steps = [approve, here('Copy', failing(join(folder, 'a'))), here('Restart', failing(join(folder, 'b')))]
    await must(backend, 'process.save', { projectId, version: 0, steps })
    const { id: releaseId } = await must(backend, 'release.create', { projectId, version: '1.0.0' })
    await page.reload()
    await expect(heading(page, 'Dashboard')).toBeVisible()

    await keyboard.press('Control+k')
    await keyboard.type('Deploy a release')
    await keyboard.press('Enter')
    const launch = page.getByRole('dialog', { name: 'Deploy a release' })
    await expect(launch).toBeVisible()
    const test = launch.getByRole('radio', { name: 'Test' })
    for (let turn = 0; turn < 20 && !(await test.evaluate(node => node === document.activeElement)); turn++)
      await keyboard.press('Tab')
    await keyboard.press('Space')
    await expect(launch.getByRole('button', { name: /^Deploy 1\.0\.0 to Test/ })).toBeEnabled()
    await keyboard.press('Control+Enter')
    await expect(heading(page, 'Shop 1.0.0')).toBeVisible()

    const dialog = page.getByRole('dialog')
    await expect(page.getByText('Is it time?')).toBeVisible()
    await keyboard.press('a')
    await expect(dialog.getByRole('button', { name: 'Take responsibility' })).toBeFocused()
    await keyboard.press('Enter')
    await expect(dialog.getByRole('radio', { name: /^Proceed/ })).toBeFocused()
    await keyboard.press('Space')
    await keyboard.press('Enter')
    await expect(dialog).toBeHidden()

    await expect(page.getByRole('gridcell', { name: /Copy.*(waiting|asks|answer)/i })).toBeVisible()
    await keyboard.press('a')
    await expect(dialog.getByRole('radio', { name: /^Retry/ })).toBeFocused()
    await keyboard.press('Space')
    await keyboard.press('Enter')
    await expect(dialog).toBeHidden()
    await expect(page.getByRole('gridcell', { name: /Copy.*succeeded/ })).toBeVisible()

    await expect(page.getByRole('gridcell', { name: /Restart.*(waiting|asks|answer)/i })).toBeVisible()
    await keyboard.press('a')
    await expect(dialog.getByRole('radio', { name: /^Retry/ })).toBeFocused()
    await keyboard.press('ArrowUp')
    await expect(dialog.getByRole('radio', { name: /^Fail/ })).toBeChecked()
    await keyboard.press('Enter')
    await expect(dialog).toBeHidden()
    await expect(page.getByText(/deployment of Shop 1\.0\.0 to Test failed/).first()).toBeVisible()

    await keyboard.press('.')
    const entry = page.getByRole('menuitem', { name: /^Continue/ })
    await expect(entry).toBeVisible()
    for (let turn = 0; turn < 8 && !(await entry.evaluate(node => node === document.activeElement)); turn++)
      await keyboard.press('ArrowDown')
    await keyboard.press('Enter')
    const go = dialog.getByRole('button', { name: /^Continue/ })
    await expect(go).toBeVisible()
    for (let turn = 0; turn < 15 && !(await go.evaluate(node => node === document.activeElement)); turn++)
      await keyboard.press('Tab')
    await keyboard.press('Enter')
    await expect(page.getByText(/was deployed to Test/).first()).toBeVisible()
    expect(releaseId).toBeTruthy()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
