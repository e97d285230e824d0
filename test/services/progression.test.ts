import type { EnvironmentId, ReleaseId, RunId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import type { Call } from '../../electron/ipc/dispatch'
import { scriptStep } from '../support/deployable'
import { playingEngine, type Script } from '../support/playing-engine'
import { must, openTestWorkspace, type TestWorkspace } from '../support/workspace'
import { openEverywhere } from '../support/world'

interface Shop {
  readonly dev: EnvironmentId
  readonly test: EnvironmentId
  readonly live: EnvironmentId
  readonly projectId: Awaited<ReturnType<typeof makeShop>>['projectId']
  readonly releaseId: ReleaseId
}

/** Shop 1.0.0, and the environments Dev, Test and Live in this order. */
async function makeShop(call: Call) {
  const ids: EnvironmentId[] = []
  for (const name of ['Dev', 'Test', 'Live']) ids.push(must(await call('environment.create', { name })).id)
  const [dev, test, live] = ids as [EnvironmentId, EnvironmentId, EnvironmentId]
  must(await call('target.create', { kind: 'local', name: 'bench', roles: ['server'], environmentIds: ids }))
  const project = must(await call('project.create', { name: 'Shop' }))
  must(await call('process.save', { projectId: project.id, version: 0, steps: [scriptStep('Install')] }))
  const release = must(await call('release.create', { projectId: project.id, version: '1.0.0' }))
  return { dev, test, live, projectId: project.id, releaseId: release.id }
}

const deployed = async ({ call, over }: TestWorkspace, { releaseId }: Pick<Shop, 'releaseId'>, to: EnvironmentId) =>
  over(must(await call('deployment.start', { releaseId, environmentId: to })).id)

const why = async (call: Call, { releaseId }: Pick<Shop, 'releaseId'>, environmentId: EnvironmentId) => {
  const started = await call('deployment.start', { releaseId, environmentId })
  return started.ok ? null : started.failure.message
}

describe('a release', () => {
  it('goes through the environments in their order, and it is said where it may not go and why', async () => {
    const workspace = await openTestWorkspace()
    const { call } = workspace
    const shop = await makeShop(call)
    const plan = must(await call('deployment.plan', { releaseId: shop.releaseId, environmentId: shop.live }))
    expect(plan.problems).toEqual([
      {
        severity: 'error',
        about: { kind: 'environment' },
        failure: {
          kind: 'not-open',
          message: 'Live is closed: Dev needs 1 success, has 0.',
          remedy: 'Deploy it to the phases before first, or change the lifecycle.'
        }
      }
    ])
    expect(await why(call, shop, shop.live)).toBe(
      'The deployment cannot start: Live is closed: Dev needs 1 success, has 0.'
    )
    await deployed(workspace, shop, shop.dev)
    const { progression, cells } = must(await call('release.progression', { id: shop.releaseId }))
    expect(progression).toMatchObject({ deployable: [shop.dev, shop.test], next: [shop.test], isPrevented: false })
    expect(Object.keys(cells)).toEqual([shop.dev])
    expect(cells[shop.dev]).toMatchObject({ isCurrent: true, newest: { outcome: 'succeeded' } })
  })

  it('only counts its own successes', async () => {
    const workspace = await openTestWorkspace()
    const { call } = workspace
    const shop = await makeShop(call)
    await deployed(workspace, shop, shop.dev)
    const next = must(await call('release.create', { projectId: shop.projectId, version: '1.1.0' }))
    expect(await why(call, { releaseId: next.id }, shop.test)).toContain('Test is closed')
  })

  it('stays where it has succeeded although the newest deployment there failed', async () => {
    let isFailing = false
    const script: Script = () => (isFailing ? 'fails' : 'succeeds')
    const workspace = await openTestWorkspace({ ports: { runDeployment: playingEngine(script) } })
    const { call } = workspace
    const shop = await makeShop(call)
    await deployed(workspace, shop, shop.dev)
    isFailing = true
    expect(await deployed(workspace, shop, shop.dev)).toMatchObject({ outcome: 'failed' })
    expect(await why(call, shop, shop.test)).toBeNull()
  })

  it('goes by the lifecycle of its channel, or else of its project, as they are now', async () => {
    const workspace = await openTestWorkspace()
    const { call } = workspace
    const shop = await makeShop(call)
    const phases = [shop.live, shop.dev].map((id, index) => ({
      name: `P${index}`,
      environments: [{ id, isAutomatic: false }],
      minimum: 0,
      isOptional: false
    }))
    const fix = must(await call('lifecycle.create', { name: 'Fix', phases }))
    must(await call('project.setReleases', { id: shop.projectId, value: { lifecycleId: fix.id } }))
    expect(await why(call, shop, shop.test)).toContain('Test is in no phase of the lifecycle “Fix”.')
    const open = must(await call('lifecycle.create', { name: 'Open' }))
    const [channel] = must(await call('channel.list', { projectId: shop.projectId }))
    const value = { name: 'Default', lifecycleId: open.id, isDefault: true }
    must(await call('channel.update', { id: channel!.id, value }))
    expect(await why(call, shop, shop.live)).toContain('Live is closed: Dev needs 1 success, has 0.')
  })

  it('may go anywhere where the lifecycle says so', async () => {
    const { call } = await openTestWorkspace()
    const shop = await makeShop(call)
    await openEverywhere({ call })
    expect(await why(call, shop, shop.live)).toBeNull()
  })

  it('of a disabled project goes nowhere', async () => {
    const { call } = await openTestWorkspace()
    const shop = await makeShop(call)
    must(await call('project.setReleases', { id: shop.projectId, value: { isDisabled: true } }))
    expect(await why(call, shop, shop.dev)).toContain('The project “Shop” is disabled, so nothing of it is deployed.')
    const { entries } = must(await call('audit.list', { limit: 1 }))
    expect(entries).toMatchObject([
      { verb: 'changed', summary: 'Changed the project “Shop”: disabled.', changes: [{ before: null, after: 'yes' }] }
    ])
  })
})

describe('preventing a release from going on', () => {
  it('closes what it has not reached, once at a time, until it is resolved', async () => {
    const workspace = await openTestWorkspace()
    const { call } = workspace
    const shop = await makeShop(call)
    const { releaseId: id } = shop
    await deployed(workspace, shop, shop.dev)
    must(await call('release.prevent', { id, reason: 'it loses orders' }))
    expect(await why(call, shop, shop.test)).toContain(
      'Test is closed: the release was prevented from going on, because “it loses orders”.'
    )
    expect(await why(call, shop, shop.dev)).toBeNull()
    expect(await call('release.prevent', { id, reason: 'again' })).toMatchObject({ failure: { kind: 'conflict' } })
    const { prevented } = must(await call('release.resolve', { id, note: 'was mended' }))
    expect(prevented).toMatchObject([{ reason: 'it loses orders', by: 'ada', resolved: { note: 'was mended' } }])
    expect(await why(call, shop, shop.test)).toBeNull()
    expect(await call('release.resolve', { id })).toMatchObject({ failure: { kind: 'conflict' } })
    const { entries } = must(await call('audit.list', { limit: 50 }))
    expect(entries.flatMap(({ verb, summary }) => (verb.startsWith('progression') ? [summary] : []))).toEqual([
      'Let the release 1.0.0 of “Shop” go on again.',
      'Prevented the release 1.0.0 of “Shop” from going on.'
    ])
  })
})

describe('a deployment that waits for its turn', () => {
  it('is held against the lifecycle as it is by then', async () => {
    const workspace = await openTestWorkspace({ ports: { runDeployment: playingEngine(() => 'hangs') } })
    const { call, over, until } = workspace
    const shop = await makeShop(call)
    const start = async () =>
      must(await call('deployment.start', { releaseId: shop.releaseId, environmentId: shop.dev })).id
    const [first, second] = [await start(), await start()]
    await until(async () => {
      const { state } = must(await call('deployment.get', { id: first }))
      return state === 'running' ? state : null
    })
    const phases = [shop.test, shop.dev].map((id, index) => ({
      name: `Phase ${index + 1}`,
      environments: [{ id, isAutomatic: false }],
      minimum: 0,
      isOptional: false
    }))
    const lifecycle = must(await call('lifecycle.create', { name: 'Test first', phases }))
    must(await call('lifecycle.setDefault', { id: lifecycle.id }))
    must(await call('deployment.cancel', { id: first }))
    expect(await over(second)).toMatchObject({
      outcome: 'failed',
      summary:
        'The deployment of Shop 1.0.0 to Dev did not begin. Dev is in the phase Phase 2. Phase 2 is closed: Phase 1 needs 1 success, has 0.'
    })
  })

  it('is not continued where its release may not go any more', async () => {
    let engine = playingEngine()
    const workspace = await openTestWorkspace({ ports: { runDeployment: request => engine(request) } })
    const { call, over } = workspace
    const shop = await makeShop(call)
    await deployed(workspace, shop, shop.dev)
    engine = playingEngine(() => 'fails')
    const { id, runs } = await deployed(workspace, shop, shop.test)
    engine = playingEngine()
    must(await call('release.prevent', { id: shop.releaseId, reason: 'It loses orders.' }))
    const decisions = Object.keys(runs).map(run => ({ run: run as RunId, choice: 'retry' as const }))
    expect(await call('deployment.resume', { id, decisions })).toMatchObject({
      ok: false,
      failure: { kind: 'not-open', message: expect.stringContaining('because “It loses orders”.') }
    })
    must(await call('release.resolve', { id: shop.releaseId, note: 'It does not.' }))
    must(await call('deployment.resume', { id, decisions }))
    expect(await over(id)).toMatchObject({ outcome: 'succeeded' })
  })

  it('ends as failed and runs nothing when it may not begin any more', async () => {
    const workspace = await openTestWorkspace({ ports: { runDeployment: playingEngine(() => 'hangs') } })
    const { call, over, until } = workspace
    const shop = await makeShop(call)
    const start = async () =>
      must(await call('deployment.start', { releaseId: shop.releaseId, environmentId: shop.dev })).id
    const [first, second] = [await start(), await start()]
    await until(async () => {
      const { state } = must(await call('deployment.get', { id: first }))
      return state === 'running' ? state : null
    })
    must(await call('project.setReleases', { id: shop.projectId, value: { isDisabled: true } }))
    must(await call('deployment.cancel', { id: first }))
    const ended = await over(second)
    expect(ended).toMatchObject({
      state: 'finished',
      outcome: 'failed',
      startedAt: null,
      summary:
        'The deployment of Shop 1.0.0 to Dev did not begin. The project “Shop” is disabled, so nothing of it is deployed.'
    })
    expect(Object.values(ended.runs).map(({ state }) => state)).toEqual(['cancelled'])
    expect(await call('deployment.resume', { id: second, decisions: [] })).toMatchObject({
      failure: { kind: 'not-open' }
    })
  })
})
