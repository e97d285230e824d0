import type { CallName, CatalogEntity, Input } from '@shared/api'
import { expect, it, vi } from 'vitest'
import { StoredCollection } from '../../electron/store/collection'
import type { Store } from '../../electron/store/store'
import { type ReadName, reads } from '../../renderer/stores/reads'
import { scriptStep } from '../support/deployable'
import { makeTenantShop } from '../support/tenant-shop'
import { must, openTestWorkspace, type TestWorkspace } from '../support/workspace'

type Inputs = { readonly [Name in ReadName]?: Input<Name> }

/** What a change of each collection is called when it is told to windows. Health and deployments have news of their own. */
const told: { readonly [Key in keyof Store]?: CatalogEntity } = {
  environments: 'environment',
  accounts: 'account',
  targets: 'target',
  jumpHosts: 'jump-host',
  policies: 'policy',
  settings: 'settings',
  mail: 'settings',
  groups: 'group',
  projects: 'project',
  processes: 'process',
  variableSets: 'variables',
  librarySets: 'library-set',
  certificates: 'certificate',
  lifecycles: 'lifecycle',
  channels: 'channel',
  freezes: 'freeze',
  tenants: 'tenant',
  triggers: 'trigger',
  approvers: 'approval',
  approvals: 'approval',
  apiKeys: 'http-api',
  releases: 'release',
  runbooks: 'runbook',
  packages: 'package',
  feeds: 'feed',
  bundles: 'bundle'
}

/** What is only asked whether it is there: without it there is no answer, and nobody looks at it. */
const onlyIfThere: { readonly [Name in ReadName]?: readonly CatalogEntity[] } = {
  'process.get': ['project'],
  'variables.get': ['project'],
  'channel.list': ['project'],
  'release.list': ['project'],
  'release.packageSlots': ['project'],
  'runbook.list': ['project']
}

/** The kinds of records that some work looks at. */
async function kindsReadBy({ workspaces }: TestWorkspace, work: () => Promise<unknown>): Promise<readonly string[]> {
  const collections = await workspaces.use(async ({ store }) => new Map(Object.entries(store).map(([k, v]) => [v, k])))
  const seen = new Set<string>()
  const note = (collection: unknown) => {
    const kind = told[collections.get(collection) as keyof Store]
    if (kind !== undefined) seen.add(kind)
  }
  const { all, get } = StoredCollection.prototype
  const spies = [
    vi.spyOn(StoredCollection.prototype, 'all').mockImplementation(function (this: typeof StoredCollection.prototype) {
      note(this)
      return all.call(this)
    }),
    vi.spyOn(StoredCollection.prototype, 'get').mockImplementation(function (
      this: typeof StoredCollection.prototype,
      id
    ) {
      note(this)
      return get.call(this, id)
    })
  ]
  await work()
  for (const spy of spies) spy.mockRestore()
  return [...seen].sort()
}

/** Shop with tenants, a runbook and a library set; two releases were deployed for Acme, and one more for nobody. */
async function livedIn() {
  const workspace = await openTestWorkspace()
  const { call, over } = workspace
  const { projectId, releaseId, test, acme } = await makeTenantShop(call)
  const set = must(await call('library.create', { name: 'Mail' }))
  const variables = [{ name: 'Greeting', type: 'text' as const, value: 'hello' }]
  must(await call('library.save', { id: set.id, version: 0, variables }))
  must(await call('variables.save', { projectId, version: 0, variables, includes: [set.id] }))
  const runbook = must(await call('runbook.create', { projectId, value: { name: 'Restart' } }))
  must(await call('runbook.save', { id: runbook.id, version: 0, steps: [scriptStep('Restart')] }))
  const second = must(await call('release.create', { projectId, version: '1.1.0' }))
  for (const [release, tenantId] of [
    [releaseId, acme.id],
    [second.id, acme.id],
    [releaseId, undefined],
    [second.id, undefined]
  ] as const)
    await over(must(await call('deployment.start', { releaseId: release, environmentId: test, tenantId })).id)
  const place = { source: { kind: 'release', id: releaseId }, environmentId: test, tenantId: acme.id } as const
  const there = { environmentId: test, tenantId: acme.id }
  const inputs: Inputs = {
    'workspace.info': {},
    'environment.list': {},
    'tenant.list': {},
    'tenant.overview': { id: acme.id },
    'account.list': {},
    'target.list': {},
    'jumpHost.list': {},
    'policy.list': {},
    'health.list': {},
    'group.list': {},
    'project.list': {},
    'process.get': { projectId },
    'variables.get': { projectId },
    'variables.check': { projectId },
    'variables.explain': { ...place, name: 'Greeting' },
    'variables.preview': place,
    'library.list': {},
    'library.get': { id: set.id },
    'certificate.list': {},
    'release.list': { projectId },
    'release.get': { id: releaseId },
    'release.packageSlots': { projectId },
    'package.list': {},
    'bundle.all': {},
    'feed.list': {},
    'release.suggest': { projectId },
    'release.preview': { projectId, versioning: null },
    'release.progression': { id: releaseId, tenantId: acme.id },
    'release.tenants': { id: releaseId },
    'release.matrix': { projectId },
    'release.compare': { before: releaseId, after: second.id, ...there },
    'release.wouldChange': { releaseId, ...there },
    'rollback.ways': { projectId, ...there },
    'rollback.plan': { releaseId, ...there },
    'lifecycle.list': {},
    'channel.list': { projectId },
    'freeze.list': {},
    'trigger.list': { projectId },
    'retention.preview': {},
    'approver.list': {},
    'environment.overview': { id: test },
    'runbook.list': { projectId },
    'runbook.get': { id: runbook.id },
    'deployment.list': { projectId },
    'deployment.listOpen': {}
  }
  return { workspace, inputs, release: second, runbook }
}

it('every answer that the window keeps is asked for again when records change that it was made from', async () => {
  const { workspace, inputs } = await livedIn()
  const untold: Record<string, readonly string[]> = {}
  for (const [name, input] of Object.entries(inputs) as [ReadName, Input<CallName>][]) {
    const kinds = await kindsReadBy(workspace, async () => must(await workspace.call(name, input as never)))
    const known: readonly string[] = [...reads[name], ...(onlyIfThere[name] ?? [])]
    const missing = kinds.filter(kind => !known.includes(kind))
    if (missing.length > 0) untold[name] = missing
  }
  expect(untold).toEqual({})
})

type Lived = Awaited<ReturnType<typeof livedIn>>
const deletions: readonly (readonly [string, (lived: Lived) => Promise<unknown>])[] = [
  ['a release', async ({ workspace: { call }, release }) => must(await call('release.delete', { id: release.id }))],
  [
    'a runbook',
    async ({ workspace: { call }, runbook }) =>
      must(await call('runbook.delete', { id: runbook.id, confirmName: runbook.name }))
  ],
  [
    'a project',
    async ({ workspace: { call }, release: { projectId: id } }) => {
      const [project] = must(await call('project.list', {}))
      must(await call('project.delete', { id, confirmName: project?.name ?? '' }))
    }
  ]
]

it.each(deletions)(
  'what is gone with %s that is deleted is gone from every answer that the window keeps',
  async (_, remove) => {
    const lived = await livedIn()
    const { workspace, inputs, runbook } = lived
    const { id: environmentId } = must(await workspace.call('environment.list', {}))[0] ?? {}
    if (environmentId === undefined) throw new Error('There is no environment')
    const published = must(await workspace.call('runbook.publish', { id: runbook.id }))
    const run = must(await workspace.call('deployment.start', { releaseId: published.id, environmentId }))
    await workspace.over(run.id)
    const answers = async () => {
      const found: Record<string, string> = {}
      for (const [name, input] of Object.entries(inputs) as [ReadName, Input<CallName>][])
        found[name] = JSON.stringify(await workspace.call(name, input as never))
      return found
    }
    const before = await answers()
    const pushed = workspace.pushed().length
    await remove(lived)
    const after = await answers()
    const entities = workspace
      .pushed()
      .slice(pushed)
      .flatMap(event => (event.type === 'catalog.changed' ? [event.entity] : []))
    const isTold = (name: ReadName) =>
      (reads[name] as readonly CatalogEntity[]).some(entity => entities.includes(entity))
    const changed = (Object.keys(inputs) as ReadName[]).filter(name => before[name] !== after[name])
    expect(changed).toContain('deployment.list')
    expect(changed.filter(name => !isTold(name))).toEqual([])
  }
)
