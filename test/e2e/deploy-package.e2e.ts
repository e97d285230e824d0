import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StepInput } from '@shared/model/process'
import type { Locator, Page } from 'playwright/test'
import { makeZip } from '../support/make-zip'
import { type Backend, makeWorld, must } from '../support/world'
import { backendOf } from './support/api'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { deployDialog, deployInWindow, heading, openDeployDialog } from './support/steps'

async function importShop(backend: Backend): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-packages-'))
  const path = (version: string) => join(folder, `Shop.Web.${version}.zip`)
  for (const version of ['1.4.1', '1.4.2'])
    await writeFile(
      path(version),
      await makeZip({
        'appsettings.json': `{ "Greeting": "none", "Version": "${version}" }\n`,
        'site.txt': 'a site\n',
        'Deploy.sh': 'echo "The package says $(cat appsettings.json)"\n'
      })
    )
  await must(backend, 'package.import', { paths: ['1.4.1', '1.4.2'].map(path) })
  await rm(folder, { recursive: true, force: true })
}

const unfold = (page: Page, name: RegExp): Promise<void> => page.getByRole('button', { name }).click()

/** Adds a step that deploys Shop.Web, configured, to the process that is shown. */
async function addStep(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add step' }).first().click()
  const picker = page.getByRole('dialog', { name: 'Add a step' })
  await picker.getByRole('button', { name: /Deploy a Package/ }).click()
  await page.getByLabel('Name', { exact: true }).fill('Deploy web')
  const id = page.getByRole('combobox', { name: 'Package', exact: true })
  await id.fill('shop')
  await page.getByRole('option', { name: 'Shop.Web' }).click()
  await expect(id).toHaveValue('Shop.Web')
  await page.getByRole('combobox', { name: 'Roles' }).fill('server')
  await page.keyboard.press('Enter')
  await unfold(page, /^Scripts/)
  await page.getByRole('button', { name: 'Add PostDeploy script' }).click()
  await page.getByRole('textbox', { name: 'PostDeploy script' }).click()
  await page.keyboard.insertText('echo "Installed #{Octopus.Action.Package.PackageVersion}"')
  await exhibit(page, 'package-form-scripts')
  await unfold(page, /^Scripts/)
  await unfold(page, /^Configuration/)
  await page.getByRole('textbox', { name: /^Set values in/ }).fill('appsettings.json')
  await unfold(page, /^Installation/)
  await exhibit(page, 'package-form')
  await unfold(page, /^NGINX/)
  await page.getByRole('switch', { name: /^Set up a site/ }).click({ force: true })
  await exhibit(page, 'package-form-nginx')
  await page.getByRole('switch', { name: /^Set up a site/ }).click({ force: true })
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled()
  await expect(page.getByText('Unsaved changes')).toBeHidden()
}

const log = (page: Page): Locator => page.getByRole('log', { name: 'Task log' })
const cell = (page: Page, name: RegExp): Locator => page.getByRole('gridcell', { name })

test('a package is deployed by a step made in the window, and is there already the second time', async ({
  slipway,
  sshd
}) => {
  test.setTimeout(120_000)
  const { page } = slipway
  const backend = await backendOf(page)
  const world = await makeWorld(backend, {
    server: sshd,
    bodies: ['echo ready'],
    variables: [{ type: 'text', name: 'Greeting', value: 'Hello' }]
  })
  await importShop(backend)
  await goTo(page, `/projects/${world.projectId}/process`)
  await addStep(page)

  await goTo(page, `/projects/${world.projectId}/releases/new`)
  await expect(page.getByRole('combobox', { name: 'Version of Shop.Web for “Deploy web”' })).toHaveValue('1.4.2')
  await page.getByRole('button', { name: 'Create release' }).click()
  await expect(heading(page, '0.0.2')).toBeVisible()
  await exhibit(page, 'release-of-a-package')
  const [release] = await must(backend, 'release.list', { projectId: world.projectId })
  const releaseId = release?.id ?? ''

  await openDeployDialog(page, releaseId)
  const brings = deployDialog(page).getByRole('list', { name: 'Packages of Acquire packages' })
  await expect(brings.getByText(/Shop\.Web 1\.4\.2 · \d+ bytes/)).toBeVisible()
  await exhibit(page, 'plan-with-packages')
  await page.keyboard.press('Escape')

  await deployInWindow(page, releaseId)
  await expect(cell(page, /^Acquire packages on web-1: succeeded/)).toBeVisible()
  await expect(cell(page, /^Deploy web on web-1: succeeded/)).toBeVisible({ timeout: 30_000 })
  await expect(log(page).getByText('Installed 1.4.2', { exact: true })).toBeVisible()
  await expect(log(page).getByText(/The package says .*"Hello"/)).toBeVisible()
  await exhibit(page, 'deployed-package')

  await deployInWindow(page, releaseId)
  await expect(cell(page, /^Deploy web on web-1: succeeded/)).toBeVisible({ timeout: 30_000 })
  await expect(log(page).getByText('Shop.Web 1.4.2: already there.', { exact: true })).toBeVisible()

  await changeSomething(sshd.home)
  await page.getByRole('button', { name: 'All actions' }).click()
  await page.getByRole('menuitem', { name: 'Check files on targets' }).click()
  await expect(page.getByText('1 file changed, 1 file extra.')).toBeVisible({ timeout: 30_000 })
  await page.getByRole('option', { name: /site\.txt/ }).click()
  await expect(page.getByText('+ somebody was here')).toBeVisible()
  await exhibit(page, 'drift')
  await page.getByRole('button', { name: 'Put it back' }).click()
  await expect(page.getByText('1 file extra.', { exact: true })).toBeVisible()
  await page.getByRole('option', { name: /left\.log/ }).click()
  await page.getByRole('button', { name: 'Keep it as it is' }).click()
  await expect(page.getByText(/^All \d+ files are as they were\.$/)).toBeVisible()
})

/** What a person with a shell did on the target meanwhile. */
async function changeSomething(sshHome: string): Promise<void> {
  const root = join(sshHome, '.slipway/applications/Test/Shop.Web')
  const newest = (await readdir(root)).sort().at(-1) ?? ''
  await appendFile(join(root, newest, 'site.txt'), 'somebody was here\n')
  await writeFile(join(root, newest, 'left.log'), 'behind\n')
}

const on = (name: string, action: StepInput['actions'][number]): StepInput => ({
  name,
  location: 'targets',
  roles: ['web'],
  actions: [action]
})

test('every form of a package can be read by everybody', async ({ slipway, home }) => {
  const { page } = slipway
  const backend = await backendOf(page)
  const { id: projectId } = await must(backend, 'project.create', { name: 'Shop' })
  await must(backend, 'feed.save', { id: null, feed: { name: 'Stick', kind: 'folder', location: home } })
  const steps = [
    on('Copy tools', { type: 'transfer-package', package: { packageId: 'Shop.Tools', version: '1.0.0' }, to: '/opt' }),
    on('Migrate', { type: 'package-script', syntax: 'bash', package: { packageId: 'Shop.Db' }, file: 'migrate.sh' }),
    on('Look', {
      type: 'script',
      syntax: 'bash',
      body: 'ls tools',
      packages: [{ name: 'tools', packageId: 'Shop.Tools', isExtracted: true }]
    }),
    on('Serve', {
      type: 'deploy-package',
      package: { packageId: 'Shop.Web' },
      installTo: { path: '/srv/shop', purge: { keep: ['uploads/**'] } },
      keep: { unit: 'count', count: 3 },
      nginx: {
        bindings: [{ protocol: 'https', port: 443, certificate: 'Site.Certificate' }],
        locations: [{ path: '/' }, { path: '/api', directives: 'proxy_pass http://localhost:5000' }]
      }
    })
  ]
  await must(backend, 'process.save', { projectId, version: 0, steps })
  await goTo(page, `/projects/${projectId}/process`)
  const show = (name: string) =>
    page.getByRole('list', { name: 'Steps' }).locator('[data-row]', { hasText: name }).click()
  await show('Copy tools')
  await expect(page.getByRole('textbox', { name: 'Folder on the target' })).toHaveValue('/opt')
  await exhibit(page, 'package-form-transfer')
  await show('Migrate')
  await unfold(page, /^When/)
  await exhibit(page, 'package-form-script')
  await unfold(page, /^When/)
  await show('Look')
  await unfold(page, /^Other packages/)
  await page.getByRole('combobox', { name: 'Package 1' }).scrollIntoViewIfNeeded()
  await exhibit(page, 'package-form-other-packages')
  await unfold(page, /^Other packages/)
  await show('Serve')
  await unfold(page, /^Installation/)
  await exhibit(page, 'package-form-installation')
  await unfold(page, /^Installation/)
  await unfold(page, /^NGINX/)
  await page.getByRole('button', { name: 'Add location' }).scrollIntoViewIfNeeded()
  await exhibit(page, 'package-form-nginx-https')
})
