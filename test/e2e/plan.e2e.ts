import type { TargetId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import { redacted } from '@shared/secret'
import type { Locator, Page } from 'playwright/test'
import { makeWorld, must, type World } from '../support/world'
import { backendOf, callApi } from './support/api'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { choose, deployDialog, openDeployDialog } from './support/steps'

const secret = 'swordfish-4711'

const script = (name: string, body: string, more: Partial<StepInput> = {}): StepInput => ({
  name,
  location: 'targets',
  roles: ['server'],
  actions: [{ type: 'script', syntax: 'bash', body }],
  ...more
})

const install = [
  'set -e',
  'release="#{Octopus.Release.Number}"',
  'login --as #{App.User} --with "#{App.Password}"',
  'echo "build #{Octopus.Action[Build].Output.Number} on #{Octopus.Machine.Name}"',
  '#{if App.User == "shop"}',
  'systemctl restart shop',
  '#{/if}'
].join('\n')

const here: Pick<StepInput, 'location' | 'roles'> = { location: 'here', roles: [] }

const steps: readonly StepInput[] = [
  script('Build', 'set_octopusvariable Number 42', here),
  {
    name: 'Approve',
    ...here,
    actions: [{ type: 'manual', instructions: 'Look at the build.', responsible: ['carol'] }]
  },
  script('Install', install, {
    window: { unit: 'targets', count: 1 },
    canary: { targets: 1, holds: true, soakSeconds: 300 }
  }),
  script('Warm caches', 'true', { startsWithPrevious: true, ...here }),
  {
    name: 'Database',
    location: 'targets',
    roles: ['db'],
    actions: [
      { type: 'script', syntax: 'bash', name: 'Back up', body: 'true', retries: { count: 2, backoffSeconds: 5 } },
      { type: 'script', syntax: 'python', name: 'Migrate', body: 'pass', isRequired: true }
    ]
  },
  script('Clear caches', 'true', {
    condition: { when: 'success-and', expression: '#{if App.ClearCaches}True#{/if}' }
  }),
  script('Close the door', 'true', { ...here, condition: { when: 'cancel' } })
]

/** Two targets behind the server, one that is also a database, one that nothing answers at, and a plan worth reading. */
async function makePlan(page: Page, server: Parameters<typeof makeWorld>[1]['server']): Promise<World> {
  const backend = await backendOf(page)
  const world = await makeWorld(backend, {
    server,
    bodies: ['true'],
    variables: [
      { type: 'text', name: 'App.User', value: 'shop' },
      { type: 'sensitive', name: 'App.Password', value: secret }
    ]
  })
  const [account] = await must(backend, 'account.list', {})
  if (!account) throw new Error('The world has no account')
  const add = async (name: string, roles: string[], port: number) => {
    const { id } = await must(backend, 'target.create', {
      kind: 'ssh',
      name,
      roles,
      environmentIds: [world.environmentId],
      host: server.host,
      port,
      accountId: account.id
    })
    await must(backend, 'target.trust', { id, hostKey: server.hostKey })
    return id
  }
  await add('web-2', ['server'], server.port)
  await add('db-1', ['server', 'db'], server.port)
  // Port 1 of this machine: nobody listens there.
  await add('web-3', ['server'], 1)
  const { version } = await must(backend, 'process.get', { projectId: world.projectId })
  await must(backend, 'process.save', { projectId: world.projectId, version, steps: [...steps] })
  const release = await must(backend, 'release.create', { projectId: world.projectId, version: '1.4.2' })
  return { ...world, releaseId: release.id }
}

/** Changes a target and presses the button before the dialog can have made another plan. */
const startBehindItsBack = (page: Page, id: TargetId, name: string) =>
  page.evaluate(
    async ({ target, newName }) => {
      const { slipway } = window as unknown as { slipway: { call(name: string, input: unknown): Promise<unknown> } }
      const list = (await slipway.call('target.list', {})) as { value: Record<string, unknown>[] }
      const { id: _id, hostKey: _key, kind, ...value } = list.value.find(item => item.id === target) ?? {}
      await slipway.call('target.update', { id: target, value: { kind, ...value, name: newName } })
      document.querySelector<HTMLButtonElement>('[role="dialog"] button[type="submit"]')?.click()
    },
    { target: id, newName: name }
  )

const paneOf = (dialog: Locator, name: string) => dialog.getByRole('region', { name })

test('a plan is read, chosen in, looked into and checked; a changed one does not start', async ({ launch, sshd }) => {
  const { page } = await launch({ size: { width: 1280, height: 800 } })
  const world = await makePlan(page, sshd)
  const dialog = await openDeployDialog(page, world.releaseId)
  await expect(dialog.getByRole('heading', { name: 'Plan: 7 steps on 4 targets' })).toBeVisible()
  await expect(dialog.getByText('canary: 1 target first, waits 5 min, asks before the rest')).toBeVisible()
  await expect(dialog.getByText('Begin together; what follows waits for all of them')).toBeVisible()
  await exhibit(page, 'plan')

  await dialog.getByRole('checkbox', { name: 'Run “Clear caches”' }).uncheck()
  await expect(dialog.getByText('Left out')).toBeVisible()
  await dialog.getByText('All but these').click()
  await choose(dialog.getByRole('combobox', { name: 'All but these targets' }), 'web-2')
  await expect(dialog.getByRole('heading', { name: 'Plan: 6 of 7 steps on 3 targets' })).toBeVisible()
  await expect(dialog.getByText(/--skip 'Clear caches' --without web-2$/)).toBeVisible()
  await page.keyboard.press('Escape')

  await dialog.getByRole('button', { name: 'web-1' }).first().click()
  const text = paneOf(dialog, 'Install on web-1')
  await expect(text).toContainText(`login --as shop --with "${redacted}"`)
  await expect(text).toContainText('build #{Octopus.Action[Build].Output.Number} on web-1')
  await expect(text).toContainText('systemctl restart shop')
  await expect(text).not.toContainText(secret)
  await exhibit(page, 'plan-script')
  await page.keyboard.press('Escape')
  await expect(paneOf(dialog, 'Options')).toBeVisible()

  await dialog.getByRole('button', { name: 'Check targets' }).click()
  await expect(dialog.getByText('1 target of 4 would fail, as the check found.')).toBeVisible()
  const checks = paneOf(dialog, 'Targets').getByRole('listitem')
  await expect(checks.first()).toContainText('web-3')
  await expect(checks.first()).toContainText('Would fail')
  await exhibit(page, 'plan-preflight')

  await startBehindItsBack(page, world.targetId, 'edge-1')
  await expect(dialog.getByText(/changed since the plan was looked at\.$/)).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'edge-1' }).first()).toBeVisible()
  const listed = await callApi(page, 'deployment.list', {})
  expect(listed.ok ? listed.value : null).toEqual([])
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  // What was chosen is not lost without a word.
  await page.getByRole('button', { name: 'Leave and lose the changes' }).click()
  await expect(deployDialog(page)).toBeHidden()
})
