import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SearchHit } from '@shared/dashboard-calls'
import { demoWorkspace, ownWorkspace } from '@shared/workspace'
import { expect, test } from 'vitest'
import { hitItem } from '../../../renderer/shell/palette-hits'
import { findInPalette, paletteItems } from '../../../renderer/shell/palette-items'
import { aProject, aSummary, projectIdOf } from '../../support/catalogue'

const nothing = { projects: [], deployments: [] }
const items = paletteItems({
  projects: [aProject(1, { name: 'Harbour Books' })],
  deployments: [aSummary(1, { projectName: 'Harbour Books', environmentName: 'Test' })]
})
const found = (query: string) => findInPalette(query, items).map(({ label }) => label)

const hit = (kind: SearchHit['kind'], id: string, within: string | null = null): SearchHit => ({
  kind,
  id,
  name: `A ${kind}`,
  within,
  projectId: within === null ? null : projectIdOf(1)
})

test('what stands in the palette leads to its own screen', () => {
  const places = Object.fromEntries(
    items.flatMap(({ group, does }) => (does.kind === 'go' ? [[group, does.href] as const] : []))
  )
  expect(places).toEqual({
    Screens: '/settings',
    Projects: `/projects/${aProject(1).id}/releases/new`,
    Deployments: `/deployments/${aSummary(1).id}`
  })
})

test('every screen with an address of its own is there', () => {
  const routes = readFileSync(join(import.meta.dirname, '../../../renderer/routes.tsx'), 'utf8')
  const addresses = [...routes.matchAll(/path="([^":]+)"/g)].map(([, path]) => path)
  const there = items.flatMap(({ does }) => (does.kind === 'go' ? [does.href] : []))
  // The first is reached from the list of lifecycles, the second is an older name for “/tasks”.
  const others = ['/library/lifecycles/new', '/deployments']
  expect(addresses.filter(path => !there.includes(path ?? ''))).toEqual(others)
})

test('every workspace that the window is not in can be gone to', () => {
  const all = paletteItems({ ...nothing, workspaces: [ownWorkspace, demoWorkspace] })
  expect(
    findInPalette('go to', all).flatMap(({ label, does }) =>
      does.kind === 'open-workspace' ? [[label, does.key]] : []
    )
  ).toEqual([
    ['Go to My workspace', 'main'],
    ['Go to Demo', 'demo']
  ])
})

test('every kind of thing that is found leads to its own screen and says what it is', () => {
  const shop = projectIdOf(1)
  const hits = [
    hit('release', 'release-1', 'Shop'),
    hit('environment', 'environment-1'),
    hit('tenant', 'tenant-1'),
    hit('target', 'target-1', 'web.example'),
    hit('runbook', 'runbook-1', 'Shop'),
    hit('library-set', 'library-1'),
    hit('package', 'Shop.Web'),
    hit('lifecycle', 'lifecycle-1'),
    hit('channel', 'channel-1', 'Shop'),
    hit('trigger', 'trigger-1', 'Shop'),
    hit('freeze', 'freeze-1'),
    hit('step', shop, 'Shop'),
    hit('step', 'runbook-1', 'Shop: Restart'),
    hit('variable', shop, 'Shop'),
    hit('variable', 'library-1', 'Common'),
    hit('account', 'account-1'),
    hit('certificate', 'certificate-1'),
    hit('feed', 'feed-1')
  ].map(hitItem)
  expect(hits.map(({ does, label, detail }) => [does.kind === 'go' ? does.href : '', label, detail])).toEqual([
    ['/releases/release-1', 'Shop A release', 'Release'],
    ['/environments/environment-1', 'A environment', 'Environment'],
    ['/tenants/tenant-1', 'A tenant', 'Tenant'],
    ['/targets/target-1', 'A target', 'Target · web.example'],
    ['/runbooks/runbook-1', 'A runbook', 'Runbook · Shop'],
    ['/library/library-1', 'A library-set', 'Variable set'],
    ['/packages/of/Shop.Web', 'A package', 'Package'],
    ['/library/lifecycles/lifecycle-1', 'A lifecycle', 'Lifecycle'],
    [`/projects/${shop}/channels?open=channel-1`, 'A channel', 'Channel · Shop'],
    [`/projects/${shop}/triggers?open=trigger-1`, 'A trigger', 'Trigger · Shop'],
    ['/environments/freezes?open=freeze-1', 'A freeze', 'Freeze'],
    [`/projects/${shop}/process`, 'A step', 'Step · Shop'],
    ['/runbooks/runbook-1', 'A step', 'Step · Shop: Restart'],
    [`/projects/${shop}/variables`, 'A variable', 'Variable · Shop'],
    ['/library/library-1', 'A variable', 'Variable · Common'],
    ['/targets/accounts', 'A account', 'Account'],
    ['/library/certificates', 'A certificate', 'Certificate'],
    ['/packages/feeds', 'A feed', 'Feed']
  ])
})

test('what was found by something that is not shown is listed, as long as it was found for this query', () => {
  const target = [hitItem(hit('target', 'target-1'))]
  const labels = (isUpToDate: boolean) =>
    findInPalette('role-of-it', items, { items: target, isUpToDate }).map(({ label }) => label)
  expect([labels(true), labels(false)]).toEqual([['A target'], []])
})

test('certificates are found by what people call them', () => {
  for (const query of ['certificates', 'pfx', 'tls']) expect(found(query)).toContain('Certificates')
})

test('every entry has an id of its own', () => {
  expect(new Set(items.map(({ id }) => id)).size).toBe(items.length)
})

test('without a query it offers actions, screens and projects', () => {
  expect(new Set(findInPalette('', items).map(({ group }) => group))).toEqual(
    new Set(['Actions', 'Screens', 'Projects'])
  )
})

test('a screen of a project is found by both names', () => {
  expect(found('harbour process')[0]).toBe('Harbour Books: process')
})

test('the list by tenant is found for projects that take tenants', () => {
  const tenanted = aProject(2, { name: 'Shop', releases: { tenancy: 'allowed' } })
  const labels = paletteItems({ ...nothing, projects: [aProject(1), tenanted] }).map(({ label }) => label)
  expect(labels.filter(label => label.endsWith(': tenants'))).toEqual(['Shop: tenants'])
})

test('an action is found by what people call it', () => {
  expect(found('dark')).toEqual(['Change the theme'])
})

test('what only the screen that is shown can do stands first, and is carried out by it', () => {
  const done: string[] = []
  const commands = [{ id: 'pause', label: 'Pause', icon: 'pause', keys: 'P', run: () => done.push('pause') }] as const
  const withCommands = paletteItems({ ...nothing, commands })
  const [first] = findInPalette('pause', withCommands)
  if (first?.does.kind === 'command') first.does.run()
  expect([first?.group, first?.detail, done]).toEqual(['This screen', 'P', ['pause']])
})
