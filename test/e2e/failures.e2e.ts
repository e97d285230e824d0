import type { TargetId } from '@shared/ids'
import type { Page } from 'playwright/test'
import { type Backend, makeWorld, must } from '../support/world'
import { backendOf } from './support/api'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { deployInWindow, heading, logLine, openDeployDialog } from './support/steps'

const badge = (page: Page, word: string) => page.getByRole('main').getByText(word, { exact: true }).first()

async function pinOf(backend: Backend, id: TargetId) {
  const target = (await must(backend, 'target.list', {})).find(item => item.id === id)
  return target?.kind === 'ssh' ? target.hostKey : null
}

test('a script that ends with exit code 7 leaves a card with the code, its last words and what to do', async ({
  slipway,
  sshd
}) => {
  const { page } = slipway
  const body = ['echo "Looking at the disk"', 'echo "No space left on /srv" >&2', 'exit 7'].join('\n')
  const world = await makeWorld(await backendOf(page), { server: sshd, bodies: [body, 'echo "never"'] })
  await deployInWindow(page, world.releaseId)

  const card = page.getByRole('article', { name: 'Say Hello failed on web-1' })
  await expect(card.getByText('exit code 7', { exact: true })).toBeVisible()
  await expect(card.getByText('“Say Hello” on web-1 ended with exit code 7.', { exact: true })).toBeVisible()
  await expect(card.getByText('Mend what its last lines name, then continue.')).toBeVisible()
  const lastLines = card.getByRole('figure')
  await expect(lastLines).toContainText('Last lines on stderr')
  await expect(lastLines.locator('pre')).toHaveText('No space left on /srv')

  await expect(logLine(page, 'Looking at the disk')).toBeVisible()
  await expect(page.getByRole('gridcell', { name: /Say Hello on web-1: failed/ })).toBeVisible()
  await expect(page.getByRole('gridcell', { name: /Step 2 on web-1: skipped/ })).toBeVisible()
  await expect(logLine(page, 'never')).toBeHidden()
  await expect(page.getByRole('button', { name: 'Deploy again' })).toBeVisible()
})

test('a changed host key stops the deployment, and is replaced only after its name was typed', async ({
  slipway,
  sshd
}) => {
  const { page } = slipway
  const backend = await backendOf(page)
  const world = await makeWorld(backend, { server: sshd, bodies: ['echo "Hello, World!"'] })
  const accepted = sshd.hostKey
  await sshd.replaceHostKey()
  await deployInWindow(page, world.releaseId)
  const card = page.getByRole('article', { name: 'Say Hello failed on web-1' })
  await expect(card.getByText(accepted.fingerprint).first()).toBeVisible()
  await expect(card.getByText(sshd.hostKey.fingerprint).first()).toBeVisible()
  await expect(logLine(page, 'Hello, World!')).toBeHidden()

  await goTo(page, `/targets/${world.targetId}`)
  const connection = page.getByRole('region', { name: 'Connection' })
  await connection.getByRole('button', { name: 'Test connection' }).click()
  await expect(connection.getByText('Stopped: the host key is not the accepted one.')).toBeVisible()
  const changed = connection.getByRole('region', { name: 'Changed host key' })
  await expect(changed.getByText(accepted.fingerprint)).toBeVisible()
  await expect(changed.getByText(sshd.hostKey.fingerprint)).toBeVisible()

  await changed.getByRole('button', { name: 'Replace the key…' }).click()
  const question = page.getByRole('dialog', { name: 'Replace the accepted key of web-1?' })
  const confirm = question.getByRole('button', { name: 'I compared it: replace the key' })
  await expect(confirm).toBeDisabled()
  await question.getByRole('button', { name: 'Cancel' }).click()
  await expect(question).toBeHidden()
  expect(await pinOf(backend, world.targetId)).toEqual(accepted)

  await changed.getByRole('button', { name: 'Replace the key…' }).click()
  await question.getByLabel('Type web-1 to confirm').fill('web-1')
  await confirm.click()
  await expect(connection.getByText('The connection works.')).toBeVisible()
  expect(await pinOf(backend, world.targetId)).toEqual(sshd.hostKey)

  await deployInWindow(page, world.releaseId)
  await expect(logLine(page, 'Hello, World!')).toBeVisible()
  await expect(badge(page, 'Succeeded')).toBeVisible()
})

test('cancelling ends a script that ignores the request to end, and leaves nothing running on the target', async ({
  slipway,
  sshd
}) => {
  const { page } = slipway
  const body = ["trap '' TERM INT HUP", 'echo "Not listening"', 'while true; do sleep 1; done'].join('\n')
  const world = await makeWorld(await backendOf(page), { server: sshd, bodies: [body, 'echo "never"'] })
  await deployInWindow(page, world.releaseId)
  await expect(logLine(page, 'Not listening')).toBeVisible()
  const left = async () =>
    (await sshd.processes()).map(item => item.command).filter(command => /bash|sleep/.test(command))
  expect(await left()).not.toEqual([])

  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  const question = page.getByRole('dialog', { name: 'Cancel this deployment?' })
  await question.getByRole('button', { name: 'Cancel deployment' }).click()
  await expect(page.getByRole('button', { name: 'Cancel at once' })).toBeVisible()

  await expect(page.getByRole('button', { name: 'Deploy again' })).toBeVisible({ timeout: 20_000 })
  await expect(badge(page, 'Cancelled')).toBeVisible()
  await expect(page.getByRole('gridcell', { name: /Say Hello on web-1: cancelled/ })).toBeVisible()
  await expect.poll(left).toEqual([])
})

test('a plan that nothing would run under says why and leads to the targets', async ({ slipway, sshd }) => {
  const { page } = slipway
  const backend = await backendOf(page)
  const world = await makeWorld(backend, { server: sshd, bodies: ['echo "Hello, World!"'] })
  const [target] = await must(backend, 'target.list', {})
  if (target?.kind !== 'ssh') throw new Error('The world has no SSH target')
  const { id, hostKey: _, ...value } = target
  await must(backend, 'target.update', { id, value: { ...value, roles: ['database'] } })

  const dialog = await openDeployDialog(page, world.releaseId)
  const problems = dialog.getByRole('list', { name: 'Problems' })
  await expect(problems.getByRole('alert')).toContainText('Nothing would run')
  await expect(dialog.getByRole('list', { name: 'Warnings' })).toContainText('“Say Hello” is skipped')
  await expect(dialog.getByRole('button', { name: 'Deploy 0.0.1 to Test' })).toBeDisabled()
  await problems.getByRole('link', { name: 'Go to targets' }).click()
  await expect(dialog).toBeHidden()
  await expect(heading(page, 'Targets')).toBeVisible()
})

test('a target whose key nobody accepted is mended from within the deploy dialog', async ({ slipway, sshd }) => {
  const { page } = slipway
  const backend = await backendOf(page)
  const world = await makeWorld(backend, { server: sshd, bodies: ['echo "Hello, World!"'] })
  const [first] = await must(backend, 'target.list', {})
  if (first?.kind !== 'ssh') throw new Error('The world has no SSH target')
  const { id: _, hostKey: __, ...value } = first
  const second = await must(backend, 'target.create', { ...value, name: 'web-2' })

  const dialog = await openDeployDialog(page, world.releaseId)
  const problem = dialog.getByRole('alert')
  await expect(problem).toContainText('Nobody has accepted the host key of web-2 yet.')
  await expect(dialog.getByRole('button', { name: 'Deploy 0.0.1 to Test' })).toBeDisabled()
  await problem.getByRole('button', { name: 'Test and accept key' }).click()
  const card = dialog.getByRole('region', { name: 'Host key' })
  await expect(card.getByText(sshd.hostKey.fingerprint)).toBeVisible()
  expect(await pinOf(backend, second.id)).toBeNull()
  await card.getByRole('button', { name: 'Accept this key' }).click()

  await expect(dialog.getByText('Plan: 1 step on 2 targets')).toBeVisible()
  await dialog.getByRole('button', { name: 'Deploy 0.0.1 to Test' }).click()
  await expect(logLine(page, 'Hello, World!')).toHaveCount(2)
  await expect(badge(page, 'Succeeded')).toBeVisible()
})
