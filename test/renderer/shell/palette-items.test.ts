import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SearchHit } from '@shared/dashboard-calls'
import { demoWorkspace, ownWorkspace } from '@shared/workspace'
import { expect, test } from 'vitest'
import { bookOf } from '../../../renderer/help/book'
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
    Actions: '/packages?add',
    Screens: '/help',
    Projects: `/projects/${aProject(1).id}/settings`,
    Deployments: `/deployments/${aSummary(1).id}`
  })
})

test('every screen with an address of its own is there', () => {
  const routes = readFileSync(join(import.meta.dirname, '../../../renderer/routes.tsx'), 'utf8')
  const addresses = [...routes.matchAll(/path="([^":]+)"/g)].map(([, path]) => path)
  const there = items.flatMap(({ does }) => (does.kind === 'go' ? [does.href] : []))
  // An older name for “/tasks”.
  const others = ['/deployments']
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

test.each([
  ['server', 'Targets'],
  ['host', 'Targets'],
  ['machine', 'Targets'],
  ['stage', 'Environments'],
  ['history', 'Tasks'],
  ['customers', 'Tenants'],
  ['artifacts', 'Packages'],
  ['secret', 'Harbour Books: variables'],
  ['promote', 'Deploy a release…'],
  ['login', 'Accounts'],
  ['bastion', 'Jump hosts'],
  ['documentation', 'Help']
])('“%s” finds %s', (word, label) => {
  expect(found(word)).toContain(label)
})

test.each([
  ['server', 'Targets'],
  ['host', 'Targets'],
  ['machine', 'Targets'],
  ['stage', 'Environments'],
  ['history', 'History']
])('what “%s” finds first is %s', (word, label) => {
  expect(found(word)[0]).toBe(label)
})

test.each([
  ['new server', 'New target…', '/targets?add'],
  ['new stage', 'New environment…', '/environments?add'],
  ['add login', 'New account…', '/targets/accounts?add'],
  ['new lifecycle', 'New lifecycle…', '/library/lifecycles/new'],
  ['upload', 'Import packages…', '/packages?add']
])('“%s” begins with %s', (query, label, href) => {
  const [first] = findInPalette(query, items)
  expect([first?.label, first?.does]).toEqual([label, { kind: 'go', href }])
})

test('a place that has a release can be rolled back, and no other can', () => {
  const summaries = [
    aSummary(1, { projectName: 'Shop', environmentName: 'Test', state: 'finished', outcome: 'failed' }),
    aSummary(2, { projectName: 'Shop', environmentName: 'Test', state: 'finished', outcome: 'succeeded' }),
    aSummary(3, { projectName: 'Shop', environmentName: 'Test', state: 'finished', outcome: 'succeeded' })
  ]
  const labels = (deployments: typeof summaries) =>
    findInPalette('rollback', paletteItems({ projects: [aProject(1)], deployments })).map(({ label, does }) => [
      label,
      does.kind === 'go' ? does.href : ''
    ])
  const { projectId, environmentId } = summaries[1] ?? aSummary(2)
  expect([labels(summaries.slice(0, 1)), labels(summaries)]).toEqual([
    [],
    [['Roll back Shop in Test…', `/projects/${projectId}/rollback/${environmentId}`]]
  ])
})

test('on a screen of a project, what can be done with it stands first', () => {
  const here = aProject(1).id
  const [deploy, release] = findInPalette(
    '',
    paletteItems({ projects: [aProject(1, { name: 'Shop' })], deployments: [], here })
  )
  expect([deploy?.group, deploy?.label, deploy?.does, release?.label]).toEqual([
    'This screen',
    'Deploy Shop…',
    { kind: 'deploy', projectId: here },
    'Create a release of Shop'
  ])
})

test('nothing is deployed where there is no project', () => {
  expect(findInPalette('deploy a release', paletteItems(nothing))).toEqual([])
})

test('a vault is locked or unlocked where it has a lock, and nothing is offered where it has none', () => {
  const labels = (vault?: { protection: 'passphrase' | 'none'; isLocked: boolean }) =>
    findInPalette('vault', paletteItems({ ...nothing, vault })).map(({ label }) => label)
  expect([
    labels({ protection: 'passphrase', isLocked: false }),
    labels({ protection: 'passphrase', isLocked: true }),
    labels({ protection: 'none', isLocked: false }),
    labels()
  ]).toEqual([['Lock the vault now', 'Security'], ['Unlock the vault…', 'Security'], ['Security'], ['Security']])
})

test('a deployment says its state in the words of the window, and is found by it', () => {
  const summary = aSummary(1, { projectName: 'Shop', state: 'running', isWaiting: true })
  const [first] = findInPalette('shop waiting', paletteItems({ ...nothing, deployments: [summary] }))
  expect([first?.group, first?.detail]).toEqual(['Deployments', 'Waiting for a person'])
})

test('sections of the help come last, and only those whose headings have the words', () => {
  const book = bookOf({ guide: '# Guide\n## Accounts\nSSH.\n## Targets\nAlso accounts.\n## Forecasts\nNo.' })
  const listed = findInPalette('accounts', items, undefined, book).map(({ group, label, does }) => [
    group,
    label,
    does.kind === 'go' ? does.href : ''
  ])
  expect(listed).toEqual([
    ['Screens', 'Accounts', '/targets/accounts'],
    ['Help', 'Accounts', '/help/guide#accounts']
  ])
})

test('without a query only what is done often is offered', () => {
  const labels = findInPalette('', items).map(({ label }) => label)
  expect(['New target…', 'New certificate…'].map(label => labels.includes(label))).toEqual([true, false])
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
