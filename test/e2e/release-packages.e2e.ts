import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StepInput } from '@shared/model/process'
import { makeZip } from '../support/make-zip'
import { type Backend, must } from '../support/world'
import { backendOf } from './support/api'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { choose, heading } from './support/steps'

const deployStep = (name: string, packageId: string, version?: string): StepInput => ({
  name,
  location: 'targets',
  roles: ['web'],
  actions: [{ type: 'deploy-package', package: { packageId, ...(version === undefined ? {} : { version }) } }]
})

async function importing(backend: Backend, folder: string, names: readonly string[]): Promise<void> {
  const paths = names.map(name => join(folder, name))
  for (const path of paths) await writeFile(path, await makeZip({ 'name.txt': path }))
  await must(backend, 'package.import', { paths })
}

test('versions of packages are chosen for a release, which then has them by content', async ({ slipway }) => {
  const { page } = slipway
  const backend = await backendOf(page)
  const folder = await mkdtemp(join(tmpdir(), 'slipway-packages-'))
  await importing(backend, folder, ['Shop.Web.1.4.1.zip', 'Shop.Web.1.4.2.zip', 'Shop.Api.2.0.0-rc.1.zip'])
  await writeFile(join(folder, 'Tools.1.7.zip'), await makeZip({ 'tools.txt': 'tools' }))
  const feed = await must(backend, 'feed.save', { id: null, feed: { name: 'Stick', kind: 'folder', location: folder } })
  const { id: projectId } = await must(backend, 'project.create', { name: 'Shop' })
  const check: StepInput = {
    name: 'Smoke test',
    location: 'here',
    roles: [],
    actions: [
      {
        type: 'script',
        syntax: 'bash',
        body: 'true',
        packages: [
          { name: 'tools', packageId: 'Tools', feedId: feed.id },
          { name: 'probes', packageId: 'Probes' }
        ]
      }
    ]
  }
  const steps = [deployStep('Deploy web', 'Shop.Web'), deployStep('Deploy API', 'Shop.Api', '2.0.0-rc.1'), check]
  await must(backend, 'process.save', { projectId, version: 0, steps })

  await goTo(page, `/projects/${projectId}/releases/new`)
  const create = page.getByRole('button', { name: 'Create release' })
  await expect(page.getByText('the repository has no version of it', { exact: false })).toBeVisible()
  await expect(create).toBeDisabled()
  await exhibit(page, 'release-new-package-missing')

  await importing(backend, folder, ['Probes.0.9.zip'])
  const field = page.getByRole('combobox', { name: 'Version of Shop.Web for “Deploy web”' })
  await expect(field).toHaveValue('1.4.2')
  await choose(field, '1.4.1')
  await exhibit(page, 'release-new-packages')
  await create.click()
  await expect(heading(page, '0.0.1')).toBeVisible()
  const packages = page.getByRole('table', { name: 'Packages in this release' })
  await expect(packages.getByRole('row', { name: /Shop\.Web 1\.4\.1/ })).toBeVisible()
  await expect(packages.getByRole('row', { name: /Tools 1\.7/ })).toBeVisible()
  await exhibit(page, 'release-packages')
  await rm(folder, { recursive: true, force: true })
})
