import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ReleaseId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import { makeZip } from '../support/make-zip'
import { type Backend, makeWorld, must, startDeployment, type World } from '../support/world'
import { backendOf } from './support/api'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { choose, heading } from './support/steps'

async function importShop(backend: Backend): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-packages-'))
  const path = (version: string) => join(folder, `Shop.Web.${version}.zip`)
  for (const version of ['1.4.1', '1.4.2'])
    await writeFile(path(version), await makeZip({ 'site.txt': 'a site\n', 'app.js': `run("${version}")\n` }))
  await must(backend, 'package.import', { paths: ['1.4.1', '1.4.2'].map(path) })
  await rm(folder, { recursive: true, force: true })
}

const lines = (count: number) => Array.from({ length: count }, (_, at) => `echo "part ${at + 1} of the schema"`)

/** The steps of a version: a script that cannot be undone, and a package. Saved ones keep their ids. */
const steps = (version: string, saved: readonly StepInput[]): StepInput[] => {
  const [migrate, install] = saved
  const idsOf = (step: StepInput | undefined) => (step?.id === undefined ? {} : { id: step.id })
  const actionOf = (step: StepInput | undefined) => {
    const id = step?.actions[0]?.id
    return id === undefined ? {} : { id }
  }
  return [
    {
      ...idsOf(migrate),
      name: 'Migrate the database',
      location: 'here',
      roles: [],
      actions: [
        {
          ...actionOf(migrate),
          type: 'script',
          syntax: 'bash',
          body: [...lines(12), `echo "schema ${version}"`, 'echo done'].join('\n'),
          isIrreversible: true,
          isLeftOutOnRollback: true
        }
      ]
    },
    {
      ...idsOf(install),
      name: 'Deploy the shop',
      location: 'targets',
      roles: ['server'],
      actions: [{ ...actionOf(install), type: 'deploy-package', package: { packageId: 'Shop.Web' } }]
    }
  ]
}

/** Makes a release that differs from the one before in a script, two variables and a package, and deploys it. */
async function deployed(backend: Backend, world: World, version: string, packageVersion: string): Promise<ReleaseId> {
  const { projectId, environmentId } = world
  const process = await must(backend, 'process.get', { projectId })
  const isFirst = version === '1.0.0'
  const saved = await must(backend, 'process.save', {
    projectId,
    version: process.version,
    steps: steps(version, isFirst ? [] : (process.steps as readonly StepInput[]))
  })
  const set = await must(backend, 'variables.get', { projectId })
  const [port, password] = set.variables
  await must(backend, 'variables.save', {
    projectId,
    version: set.version,
    variables: [
      { ...(port ? { id: port.id } : {}), type: 'text', name: 'Shop.Port', value: isFirst ? '8080' : '9090' },
      { ...(password ? { id: password.id } : {}), type: 'sensitive', name: 'Shop.Password', value: `s3cret ${version}` }
    ]
  })
  const [, install] = saved.steps
  const actionId = install?.actions[0]?.id
  const release = await must(backend, 'release.create', {
    projectId,
    version,
    notes: `What is new in **${version}**.`,
    ...(actionId === undefined ? {} : { packages: [{ actionId, reference: '', version: packageVersion }] })
  })
  const started = await startDeployment(backend, { releaseId: release.id, environmentId })
  expect(await started.over).toMatchObject({ outcome: 'succeeded' })
  return release.id
}

test('two releases are compared, and an environment goes back to the older one', async ({ slipway, sshd }) => {
  test.setTimeout(120_000)
  const { page } = slipway
  const backend = await backendOf(page)
  const world = await makeWorld(backend, { server: sshd, bodies: ['echo ready'] })
  await importShop(backend)
  const before = await deployed(backend, world, '1.0.0', '1.4.1')
  const after = await deployed(backend, world, '1.1.0', '1.4.2')

  await goTo(page, `/releases/compare/${before}/${after}`)
  await expect(heading(page, '1.0.0 → 1.1.0')).toBeVisible()
  const changed = page.getByRole('list', { name: 'Steps that differ' })
  await expect(changed.getByRole('button', { name: '9 lines the same' })).toBeVisible()
  await expect(changed.getByText('echo "schema 1.1.0"')).toBeVisible()
  const variables = page.getByRole('list', { name: 'Variables that differ' })
  await expect(variables.getByText('9090')).toBeVisible()
  await expect(variables.getByText('Another secret than before')).toBeVisible()
  const packages = page.getByRole('list', { name: 'Packages that differ' })
  await expect(packages.getByText('app.js')).toBeVisible()
  await expect(packages.getByText('site.txt')).toBeHidden()
  await exhibit(page, 'comparison')

  await choose(page.getByRole('combobox', { name: 'Values' }), 'In Test')
  await expect(page.getByText(/What they come to in Test/)).toBeVisible()
  await page.getByRole('button', { name: 'Swap the two releases' }).click()
  await expect(heading(page, '1.1.0 → 1.0.0')).toBeVisible()

  await goTo(page, `/releases/${after}/changes/${world.environmentId}`)
  await expect(page.getByRole('heading', { name: 'Nothing differs' })).toBeVisible()
  await exhibit(page, 'would-change-nothing')

  await must(backend, 'environment.update', { id: world.environmentId, value: { name: 'Test', isProduction: true } })
  await goTo(page, `/releases/${before}/changes/${world.environmentId}`)
  await expect(heading(page, 'What 1.0.0 would change in Test')).toBeVisible()
  await exhibit(page, 'would-change')
  await page.getByRole('button', { name: 'Roll back…' }).click()
  const facts = page.getByRole('list', { name: 'What to know before' })
  await expect(facts.getByText(/“Migrate the database” cannot be undone/)).toBeVisible()
  await expect(facts.getByText(/Nothing has to be sent/)).toBeVisible()
  await page.getByRole('button', { name: /differ$/ }).click()
  await expect(page.getByRole('list', { name: 'Packages that differ' })).toBeVisible()
  const button = page.getByRole('button', { name: 'Roll Test back to 1.0.0' })
  await expect(button).toBeDisabled()
  await page.getByRole('textbox', { name: /Type Test to go on/ }).fill('Test')
  await expect(button).toBeEnabled()
  await exhibit(page, 'rollback')
  await page.keyboard.press('Control+Enter')
  await expect(page).toHaveURL(/\/deployments\/deployment-/)
  await expect(page.getByText(/^Hello World 1\.0\.0 was deployed to Test/).first()).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('gridcell', { name: /^Deploy the shop on web-1: succeeded/ })).toBeVisible()
  const [newest] = await must(backend, 'deployment.list', {})
  const run = await must(backend, 'deployment.get', { id: newest?.id ?? ('' as never) })
  expect(run.plan.choices?.skip).toHaveLength(1)
})
