import type { DeploymentId, RunId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { testClock } from '../support/clock'
import { scriptStep } from '../support/deployable'
import { failed, playingEngine, type Script } from '../support/playing-engine'
import { keepQueued, makeTasks, runs, start, untilSummary, waits } from '../support/tasks'
import { must, openTestWorkspace } from '../support/workspace'

const hanging: Script = () => 'hangs'
const playing = (script?: Script) => ({ ports: { runDeployment: playingEngine(script) } })

describe('a deployment that is paused', () => {
  it('does not begin until somebody lets it go on, and lets others pass', async () => {
    const workspace = await openTestWorkspace(playing(hanging))
    const { call, over } = workspace
    const [shop] = await makeTasks(call, ['Shop'])
    await keepQueued(call)
    const first = await start(call, shop!)
    const second = await start(call, shop!)
    const third = await start(call, shop!)
    must(await call('deployment.pause', { id: second }))
    must(await call('deployment.cancel', { id: first }))
    await over(first)
    await runs(workspace, third)
    expect(await untilSummary(workspace, second, item => item.waitsFor !== null)).toMatchObject({
      isPaused: true,
      waitsFor: 'until somebody lets it go on'
    })
    must(await call('deployment.cancel', { id: third }))
    must(await call('deployment.unpause', { id: second }))
    await runs(workspace, second)
  })

  it('just before it begins gives its turn back, and keeps its place for when it goes on', async () => {
    const clock = testClock()
    let open: () => void = () => undefined
    const gate = new Promise<void>(resolve => {
      open = resolve
    })
    const begun: DeploymentId[] = []
    const runDeployment: ReturnType<typeof playingEngine> = async request => {
      if (begun.push(request.id) === 1) await gate
      await playingEngine(hanging)(request)
    }
    const workspace = await openTestWorkspace({ ports: { runDeployment, now: clock.now, sleep: clock.sleep } })
    const { call, over } = workspace
    must(await call('settings.setTaskLimit', { taskLimit: 1 }))
    const [shop, blog, forum] = await makeTasks(call, ['Shop', 'Blog', 'Forum'])
    const first = await start(call, shop!)
    await workspace.until(async () => (begun.length === 1 ? true : null))
    clock.advance(1000)
    const second = await start(call, blog!)
    clock.advance(1000)
    const third = await start(call, forum!)
    must(await call('deployment.pause', { id: first }))
    open()
    await runs(workspace, second)
    expect(await waits(call)).toEqual({ Shop: 'until somebody lets it go on', Blog: null, Forum: '1 other is running' })
    must(await call('deployment.unpause', { id: first }))
    must(await call('deployment.cancel', { id: second }))
    await over(second)
    await runs(workspace, first)
    expect([begun, (await waits(call)).Forum]).toEqual([[first, second, first], '1 other is running'])
    expect(must(await call('deployment.get', { id: third })).state).toBe('queued')
  })

  it('midway keeps others of its project waiting, and gives its place to other projects', async () => {
    const gate = { isOpen: false }
    const workspace = await openTestWorkspace(
      playing(action => (action === 'First' && !gate.isOpen ? 'asks' : 'succeeds'))
    )
    const { call, over } = workspace
    must(await call('settings.setTaskLimit', { taskLimit: 1 }))
    const [shop] = await makeTasks(call, ['Shop'], [scriptStep('First'), scriptStep('Second')])
    const [blog] = await makeTasks(call, ['Blog'])
    const id = await start(call, shop!)
    await untilSummary(workspace, id, item => item.isWaiting)
    must(await call('deployment.pause', { id }))
    gate.isOpen = true
    must(await call('question.take', { deploymentId: id, question: 1 }))
    must(await call('question.answer', { deploymentId: id, questions: [1], choice: 'proceed' }))
    const second = must(await call('deployment.start', shop!))
    await over(await start(call, blog!))
    expect(await untilSummary(workspace, second.id, item => item.waitsFor !== null)).toMatchObject({
      waitsFor: 'Shop 1.0.0 to Test waits for a person'
    })
    must(await call('deployment.unpause', { id }))
    expect(await over(id)).toMatchObject({ outcome: 'succeeded' })
    expect(await over(second.id)).toMatchObject({ outcome: 'succeeded' })
  })

  it('midway gives its place to others also where an attempt of it fails that is to be tried again', async () => {
    let fail: () => Promise<void> = async () => undefined
    const runDeployment: ReturnType<typeof playingEngine> = async request => {
      const { ports, plan } = request
      const [run] = Object.keys(ports.state().runs) as RunId[]
      if (plan.project.name === 'Shop')
        fail = () => ports.emit({ kind: 'run-retrying', run: run!, end: null, failure: failed, retryAt: ports.now() })
      await playingEngine(hanging)(request)
    }
    const workspace = await openTestWorkspace({ ports: { runDeployment } })
    const { call } = workspace
    must(await call('settings.setTaskLimit', { taskLimit: 1 }))
    const [shop, blog] = await makeTasks(call, ['Shop', 'Blog'])
    const id = await start(call, shop!)
    await workspace.until(async () => {
      const { runs: all } = must(await call('deployment.get', { id }))
      return Object.values(all).some(({ state }) => state === 'running') ? true : null
    })
    const second = await start(call, blog!)
    must(await call('deployment.pause', { id }))
    await fail()
    await runs(workspace, second)
    expect(must(await call('deployment.get', { id }))).toMatchObject({ state: 'running', isPaused: true })
  })

  it('says so again without harm, and not when it is over or being cancelled', async () => {
    const { call, over } = await openTestWorkspace(playing())
    const [shop] = await makeTasks(call, ['Shop'])
    const id = await start(call, shop!)
    await over(id)
    expect(await call('deployment.pause', { id })).toMatchObject({ ok: false, failure: { kind: 'conflict' } })
    const missing = 'deployment-0000000000' as DeploymentId
    expect(await call('deployment.unpause', { id: missing })).toMatchObject({
      ok: false,
      failure: { kind: 'not-found' }
    })
  })
})
