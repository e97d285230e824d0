import type { Page } from 'playwright/test'
import { makeWorld, must } from '../support/world'
import { backendOf } from './support/api'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { choose, heading, openDeployDialog } from './support/steps'

const rowOf = (page: Page, name: string) => page.getByRole('table', { name: 'Targets' }).getByRole('row', { name })

test('all targets are checked at once, and the list narrows to those that are not well', async ({ slipway, sshd }) => {
  const { page } = slipway
  const backend = await backendOf(page)
  const world = await makeWorld(backend, { server: sshd, bodies: ['true'] })
  const [policy] = await must(backend, 'policy.list', {})
  if (!policy) throw new Error('no policy')
  const { id, isDefault: _, ...value } = policy
  await must(backend, 'policy.update', { id, value: { ...value, warnBelowMegabytes: 0 } })
  const [account] = await must(backend, 'account.list', {})
  if (!account) throw new Error('no account')
  // Nothing listens on port 1.
  const dead = await must(backend, 'target.create', {
    kind: 'ssh',
    name: 'dead-1',
    roles: ['server'],
    environmentIds: [world.environmentId],
    host: '127.0.0.1',
    port: 1,
    accountId: account.id
  })
  await must(backend, 'target.trust', { id: dead.id, hostKey: sshd.hostKey })

  await goTo(page, '/targets')
  await expect(rowOf(page, 'web-1').getByText('Unknown', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Check all' }).click()
  await expect(rowOf(page, 'web-1').getByText('Healthy', { exact: true })).toBeVisible()
  await expect(rowOf(page, 'dead-1').getByText('Unavailable', { exact: true })).toBeVisible()
  await choose(page.getByRole('combobox', { name: 'Health' }), 'Unavailable (1)')
  await expect(rowOf(page, 'web-1')).toBeHidden()
  await expect(rowOf(page, 'dead-1')).toBeVisible()

  await rowOf(page, 'dead-1').getByRole('link', { name: 'dead-1' }).click()
  const health = page.getByRole('region', { name: 'Health' })
  const lines = health.getByRole('list', { name: 'What the health check found' })
  await expect(lines.getByText('Reach the port')).toBeVisible()
  await expect(lines.getByText(/refused/).first()).toBeVisible()

  const dialog = await openDeployDialog(page, world.releaseId)
  await expect(dialog.getByText(/dead-1 was unavailable when it was last checked/)).toBeVisible()
  await expect(dialog.getByRole('button', { name: /^Deploy / })).toBeEnabled()
  await page.keyboard.press('Escape')
})

test('a policy whose script warns is made in the window and gives its target warnings', async ({ slipway, sshd }) => {
  const { page } = slipway
  const world = await makeWorld(await backendOf(page), { server: sshd, bodies: ['true'] })
  await goTo(page, '/targets/policies')
  await expect(heading(page, 'Policies')).toBeVisible()
  await page.getByRole('button', { name: 'Add policy' }).click()
  const drawer = page.getByRole('dialog', { name: 'Add policy' })
  await drawer.getByLabel('Name', { exact: true }).fill('Strict')
  await drawer.getByRole('textbox', { name: 'Script', exact: true }).fill('echo_warning "old kernel"')
  await drawer.getByRole('button', { name: 'Add policy' }).click()
  await expect(page.getByRole('row', { name: /Strict.*a script/ })).toBeVisible()

  await goTo(page, `/targets/${world.targetId}`)
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await choose(page.getByRole('combobox', { name: 'Health checks' }), 'Strict')
  await page.getByRole('button', { name: 'Save' }).click()
  const health = page.getByRole('region', { name: 'Health' })
  await health.getByRole('button', { name: 'Check health' }).click()
  await expect(health.getByText('Has warnings', { exact: true })).toBeVisible()
  await expect(
    health.getByRole('list', { name: 'What the health check found' }).getByText('old kernel', { exact: true })
  ).toBeVisible()
})
