import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { BundleView } from '@shared/bundle-calls'
import type { Page } from 'playwright/test'
import { type Backend, must } from '../support/world'
import { backendOf, callApi } from './support/api'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { choose, heading } from './support/steps'

const password = 'correct horse battery'
const secret = 'tr0ub4dor-and-3'

/** A machine far away: a folder of a user who knows nothing of Slipway, with a copy of the bundle. */
async function farEnd({ id, path, words }: BundleView) {
  const base = await mkdtemp(join(tmpdir(), 'slipway-till-'))
  const home = join(base, 'home')
  await chmod(base, 0o755)
  await mkdir(home)
  await cp(path, join(base, 'bundle'), { recursive: true })
  await writeFile(join(home, 'password'), `${password}\n`, { mode: 0o600 })
  const who = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
  if (process.getuid?.() === 0) spawnSync('chown', ['-R', '65534:65534', base])
  const start = (...more: readonly string[]): ChildProcess =>
    spawn(
      'sh',
      [join(base, 'bundle/deploy.sh'), '--yes', '--signer', words, '--password-file', join(home, 'password'), ...more],
      { ...who, cwd: home, env: { HOME: home, PATH: '/usr/bin:/bin' }, detached: true, stdio: 'ignore' }
    )
  const receipt = join(home, '.slipway/offline', id, `receipt-${id}.json`)
  return {
    home,
    receipt,
    start,
    ended: (child: ChildProcess) => new Promise<number | null>(resolve => child.once('close', resolve)),
    text: () => readFile(receipt, 'utf8').catch(() => ''),
    remove: () => rm(base, { recursive: true, force: true })
  }
}

/** Through the form. */
async function addTill(page: Page): Promise<void> {
  await goTo(page, '/targets')
  await expect(heading(page, 'Targets')).toBeVisible()
  await page.keyboard.press('n')
  const form = page.getByRole('dialog', { name: 'Add target' })
  await form.getByText('Offline', { exact: true }).click()
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill('till-1')
  await form.getByRole('textbox', { name: 'Password' }).fill(password)
  await form.getByRole('combobox', { name: 'Roles' }).fill('till')
  await form.getByRole('combobox', { name: 'Roles' }).press('Enter')
  await choose(form.getByRole('combobox', { name: 'Environments' }), 'Test')
  await page.keyboard.press('Tab')
  await exhibit(page, 'target-offline-form')
  await form.getByRole('button', { name: 'Add target' }).click()
  await expect(form).toBeHidden()
  await expect(heading(page, 'till-1')).toBeVisible()
}

const script = (name: string, body: string) => ({
  name,
  location: 'targets' as const,
  roles: ['till'],
  actions: [{ type: 'script' as const, syntax: 'bash' as const, body }]
})

/** The second step hangs when it runs for the first time. */
const waits =
  'if [ ! -e ~/was-here ]; then touch ~/was-here; sleep 600; fi\necho "installed in #{Octopus.Action[Install].Output.Path}"'

async function makeRelease(backend: Backend, environmentId: string) {
  const project = await must(backend, 'project.create', { name: 'Shop' })
  const row = { name: 'Db.Password', type: 'sensitive' as const, value: secret, scope: {} }
  await must(backend, 'variables.save', { projectId: project.id, version: 0, variables: [row] })
  const steps = [
    script('Install', 'echo "password: #{Db.Password}"\nset_octopusvariable Path /srv/shop'),
    script('Check', waits)
  ]
  await must(backend, 'process.save', { projectId: project.id, version: 0, steps })
  const release = await must(backend, 'release.create', { projectId: project.id, version: '1.0.0' })
  return { releaseId: release.id, environmentId: environmentId as never }
}

test('a bundle is carried away, killed half-way, run again, and its receipt fills the deployment', async ({
  slipway
}) => {
  const { page } = slipway
  const backend = await backendOf(page)
  const environment = await must(backend, 'environment.create', { name: 'Test' })
  await addTill(page)
  const { id } = await must(backend, 'deployment.start', await makeRelease(backend, environment.id))
  await goTo(page, `/deployments/${id}`)
  const card = page.getByRole('region', { name: 'Handed over: bundle for till-1' })
  await expect(card).toContainText('Its receipt is not back yet.')
  await exhibit(page, 'deployment-handed-over')

  const [bundle] = await must(backend, 'bundle.list', { deploymentId: id })
  if (bundle === undefined) throw new Error('There is no bundle')
  await card.getByRole('button', { name: /^Commands/ }).click()
  await expect(card.getByRole('button', { name: /^Commands/ })).toContainText('Copied')
  const copied = await slipway.app.evaluate(({ clipboard }) => clipboard.readText())
  expect(copied).toBe(`cd ${basename(bundle.path)} && sh deploy.sh --signer "${bundle.words}"`)
  const till = await farEnd(bundle)
  try {
    const first = till.start()
    const over = till.ended(first)
    await expect.poll(() => readFile(join(till.home, 'was-here'), 'utf8').catch(() => null)).not.toBeNull()
    process.kill(-(first.pid ?? 0), 'SIGKILL')
    // What the action started has a group of its own, which outlives the runner.
    const [group] = (await readFile(join(till.receipt, '../under-way'), 'utf8')).split(' ')
    process.kill(-Number(group), 'SIGKILL')
    await over
    expect(await till.ended(till.start('--retry-unfinished'))).toBe(0)

    const chooser = page.locator('input[type="file"]')
    const file = (text: string) => ({ name: 'receipt.json', mimeType: 'application/json', buffer: Buffer.from(text) })
    const receipt = await till.text()
    await chooser.setInputFiles(file(receipt.replace('/srv/shop', '/srv/else')))
    await expect(page.getByText('The receipt was changed after it was written, or is damaged.')).toBeVisible()
    await exhibit(page, 'receipt-refused')

    await goTo(page, '/targets/bundles')
    const row = page.getByRole('table', { name: 'Bundles' }).getByRole('row', { name: /till-1 Shop 1\.0\.0 to Test/ })
    await expect(row).toContainText('The receipt was changed after it was written, or is damaged.')
    await exhibit(page, 'bundles')
    await row.focus()
    await page.keyboard.press('Enter')
    await expect(card).toBeVisible()
    await chooser.setInputFiles(file(receipt))
    await expect(card).toBeHidden()
    await expect(page.getByText('Succeeded').first()).toBeVisible()
    await expect(page.getByText('password: ••••••')).toBeVisible()
    await expect(page.getByText('installed in /srv/shop')).toBeVisible()
    await exhibit(page, 'deployment-receipt')
    expect(
      await callApi(page, 'receipt.importFile', { content: Buffer.from(receipt).toString('base64') })
    ).toMatchObject({
      ok: false,
      failure: { message: 'This very receipt was imported before.' }
    })
    await goTo(page, '/targets/bundles')
    await expect(row).toContainText('Receipt is back')
    await choose(page.getByRole('combobox', { name: 'State' }), 'Waiting for its receipt')
    await expect(page.getByText('No bundle matches.')).toBeVisible()
    await exhibit(page, 'bundles-none')
    await goTo(page, `/targets/${bundle.targetId}`)
    await expect(heading(page, 'till-1')).toBeVisible()
    await exhibit(page, 'target-offline')
  } finally {
    await till.remove()
  }
})
