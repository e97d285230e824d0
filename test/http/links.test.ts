import { describe, expect, it } from 'vitest'
import { onlySpace, startTestApi } from '../support/http-api'
import { packageStep, shopWith, slot, stored } from '../support/shop'
import { must } from '../support/workspace'

/** A workspace with one of everything that has an address of its own. */
async function full() {
  const shop = await shopWith(packageStep('Web', 'Shop.Web'))
  const { call, projectId } = shop
  await stored(shop, 'Shop.Web', '1.0.0')
  const { id: environmentId } = must(await call('environment.create', { name: 'Test' }))
  const rules = [{ slots: [slot(shop.actions[0])], range: '[1.0,2.0)' }]
  await shop.channel({ name: 'Stable', rules })
  must(await call('target.create', { kind: 'local', name: 'bench', roles: ['web'], environmentIds: [environmentId] }))
  const tenant = { name: 'Acme', tags: ['Region/North'], projects: [{ projectId, environmentIds: [environmentId] }] }
  must(await call('tenant.create', tenant))
  must(await call('runbook.create', { projectId, value: { name: 'Tidy' } }))
  const release = must(await shop.release({ channelId: shop.defaultId }))
  must(await call('deployment.start', { releaseId: release.id, environmentId, startAt: Date.now() + 3_600_000 }))
  const feed = { name: 'Theirs', kind: 'nuget' as const, location: 'https://packages.example/index.json' }
  must(await call('feed.save', { id: null, feed }))
  return { ...shop, ...(await startTestApi(onlySpace(call))) }
}

/** The addresses of lists, without what stands for parameters; what is only sent to is left out. */
const listsIn = (links: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(links)
    .filter(([name, address]) => !address.startsWith('/api/{') && name !== 'PackageUpload')
    .map(([, address]) => address.replace(/\{.*$/, '').replace(/^\/api/, ''))

/** Without how long ago something ended: time goes on between two reads. */
const timeless = ({ Completed: _, ...resource }: Record<string, unknown>) => resource

describe('addresses that are told', () => {
  it('lead to something, and those of resources to these', async () => {
    const { get } = await full()
    const seen: string[] = []
    for (const root of ['', '/Spaces-1'])
      for (const path of listsIn((await get(root)).json.Links)) {
        const { status, json } = await get(path)
        expect([path, status]).toEqual([path, 200])
        for (const item of json.Items ?? []) {
          const self = await get(item.Links.Self.replace(/^\/api/, ''))
          expect([item.Links.Self, self.status, self.json.Id]).toEqual([item.Links.Self, 200, item.Id])
          const again = await get(`${path}/${encodeURIComponent(item.Id)}`)
          expect(timeless(again.json)).toEqual(timeless(self.json))
          seen.push(json.ItemType)
        }
      }
    expect([...new Set(seen)].sort()).toEqual([
      'Channel',
      'Deployment',
      'DeploymentTarget',
      'Environment',
      'Feed',
      'Lifecycle',
      'Package',
      'Project',
      'ProjectGroup',
      'Release',
      'Runbook',
      'Space',
      'TagSet',
      'Task',
      'Tenant'
    ])
  })

  it('are those of processes and snapshots as well', async () => {
    const { get, send } = await full()
    const runbook = (await get('/runbooks')).json.Items[0]
    const steps = { Steps: [{ Name: 'Tidy', Properties: {}, Actions: [{ Name: 'Tidy', ...script }] }] }
    const path = `/projects/shop/runbookProcesses/${runbook.RunbookProcessId}`
    const saved = await send('PUT', path, { ...(await get(path)).json, ...steps })
    const snapshot = await send('POST', '/projects/shop/runbookSnapshots?publish=true', { RunbookId: runbook.Id })
    const process = await get('/projects/shop/deploymentprocesses')
    for (const { json } of [saved, snapshot, process])
      expect((await get(json.Links.Self.replace(/^\/api/, ''))).json).toEqual(json)
    expect((await get('/runbookSnapshots/nonsense')).status).toBe(404)
  })

  it('show channels with what their rules are about', async () => {
    const { get, projectId } = await full()
    const { json } = await get('/projects/shop/channels?name=stable')
    const [rule] = json.Items[0].Rules
    expect([json.TotalResults, json.Items[0].ProjectId, rule]).toEqual([
      1,
      projectId,
      {
        VersionRange: '[1.0,2.0)',
        Tag: null,
        Actions: ['Web'],
        ActionPackages: [{ DeploymentAction: 'Web', PackageReference: '' }]
      }
    ])
  })
})

const script = {
  ActionType: 'Octopus.Script',
  Properties: {
    'Octopus.Action.RunOnServer': 'True',
    'Octopus.Action.Script.Syntax': 'Bash',
    'Octopus.Action.Script.ScriptBody': 'true'
  }
}
