import { canonicalJson } from '@shared/canonical-json'
import type { EnvironmentOverview } from '@shared/dashboard-calls'
import type { DeploymentSummary } from '@shared/deployment'
import type { RunbookId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'
import type { HealthView } from '@shared/model/health'
import type { ReleaseTenant } from '@shared/release-calls'
import { fail, ok } from '@shared/result'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { useCatalog } from '../../../renderer/stores/catalog'
import {
  anEnvironment,
  aProject,
  aRelease,
  aSummary,
  channelIdOf,
  environmentIdOf,
  lifecycleIdOf,
  projectIdOf,
  releaseIdOf
} from '../../support/catalogue'
import { always, installFakeApi, later } from '../../support/fake-api'
import { ids } from '../../support/plans'
import { tenantIds } from '../../support/tenants'

const catalog = () => useCatalog.getState()
const loads = () => Object.fromEntries(Object.entries(catalog().entries).map(([key, { load }]) => [key, load]))
const ready = (value: unknown) => ({ state: 'ready', value, staleBecause: null })
/** Looks at an answer until the test is over, or until what it returns is called. */
const look: ReturnType<typeof catalog>['watch'] = (name, input) => {
  const leave = catalog().watch(name, input)
  let isLooking = true
  const once = () => {
    if (isLooking) leave()
    isLooking = false
  }
  onTestFinished(once)
  return once
}

/** Waits until the answers of a call are in, and what follows from them was asked for. */
const isReady = (name: string) =>
  vi.waitFor(
    () =>
      expect(
        Object.values(catalog().entries)
          .filter(entry => entry.name === name)
          .map(({ load }) => load.state)
      ).toContain('ready'),
    { timeout: 20_000 }
  )
const broken = { kind: 'storage-failed' as const, message: 'The disk is full.', remedy: 'Make room.' }

test('a list is fetched on first use and not again', async () => {
  const api = installFakeApi({ 'environment.list': always([anEnvironment(1)]) })
  look('environment.list', {})
  look('environment.list', {})
  await vi.waitFor(() => expect(loads()).toEqual({ 'environment.list {}': ready([anEnvironment(1)]) }), {
    timeout: 20_000
  })
  expect(api.calls).toHaveLength(1)
})

test('a change of a kind of records fetches again what depends on it, and nothing else', async () => {
  const api = installFakeApi({ 'environment.list': always([]), 'target.list': always([]) })
  look('environment.list', {})
  look('target.list', {})
  await isReady('environment.list')
  await isReady('target.list')
  catalog().receive({ type: 'catalog.changed', entity: 'target' })
  expect(api.calls.map(({ name }) => name)).toEqual(['environment.list', 'target.list', 'target.list'])
})

test('an answer that was overtaken by a newer one is dropped', async () => {
  const { answer, resolve } = later<readonly Environment[]>()
  installFakeApi({ 'environment.list': answer })
  const first = catalog().again('environment.list', {})
  const second = catalog().again('environment.list', {})
  const [older, newer] = [[anEnvironment(1)], [anEnvironment(2)]]
  resolve(ok(older))
  resolve(ok(newer))
  await Promise.all([first, second])
  expect(loads()).toEqual({ 'environment.list {}': ready(newer) })
})

test('a failed first fetch is a failure; a failed later one keeps what was there and says so', async () => {
  const api = installFakeApi({ 'environment.list': () => fail(broken) })
  await catalog().again('environment.list', {})
  expect(loads()).toEqual({ 'environment.list {}': { state: 'failed', failure: broken } })
  api.answer({ 'environment.list': always([anEnvironment(1)]) })
  await catalog().again('environment.list', {})
  api.answer({ 'environment.list': () => fail(broken) })
  await catalog().again('environment.list', {})
  expect(loads()).toEqual({
    'environment.list {}': { state: 'ready', value: [anEnvironment(1)], staleBecause: broken }
  })
})

test('a call that breaks on the way is a failure and not an exception', async () => {
  installFakeApi({
    'environment.list': () => {
      throw new Error('the other side is gone')
    }
  })
  await catalog().again('environment.list', {})
  expect(loads()).toMatchObject({ 'environment.list {}': { state: 'failed', failure: { kind: 'internal' } } })
})

test('news of a deployment changes the lists it belongs to without a call', async () => {
  const api = installFakeApi({ 'deployment.list': always([aSummary(1)]) })
  await catalog().again('deployment.list', {})
  catalog().receive({ type: 'deployment.changed', summary: aSummary(2) })
  expect(loads()).toEqual({ 'deployment.list {}': ready([aSummary(2), aSummary(1)]) })
  expect(api.calls).toHaveLength(1)
})

test('where releases may go is asked for again when a deployment has ended, and not before', async () => {
  const progression = {
    lifecycle: { id: lifecycleIdOf(1), name: 'Usual' },
    phases: [],
    deployable: [],
    next: [],
    nextNeeded: 0,
    isPrevented: false
  }
  const answer = { progression, channel: { id: channelIdOf(1), name: 'Default' }, cells: {} }
  const api = installFakeApi({ 'release.progression': always(answer) })
  look('release.progression', { id: releaseIdOf(1) })
  await isReady('release.progression')
  catalog().receive({ type: 'deployment.changed', summary: aSummary(1, { state: 'running' }) })
  expect(api.calls).toHaveLength(1)
  catalog().receive({ type: 'deployment.changed', summary: aSummary(1, { state: 'finished', outcome: 'succeeded' }) })
  expect(api.calls).toHaveLength(2)
})

test('a list that was asked for before the news has the news, and what only its answer knows', async () => {
  const { answer, resolve } = later<readonly DeploymentSummary[]>()
  const api = installFakeApi({ 'deployment.list': always([aSummary(1)]) })
  await catalog().again('deployment.list', {})
  api.answer({ 'deployment.list': answer })
  const old = catalog().again('deployment.list', {})
  catalog().receive({ type: 'deployment.changed', summary: aSummary(2) })
  expect(loads()).toEqual({ 'deployment.list {}': ready([aSummary(2), aSummary(1)]) })
  resolve(ok([aSummary(3), aSummary(1)]))
  await old
  expect(loads()).toEqual({ 'deployment.list {}': ready([aSummary(3), aSummary(2), aSummary(1)]) })
})

test('news that come before the first answer are in it', async () => {
  const { answer, resolve } = later<readonly DeploymentSummary[]>()
  installFakeApi({ 'deployment.list': answer })
  const first = catalog().again('deployment.list', {})
  catalog().receive({ type: 'deployment.changed', summary: aSummary(1, { state: 'running' }) })
  resolve(ok([aSummary(1, { state: 'queued' })]))
  await first
  expect(loads()).toEqual({ 'deployment.list {}': ready([aSummary(1, { state: 'running' })]) })
})

test('a target that is added while others are checked has its health, and the others have theirs', async () => {
  const healthOf = (n: number, isChecking: boolean): HealthView => ({
    targetId: ids.target(n),
    status: 'unknown',
    checkedAt: null,
    summary: '',
    stages: [],
    isChecking,
    nextDueAt: null
  })
  const { answer, resolve } = later<readonly HealthView[]>()
  const api = installFakeApi({ 'health.list': always([healthOf(1, true), healthOf(2, true)]) })
  look('health.list', {})
  await isReady('health.list')
  api.answer({ 'health.list': answer })
  catalog().receive({ type: 'catalog.changed', entity: 'target' })
  catalog().receive({ type: 'health.changed', health: healthOf(2, false) })
  resolve(ok([healthOf(1, true), healthOf(2, true), healthOf(3, false)]))
  const expected = ready([healthOf(1, true), healthOf(2, false), healthOf(3, false)])
  await vi.waitFor(() => expect(loads()).toEqual({ 'health.list {}': expected }), { timeout: 20_000 })
  expect(api.calls).toHaveLength(2)
})

describe('what nobody looks at', () => {
  const search = (text: string) => ({ id: null, text })

  test('is not fetched again by a change until somebody looks again', async () => {
    const api = installFakeApi({ 'environment.list': always([anEnvironment(1)]) })
    const leave = look('environment.list', {})
    await isReady('environment.list')
    leave()
    await catalog().refresh('environment')
    expect(api.calls).toHaveLength(1)
    api.answer({ 'environment.list': always([anEnvironment(2)]) })
    look('environment.list', {})
    expect(loads()).toEqual({ 'environment.list {}': { state: 'loading' } })
    await vi.waitFor(() => expect(loads()).toEqual({ 'environment.list {}': ready([anEnvironment(2)]) }), {
      timeout: 20_000
    })
    expect(api.calls).toHaveLength(2)
  })

  test('is shown at once when somebody comes back, where nothing changed', async () => {
    const api = installFakeApi({ 'environment.list': always([anEnvironment(1)]) })
    look('environment.list', {})()
    await isReady('environment.list')
    look('environment.list', {})
    expect(loads()).toEqual({ 'environment.list {}': ready([anEnvironment(1)]) })
    expect(api.calls).toHaveLength(1)
  })

  test('is not taken from an answer that was asked for before a change', async () => {
    const { answer, resolve } = later<readonly Environment[]>()
    const api = installFakeApi({ 'environment.list': answer })
    look('environment.list', {})()
    catalog().receive({ type: 'catalog.changed', entity: 'environment' })
    look('environment.list', {})
    resolve(ok([anEnvironment(1)]))
    resolve(ok([anEnvironment(2)]))
    await isReady('environment.list')
    expect(loads()).toEqual({ 'environment.list {}': ready([anEnvironment(2)]) })
    expect(api.calls).toHaveLength(2)
  })

  test('is let go of when there is much of it, the longest forgotten first, and other calls keep theirs', async () => {
    installFakeApi({ 'feed.search': always([]), 'environment.list': always([]) })
    look('environment.list', {})()
    const texts = Array.from({ length: 25 }, (_, n) => `Shop.${n}`)
    look('feed.search', search(texts[0]!))
    for (const text of texts.slice(1)) look('feed.search', search(text))()
    look('feed.search', search(texts[4]!))()
    look('feed.search', search(texts[5]!))()
    expect(Object.keys(catalog().entries)).toEqual([
      'environment.list {}',
      ...[texts[0]!, ...texts.slice(7), texts[4]!, texts[5]!].map(text => `feed.search ${canonicalJson(search(text))}`)
    ])
  })
})

describe('where a release stands for its tenants', () => {
  const place = { id: environmentIdOf(1), why: null, isNext: false, cell: null, current: null }
  const tenantIn = (n: number): ReleaseTenant => ({
    tenant: { id: tenantIds(n), name: `Tenant ${n}`, tags: [] },
    environments: [place]
  })
  const ended = (n: number, changes: Partial<DeploymentSummary> = {}) =>
    aSummary(n, {
      state: 'finished',
      outcome: 'succeeded',
      environmentId: environmentIdOf(1),
      releaseId: releaseIdOf(1),
      tenant: { id: tenantIds(n), name: `Tenant ${n}` },
      ...changes
    })
  const tell = (summary: DeploymentSummary) => catalog().receive({ type: 'deployment.changed', summary })
  const input = { id: releaseIdOf(1) }

  test('is asked for once at a time, however many deployments end meanwhile', async () => {
    const { answer, resolve } = later<readonly ReleaseTenant[]>()
    const api = installFakeApi({ 'release.tenants': always([]) })
    look('release.tenants', input)
    await isReady('release.tenants')
    api.answer({ 'release.tenants': answer })
    for (let n = 1; n <= 50; n++) tell(ended(n))
    expect(api.calls).toHaveLength(2)
    resolve(ok([tenantIn(1)]))
    await vi.waitFor(() => expect(api.calls).toHaveLength(3), { timeout: 20_000 })
    resolve(ok([tenantIn(2)]))
    await vi.waitFor(
      () => expect(loads()).toEqual({ [`release.tenants ${canonicalJson(input)}`]: ready([tenantIn(2)]) }),
      {
        timeout: 20_000
      }
    )
    expect(api.calls).toHaveLength(3)
  })

  test('is asked for again only when somebody looks again', async () => {
    const api = installFakeApi({ 'release.tenants': always([]) })
    const leave = look('release.tenants', input)
    await isReady('release.tenants')
    leave()
    tell(ended(1))
    expect(api.calls).toHaveLength(1)
    look('release.tenants', input)
    expect(api.calls).toHaveLength(2)
  })

  test('is not asked for again by deployments of another project', async () => {
    const details = { release: aRelease(1), snapshot: null, isOutdated: false, missingPackages: [] }
    const api = installFakeApi({ 'release.tenants': always([]), 'release.get': always(details) })
    look('release.get', input)
    look('release.tenants', input)
    await isReady('release.get')
    await isReady('release.tenants')
    tell(ended(1, { projectId: projectIdOf(9) }))
    expect(api.calls).toHaveLength(2)
    tell(ended(1, { projectId: details.release.projectId }))
    expect(api.calls).toHaveLength(3)
  })

  test('is what an answer says, and the news that came while it was on its way', async () => {
    const { answer, resolve } = later<readonly ReleaseTenant[]>()
    const api = installFakeApi({ 'release.tenants': answer })
    look('release.tenants', input)
    const running = ended(1, { state: 'running', outcome: null })
    tell(running)
    resolve(ok([tenantIn(1)]))
    const cell = { newest: running, isCurrent: false }
    await vi.waitFor(
      () =>
        expect(loads()).toEqual({
          [`release.tenants ${canonicalJson(input)}`]: ready([{ ...tenantIn(1), environments: [{ ...place, cell }] }])
        }),
      { timeout: 20_000 }
    )
    expect(api.calls).toHaveLength(1)
  })
})

describe('an environment', () => {
  const input = { id: environmentIdOf(1) }
  const runbook = { id: 'runbook-0000000001' as RunbookId, name: 'Restart' }
  const overview: EnvironmentOverview = {
    environment: anEnvironment(1),
    targets: [],
    projects: [{ project: aProject(1), cell: null, tenants: null }],
    phases: [],
    freezes: [],
    deployments: [aSummary(1)]
  }
  const tell = (summary: DeploymentSummary) => catalog().receive({ type: 'deployment.changed', summary })

  test('lists runs of runbooks as they begin and end, for a tenant and for none, and none as deployed', async () => {
    const api = installFakeApi({ 'environment.overview': always(overview) })
    look('environment.overview', input)
    await isReady('environment.overview')
    const [alone, forOne] = [
      aSummary(2, { runbook }),
      aSummary(3, { runbook, tenant: { id: tenantIds(1), name: 'Acme' } })
    ]
    tell(alone)
    tell(forOne)
    tell(aSummary(4, { runbook, environmentId: environmentIdOf(2) }))
    expect(loads()).toEqual({
      [`environment.overview ${canonicalJson(input)}`]: ready({
        ...overview,
        deployments: [forOne, alone, aSummary(1)]
      })
    })
    tell({ ...alone, state: 'finished', outcome: 'succeeded', finishedAt: 9 })
    expect(api.calls).toHaveLength(2)
  })
})
