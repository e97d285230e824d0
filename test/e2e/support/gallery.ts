import type { EnvironmentId, ProjectId, ReleaseId, TargetId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import type { HostKeyPin } from '@shared/model/target'
import type { TestSshd } from '../../support/sshd'
import { type Backend, must, openEverywhere } from '../../support/world'
import { brokenShopSteps, longSteps, shopSteps, shopVariables } from './gallery-scripts'

/** Where the gallery's targets are; the first few are the web servers of production. */
export const galleryAddresses = Array.from({ length: 9 }, (_, index) => `127.0.0.${11 + index}`)

/** A host key that no host has. */
const strangeKey: HostKeyPin = { algorithm: 'ssh-ed25519', fingerprint: `SHA256:${'kT7qVw2ZcE'.repeat(4)}9Xo` }

/** A workspace with something on every screen. */
export interface Gallery {
  readonly environments: Readonly<Record<'test' | 'staging' | 'production', EnvironmentId>>
  /** A target whose key nobody accepted, and one whose accepted key is not the one it shows. */
  readonly targets: Readonly<Record<'unknownKey' | 'changedKey' | 'good', TargetId>>
  readonly projects: Readonly<Record<'shop' | 'bare' | 'withProcess' | 'withRelease' | 'long', ProjectId>>
  readonly releases: Readonly<Record<'good' | 'broken' | 'unplaced' | 'long', ReleaseId>>
}

/** Fills an empty workspace with a web shop on six servers and what belongs to it. */
export async function makeGallery(backend: Backend, sshd: TestSshd): Promise<Gallery> {
  await openEverywhere(backend)
  const environments = await makeEnvironments(backend)
  const targets = await makeTargets(backend, sshd, environments)
  const shop = await makeShop(backend)
  const { id: groupId } = await must(backend, 'group.create', { name: 'Back office' })
  const project = async (name: string, description: string, steps: readonly StepInput[]) => {
    const { id } = await must(backend, 'project.create', { name, description, groupId })
    if (steps.length > 0) await must(backend, 'process.save', { projectId: id, version: 0, steps: [...steps] })
    return id
  }
  const release = async (projectId: ProjectId, version: string, notes = '') =>
    (await must(backend, 'release.create', { projectId, version, notes })).id

  const bare = await project('Newsletter', '', [])
  const withProcess = await project('Image Resizer', 'Makes the thumbnails of new books.', longSteps('images', 3))
  const withRelease = await project('Search Index', 'Full-text search over the catalogue.', longSteps('search', 3))
  const long = await project(
    'Nightly Export',
    'Copies the orders of the day to the accountants.',
    longSteps('web', 600)
  )
  return {
    environments,
    targets,
    projects: { shop: shop.id, bare, withProcess, withRelease, long },
    releases: {
      good: shop.good,
      broken: shop.broken,
      unplaced: await release(withRelease, '0.9.0'),
      long: await release(long, '2026.11')
    }
  }
}

async function makeEnvironments(backend: Backend): Promise<Gallery['environments']> {
  const make = async (name: string, description: string, isProduction = false) =>
    (await must(backend, 'environment.create', { name, description, isProduction })).id
  return {
    test: await make('Test', 'Where releases are tried out first.'),
    staging: await make('Staging', 'The same as production, without its customers.'),
    production: await make('Production', 'What customers see.', true)
  }
}

async function makeTargets(
  backend: Backend,
  sshd: TestSshd,
  { test, staging, production }: Gallery['environments']
): Promise<Gallery['targets']> {
  const { id: accountId } = await must(backend, 'account.create', {
    kind: 'private-key',
    name: 'Deployer',
    username: sshd.username,
    privateKey: sshd.privateKey
  })
  await must(backend, 'account.create', { kind: 'password', name: 'Print room', username: 'printer', password: 'ink!' })
  await must(backend, 'account.create', { kind: 'agent', name: 'My own keys', username: 'me' })
  const addresses = [...galleryAddresses]
  const make = async (name: string, roles: string[], environmentId: EnvironmentId, hostKey: HostKeyPin | null) => {
    const host = addresses.shift() ?? sshd.host
    const where = { host, port: sshd.port, accountId, environmentIds: [environmentId] }
    const { id } = await must(backend, 'target.create', { kind: 'ssh', name, roles, ...where })
    if (hostKey) await must(backend, 'target.trust', { id, hostKey })
    return id
  }
  for (const name of ['web-1', 'web-2', 'web-3', 'web-4']) await make(name, ['web'], production, sshd.hostKey)
  await make('db-1', ['database'], production, sshd.hostKey)
  await make('worker-1', ['worker', 'web'], production, sshd.hostKey)
  const good = await make('test-1', ['web', 'database', 'worker'], test, sshd.hostKey)
  const changedKey = await make('staging-1', ['web', 'database', 'worker'], staging, strangeKey)
  const unknownKey = await make('cache-1', ['cache', 'search'], staging, null)
  const local = { name: 'This workstation', roles: ['tools'], environmentIds: [test], isDisabled: true }
  await must(backend, 'target.create', { kind: 'local', ...local })
  return { good, changedKey, unknownKey }
}

async function makeShop(
  backend: Backend
): Promise<{ readonly id: ProjectId; readonly good: ReleaseId; readonly broken: ReleaseId }> {
  const description = 'The shop itself: catalogue, database and web servers.'
  const { id } = await must(backend, 'project.create', { name: 'Web Shop', description })
  await must(backend, 'variables.save', { projectId: id, version: 0, variables: [...shopVariables] })
  const release = async (version: string, notes: string, steps: readonly StepInput[], saved: number) => {
    await must(backend, 'process.save', { projectId: id, version: saved, steps: [...steps] })
    return (await must(backend, 'release.create', { projectId: id, version, notes })).id
  }
  const good = await release('2.4.0', 'Gift wrapping, and a faster basket.', shopSteps, 0)
  const notes = 'Pays by invoice.\nThe health check asks for the basket now, too.'
  return { id, good, broken: await release('2.4.1', notes, brokenShopSteps, 1) }
}
