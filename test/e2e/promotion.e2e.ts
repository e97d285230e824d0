import type { EnvironmentId, ProjectId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import type { Locator, Page } from 'playwright/test'
import type { TestSshd } from '../support/sshd'
import { type Backend, must } from '../support/world'
import { backendOf } from './support/api'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { choose, deployDialog, heading } from './support/steps'

interface Exchange {
  readonly projectId: ProjectId
  readonly production: EnvironmentId
}

/** A currency exchange: Dev by itself, then Test, then Production after somebody agreed; hotfixes go straight there. */
async function makeExchange(backend: Backend, sshd: TestSshd): Promise<Exchange> {
  const account = { kind: 'private-key', name: 'Deployer', username: sshd.username } as const
  const { id: accountId } = await must(backend, 'account.create', { ...account, privateKey: sshd.privateKey })
  const places: EnvironmentId[] = []
  for (const name of ['Dev', 'Test', 'Production']) {
    const { id } = await must(backend, 'environment.create', { name, isProduction: name === 'Production' })
    places.push(id)
    for (const number of [1, 2]) {
      const target = await must(backend, 'target.create', {
        kind: 'ssh',
        name: `${name.toLowerCase()}-${number}`,
        roles: ['web'],
        environmentIds: [id],
        host: sshd.host,
        port: sshd.port,
        accountId
      })
      await must(backend, 'target.trust', { id: target.id, hostKey: sshd.hostKey })
    }
  }
  const [dev, trial, production] = places
  if (!dev || !trial || !production) throw new Error('There are three environments')
  const phase = (name: string, id: EnvironmentId, isAutomatic = false) => ({
    name,
    environments: [{ id, isAutomatic }],
    minimum: 0,
    isOptional: false
  })
  const whole = await must(backend, 'lifecycle.create', {
    name: 'Dev, Test, Production',
    phases: [phase('Dev', dev, true), phase('Test', trial), phase('Production', production)]
  })
  const short = await must(backend, 'lifecycle.create', {
    name: 'Straight to Production',
    phases: [phase('Production', production)]
  })
  const { id: projectId } = await must(backend, 'project.create', { name: 'OctoFX' })
  await must(backend, 'project.setReleases', { id: projectId, value: { lifecycleId: whole.id } })
  await must(backend, 'channel.create', { projectId, value: { name: 'Hotfix', lifecycleId: short.id } })
  await must(backend, 'process.save', { projectId, version: 0, steps: steps(production, 'rates') })
  return { projectId, production }
}

const steps = (production: EnvironmentId, what: string): StepInput[] => [
  {
    name: 'Approve',
    location: 'here',
    roles: [],
    actions: [{ type: 'manual', instructions: 'Is **#{Octopus.Release.Number}** ready?', environments: [production] }]
  },
  {
    name: 'Migrate',
    location: 'here',
    roles: [],
    actions: [
      {
        type: 'script',
        syntax: 'bash',
        body: 'echo migrated',
        isIrreversible: true,
        isLeftOutOnRollback: true
      }
    ]
  },
  {
    name: 'Install',
    location: 'targets',
    roles: ['web'],
    actions: [
      {
        type: 'script',
        syntax: 'bash',
        body: [
          'place="$HOME/fx-$(get_octopusvariable Octopus.Machine.Name)"',
          'get_octopusvariable Octopus.Release.Number > "$place"',
          `echo "${what} $(cat "$place") on $(get_octopusvariable Octopus.Machine.Name)"`
        ].join('\n')
      }
    ]
  }
]

/** Through the form of a new release, in a channel where one is named, to its page. */
async function createRelease(page: Page, projectId: ProjectId, version: string, channel?: string): Promise<string> {
  await goTo(page, `/projects/${projectId}/releases/new`)
  if (channel !== undefined) {
    await choose(page.getByRole('combobox', { name: /^Channel/ }), new RegExp(`^${channel}`))
  }
  await page.getByLabel('Version', { exact: true }).fill(version)
  await page.getByRole('button', { name: 'Create release' }).click()
  await expect(heading(page, version)).toBeVisible()
  return new URL(page.url()).pathname
}

const promote = (page: Page, version: string, place: string): Locator =>
  page.getByRole('button', { name: new RegExp(`^(Deploy|Promote|Deploy again) ${version} to ${place}$`) })

/** From the page of a release through the dialog to the live screen. */
async function promoteTo(page: Page, version: string, place: string): Promise<void> {
  await promote(page, version, place).click()
  const dialog = deployDialog(page)
  if (place === 'Production') await dialog.getByRole('textbox', { name: /This is production/ }).fill(place)
  await dialog.getByRole('button', { name: `Deploy ${version} to ${place}` }).click()
  await expect(page).toHaveURL(/\/deployments\/deployment-/)
}

/** Says yes to what the deployment on screen asks. */
async function agree(page: Page): Promise<void> {
  await expect(page.getByLabel(/Waiting: 1\. Approve/)).toBeVisible()
  await page.keyboard.press('a')
  const answer = page.getByRole('dialog')
  await answer.getByRole('button', { name: 'Take responsibility' }).click()
  await answer.getByRole('radio', { name: /^Proceed/ }).check()
  await answer.getByRole('button', { name: 'Proceed' }).click()
}

const deployed = (page: Page, version: string, place: string): Promise<void> =>
  expect(page.getByText(new RegExp(`^OctoFX ${version} was deployed to ${place}`)).first()).toBeVisible()

const chooseInMenu = async (page: Page, entry: string): Promise<void> => {
  await page.getByRole('button', { name: 'Actions for this release' }).click()
  await page.getByRole('menuitem', { name: entry }).click()
}

test('from Dev by itself through Test to Production, with an approval, a release that is kept back, a hotfix and the way back', async ({
  slipway,
  sshd
}) => {
  test.setTimeout(180_000)
  const { page } = slipway
  const backend = await backendOf(page)
  const { projectId, production } = await makeExchange(backend, sshd)
  await page.reload()

  const first = await createRelease(page, projectId, '1.0.0')
  const progress = page.getByRole('list', { name: 'Progress of 1.0.0' })
  await expect(progress.getByText('is there now')).toHaveCount(1)
  await expect(promote(page, '1.0.0', 'Production')).toBeHidden()
  await expect(page.getByText(/Production is closed: Test needs 1 success, has 0\./).first()).toBeVisible()
  await promoteTo(page, '1.0.0', 'Test')
  await deployed(page, '1.0.0', 'Test')

  await goTo(page, first)
  await chooseInMenu(page, 'Prevent progression…')
  await page.getByRole('dialog').getByLabel('Why').fill('Rates are rounded twice')
  await page.getByRole('dialog').getByRole('button', { name: 'Prevent progression' }).click()
  await expect(page.getByRole('region', { name: 'Progression is prevented' })).toContainText('Rates are rounded twice')
  await expect(promote(page, '1.0.0', 'Production')).toBeHidden()
  await exhibit(page, 'release-prevented')
  await page.getByRole('button', { name: 'Let it go on…' }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^(Let it go on|Resolve)/ })
    .click()
  await expect(page.getByRole('region', { name: 'Progression is prevented' })).toBeHidden()
  await exhibit(page, 'release-progress')
  await promoteTo(page, '1.0.0', 'Production')
  await agree(page)
  await deployed(page, '1.0.0', 'Production')

  const { version, steps: before } = await must(backend, 'process.get', { projectId })
  const better = steps(production, 'better rates').map((step, index) => ({
    ...step,
    id: before[index]?.id,
    actions: step.actions.map(action => ({ ...action, id: before[index]?.actions[0]?.id }))
  }))
  await must(backend, 'process.save', { projectId, version, steps: better })
  await createRelease(page, projectId, '1.0.1', 'Hotfix')
  await promoteTo(page, '1.0.1', 'Production')
  await agree(page)
  await deployed(page, '1.0.1', 'Production')
  await goTo(page, `/projects/${projectId}`)
  await expect(page.getByText('1.0.1').first()).toBeVisible()
  await exhibit(page, 'promotion-overview')

  await goTo(page, `/projects/${projectId}/rollback/${production}`)
  await expect(heading(page, 'Roll back OctoFX in Production')).toBeVisible()
  await expect(page.getByRole('radio', { name: /1\.0\.0/ })).toBeChecked()
  await expect(page.getByRole('checkbox', { name: 'Run “Migrate”' })).not.toBeChecked()
  await exhibit(page, 'rollback')
  await page.getByRole('textbox', { name: /This is production/ }).fill('Production')
  await page.getByRole('button', { name: 'Roll Production back to 1.0.0' }).click()
  await agree(page)
  await deployed(page, '1.0.0', 'Production')
  const log = page.getByRole('log', { name: 'Task log' })
  await expect(log.getByText('rates 1.0.0 on production-1', { exact: true })).toBeVisible()
  await expect(log.getByText('migrated', { exact: true })).toBeHidden()
})
