import type { DeploymentId, EnvironmentId, ProjectId, ReleaseId } from '@shared/ids'
import { makeChain, openLab } from '../../support/certificates'
import { type Backend, must, startDeployment } from '../../support/world'

/** Addresses by the path of the router that they belong to. */
export type Addresses = Readonly<Record<string, string>>

/** The demo, open in the window, with what it leaves out, so that every screen has something to show. */
export interface DemoScene {
  readonly books: ProjectId
  readonly fx: ProjectId
  readonly test: EnvironmentId
  readonly addresses: Addresses
  readonly deploy: (releaseId: ReleaseId, environmentId: EnvironmentId) => Promise<DeploymentId>
  readonly releaseOf: (projectId: ProjectId, version: string) => Promise<ReleaseId>
}

/** The first one, or the one with this name. */
function found<Item extends object>(items: readonly Item[], name?: string): Item {
  const item = name === undefined ? items[0] : items.find(each => 'name' in each && each.name === name)
  if (item === undefined) throw new Error(`The demo has no ${name ?? 'such thing'}`)
  return item
}

/** Opens the demo and adds to it. Windows have to be loaded anew afterwards. */
export async function makeDemoScene(backend: Backend): Promise<DemoScene> {
  await must(backend, 'workspace.open', { kind: 'demo' })
  const environments = await must(backend, 'environment.list', {})
  const [test, production] = [found(environments, 'Test').id, found(environments, 'Production').id]
  const projects = await must(backend, 'project.list', {})
  const [books, fx] = [found(projects, 'Harbour Books').id, found(projects, 'Harbour FX').id]
  const addresses = {
    '/environments/:id': `/environments/${test}`,
    ...(await addMachines(backend)),
    ...(await addToLibrary(backend)),
    ...(await addToProject(backend, books, test, production)),
    ...(await packagesOf(backend))
  }
  return {
    books,
    fx,
    test,
    addresses,
    deploy: async (releaseId, environmentId) => {
      const { id, over } = await startDeployment(backend, { releaseId, environmentId })
      await over
      return id
    },
    releaseOf: async (projectId, version) => {
      const releases = await must(backend, 'release.list', { projectId })
      return found(releases.filter(release => release.version === version)).id
    }
  }
}

async function addMachines(backend: Backend): Promise<Addresses> {
  const target = found(await must(backend, 'target.list', {}))
  const { id: accountId } = found(await must(backend, 'account.list', {}))
  const gate = { name: 'gate', host: '127.0.0.1', port: 22, accountId }
  const jumpHost = await must(backend, 'jumpHost.create', gate)
  await must(backend, 'policy.create', { name: 'Strict' })
  return { '/targets/:id': `/targets/${target.id}`, '/targets/jump-hosts/:id': `/targets/jump-hosts/${jumpHost.id}` }
}

async function addToLibrary(backend: Backend): Promise<Addresses> {
  const lab = await openLab()
  await makeChain(lab, 'ec')
  const content = (await lab.read('ec.pem')).toString('base64')
  await lab.close()
  await must(backend, 'certificate.create', { name: 'Shop', content })
  const set = found(await must(backend, 'library.list', {}))
  const lifecycle = found(await must(backend, 'lifecycle.list', {}), 'Test, then Production')
  return { '/library/:id': `/library/${set.id}`, '/library/lifecycles/:id': `/library/lifecycles/${lifecycle.id}` }
}

/** Two tenants, a runbook that is published, a trigger that is paused and a freeze to come. */
async function addToProject(
  backend: Backend,
  projectId: ProjectId,
  test: EnvironmentId,
  production: EnvironmentId
): Promise<Addresses> {
  await must(backend, 'project.setReleases', { id: projectId, value: { tenancy: 'allowed' } })
  const projects = [{ projectId, environmentIds: [test, production] }]
  const { id: tenantId } = await must(backend, 'tenant.create', { name: 'Acme', tags: ['Region/North'], projects })
  await must(backend, 'tenant.create', { name: 'Bolt', tags: ['Region/South'], projects })
  const about = { name: 'Rotate keys', description: 'Once a quarter.' }
  const { id: runbookId } = await must(backend, 'runbook.create', { projectId, value: about })
  const action = { type: 'script' as const, syntax: 'bash' as const, body: 'true' }
  const step = { name: 'Make keys', location: 'here' as const, roles: [], actions: [action] }
  await must(backend, 'runbook.save', { id: runbookId, version: 0, steps: [step] })
  await must(backend, 'runbook.publish', { id: runbookId })
  const when = { kind: 'schedule' as const, cron: '0 2 * * *', timeZone: 'Europe/Vienna' }
  const does = { kind: 'deploy-release' as const, from: test, to: production }
  const trigger = { name: 'Nightly', description: '', when, does, isDisabled: true }
  await must(backend, 'trigger.create', { projectId, value: trigger })
  const soon = Date.now() + 100_000_000
  await must(backend, 'freeze.create', { name: 'Winter break', startsAt: soon, endsAt: 2 * soon })
  return {
    '/tenants/:id': `/tenants/${tenantId}`,
    '/runbooks/:id': `/runbooks/${runbookId}`,
    '/runbooks/:id/runs': `/runbooks/${runbookId}/runs`,
    '/runbooks/:id/settings': `/runbooks/${runbookId}/settings`
  }
}

async function packagesOf(backend: Backend): Promise<Addresses> {
  const { packageId, versions } = found(await must(backend, 'package.list', { text: '' }))
  const [newest, oldest] = [found(versions).id, found([...versions].reverse()).id]
  const feed = { name: 'Folder of builds', kind: 'folder' as const, location: '/var/builds' }
  await must(backend, 'feed.save', { id: null, feed })
  return {
    '/packages/of/:packageId': `/packages/of/${packageId}`,
    '/packages/contents/:id': `/packages/contents/${newest}`,
    '/packages/compare/:before/:after': `/packages/compare/${oldest}/${newest}`
  }
}
