import type { DeploymentId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { testClock } from '../support/clock'
import { scriptStep } from '../support/deployable'
import { playingEngine, type Script } from '../support/playing-engine'
import { makeTasks, manualStep, runs, start, untilSummary, waits } from '../support/tasks'
import { must, openTestWorkspace, type TestWorkspace } from '../support/workspace'

const hanging: Script = () => 'hangs'
const playing = (script?: Script) => ({ ports: { runDeployment: playingEngine(script) } })

describe('a deployment of a project that is being deployed to the same environment', () => {
  it('waits, says for what, and begins when that one is over', async () => {
    const workspace = await openTestWorkspace(playing(hanging))
    const { call, over } = workspace
    const [shop] = await makeTasks(call, ['Shop'])
    const first = await start(call, shop!)
    await runs(workspace, first)
    const second = must(await call('deployment.start', shop!))
    expect(second).toMatchObject({ state: 'queued', waitsFor: 'Shop 1.0.0 is being deployed to Test' })
    must(await call('deployment.cancel', { id: first }))
    await over(first)
    expect(await runs(workspace, second.id)).toMatchObject({ waitsFor: null })
  })

  it('is pushed again when it waits for something else', async () => {
    const workspace = await openTestWorkspace(playing(hanging))
    const { call } = workspace
    const [shop] = await makeTasks(call, ['Shop'])
    const first = await start(call, shop!)
    const second = await start(call, shop!)
    const pushed = () =>
      workspace
        .pushed()
        .flatMap(event => (event.type === 'deployment.changed' && event.summary.id === second ? [event.summary] : []))
        .at(-1)
    expect(pushed()).toMatchObject({ state: 'queued', waitsFor: 'Shop 1.0.0 is being deployed to Test' })
    must(await call('deployment.cancel', { id: first }))
    const last = await workspace.until(async () => (pushed()?.state === 'running' ? pushed() : null))
    expect(last).toMatchObject({ waitsFor: null })
  })
})

describe('more deployments than may run', () => {
  it('wait for one to end, in the order in which they came', async () => {
    const workspace = await openTestWorkspace(playing(hanging))
    const { call, over } = workspace
    const names = ['A', 'B', 'C', 'D', 'E', 'F', 'G']
    const ids: DeploymentId[] = []
    for (const task of await makeTasks(call, names)) ids.push(await start(call, task))
    expect(await waits(call)).toMatchObject({ E: null, F: '5 others are running', G: '5 others are running' })
    must(await call('deployment.cancel', { id: ids[0]! }))
    await over(ids[0]!)
    await runs(workspace, ids[5]!)
    expect(await waits(call)).toMatchObject({ F: null, G: '5 others are running' })
  })

  it('are as many as the settings say, from the moment on at which they do', async () => {
    const workspace = await openTestWorkspace(playing(hanging))
    const { call } = workspace
    must(await call('settings.setTaskLimit', { taskLimit: 1 }))
    const [a, b] = await makeTasks(call, ['A', 'B'])
    await start(call, a!)
    const second = await start(call, b!)
    expect(await waits(call)).toMatchObject({ B: '1 other is running' })
    must(await call('settings.setTaskLimit', { taskLimit: 2 }))
    await runs(workspace, second)
    expect(await call('settings.setTaskLimit', { taskLimit: 51 })).toMatchObject({ ok: false })
    expect(must(await call('settings.get', {})).taskLimit).toBe(2)
  })
})

describe('a deployment that waits for a person', () => {
  const steps = [manualStep('Sign off'), scriptStep('Install')]
  const asking: Script = action => (action === 'Sign off' ? 'asks' : 'succeeds')
  const answer = async ({ call }: TestWorkspace, deploymentId: DeploymentId) => {
    must(await call('question.take', { deploymentId, question: 1 }))
    must(await call('question.answer', { deploymentId, questions: [1], choice: 'proceed' }))
  }
  const asks = (workspace: TestWorkspace, id: DeploymentId) => untilSummary(workspace, id, item => item.isWaiting)

  it('gives its place to others, and waits for one again when it was answered', async () => {
    const workspace = await openTestWorkspace(playing(action => (action === 'Sign off' ? 'asks' : 'hangs')))
    const { call, over } = workspace
    must(await call('settings.setTaskLimit', { taskLimit: 1 }))
    const [shop] = await makeTasks(call, ['Shop'], steps)
    const [blog] = await makeTasks(call, ['Blog'])
    const first = await start(call, shop!)
    await asks(workspace, first)
    const second = await start(call, blog!)
    await runs(workspace, second)
    await answer(workspace, first)
    expect(await waits(call)).toMatchObject({ Shop: '1 other is running' })
    must(await call('deployment.cancel', { id: second }))
    await over(second)
    const state = await workspace.until(async () => {
      const found = must(await call('deployment.get', { id: first }))
      return Object.values(found.runs).some(run => run.state === 'running') ? found : null
    })
    expect(Object.values(state.runs).map(run => run.state)).toEqual(['succeeded', 'running'])
  })

  it('is passed by others of its project, unless others are to wait for the person', async () => {
    const workspace = await openTestWorkspace(playing(asking))
    const { call, over } = workspace
    const [open] = await makeTasks(call, ['Open'], steps)
    const [strict] = await makeTasks(
      call,
      ['Strict'],
      [manualStep('Sign off', { blocksOthers: true }), scriptStep('Install')]
    )
    const passed = await start(call, open!)
    const kept = await start(call, strict!)
    await Promise.all([asks(workspace, passed), asks(workspace, kept)])
    const passing = await start(call, open!)
    await asks(workspace, passing)
    const waiting = must(await call('deployment.start', strict!))
    expect(waiting.waitsFor).toBe('Strict 1.0.0 to Test waits for a person')
    await answer(workspace, kept)
    expect(await over(kept)).toMatchObject({ outcome: 'succeeded' })
    await asks(workspace, waiting.id)
  })

  it('is let go by the engine, so that nothing of it is held open', async () => {
    const left: boolean[] = []
    const runDeployment: ReturnType<typeof playingEngine> = async request => {
      await playingEngine(asking)(request)
      left.push(request.leave?.aborted === true)
    }
    const workspace = await openTestWorkspace({ ports: { runDeployment } })
    const [shop] = await makeTasks(workspace.call, ['Shop'], steps)
    const id = await start(workspace.call, shop!)
    await asks(workspace, id)
    while (left.length === 0) await new Promise(resolve => setImmediate(resolve))
    await answer(workspace, id)
    expect(await workspace.over(id)).toMatchObject({ outcome: 'succeeded' })
    expect(left).toEqual([true, false])
  })

  it('goes on where a person widens the window of its step', async () => {
    const failing: Script = (_action, attempt) => (attempt === 1 ? 'fails' : 'succeeds')
    const workspace = await openTestWorkspace(playing(failing))
    const { call } = workspace
    const [shop] = await makeTasks(
      call,
      ['Shop'],
      [{ ...scriptStep('Install'), window: { unit: 'targets', count: 1 } }]
    )
    const where = { roles: ['server'], environmentIds: [shop!.environmentId] }
    must(await call('target.create', { kind: 'local', name: 'bench-2', ...where }))
    const id = await start(call, shop!, { choices: { isGuided: true } })
    await untilSummary(workspace, id, item => item.isWaiting && item.openQuestions === 1)
    must(await call('deployment.setWidth', { id, step: 1, width: 2 }))
    await untilSummary(workspace, id, item => item.isWaiting && item.openQuestions === 2)
  })

  it('can be cancelled, and so can one that only waits for its turn', async () => {
    const workspace = await openTestWorkspace(playing(asking))
    const { call, over } = workspace
    const [shop] = await makeTasks(
      call,
      ['Shop'],
      [manualStep('Sign off', { blocksOthers: true }), scriptStep('Install')]
    )
    const first = await start(call, shop!)
    await asks(workspace, first)
    const second = await start(call, shop!)
    must(await call('deployment.cancel', { id: second }))
    expect(await over(second)).toMatchObject({ outcome: 'cancelled', startedAt: null })
    must(await call('deployment.cancel', { id: first }))
    expect(await over(first)).toMatchObject({ outcome: 'cancelled', questions: [{ answer: { choice: 'withdrawn' } }] })
  })
})

describe('a deployment that is moved to the top', () => {
  it('begins before those that came earlier, also when the app was closed meanwhile (§4.2)', async () => {
    const workspace = await openTestWorkspace(playing(hanging))
    const { call } = workspace
    must(await call('settings.setTaskLimit', { taskLimit: 1 }))
    const [a, b, c] = await makeTasks(call, ['A', 'B', 'C'])
    await runs(workspace, await start(call, a!))
    const second = await start(call, b!)
    const third = await start(call, c!)
    must(await call('deployment.moveToTop', { id: third }))
    await workspace.close()
    const again = await openTestWorkspace({ home: workspace.home, ...playing(hanging) })
    await runs(again, third)
    expect(must(await again.call('deployment.get', { id: second })).state).toBe('queued')
    const lines = must(await again.call('log.page', { deploymentId: third, from: 0, count: 1 })).lines
    expect(lines.map(({ text }) => text)).toEqual(['Moved to the top of the queue by ada.'])
  })

  it('passes those with priority, and these pass the others', async () => {
    const workspace = await openTestWorkspace(playing(hanging))
    const { call, over } = workspace
    must(await call('settings.setTaskLimit', { taskLimit: 1 }))
    const [a, b, c, d] = await makeTasks(call, ['A', 'B', 'C', 'D'])
    const first = await start(call, a!)
    await runs(workspace, first)
    const usual = await start(call, b!)
    const urgent = await start(call, c!, { hasPriority: true })
    const moved = await start(call, d!)
    must(await call('deployment.moveToTop', { id: moved }))
    for (const [ended, next] of [
      [first, moved],
      [moved, urgent],
      [urgent, usual]
    ] as const) {
      must(await call('deployment.cancel', { id: ended }))
      await over(ended)
      await runs(workspace, next)
    }
  })

  it('has to wait for its turn', async () => {
    const workspace = await openTestWorkspace(playing(hanging))
    const [shop] = await makeTasks(workspace.call, ['Shop'])
    const id = await start(workspace.call, shop!)
    await runs(workspace, id)
    expect(await workspace.call('deployment.moveToTop', { id })).toMatchObject({
      ok: false,
      failure: {
        kind: 'conflict',
        message: 'The deployment of Shop 1.0.0 to Test does not wait for its turn.'
      }
    })
  })
})

describe('runs of a runbook', () => {
  it('wait for each other in an environment, and neither for deployments nor these for them', async () => {
    const workspace = await openTestWorkspace(playing(hanging))
    const { call } = workspace
    const [shop] = await makeTasks(call, ['Shop'])
    const [project] = must(await call('project.list', {}))
    const made = must(await call('runbook.create', { projectId: project!.id, value: { name: 'Restart' } }))
    const { id } = must(await call('runbook.save', { id: made.id, version: 0, steps: [scriptStep('Restart')] }))
    const release = must(await call('runbook.publish', { id }))
    const run = { releaseId: release.id, environmentId: shop!.environmentId }
    const first = await start(call, run)
    await runs(workspace, first)
    await runs(workspace, await start(call, shop!))
    const second = must(await call('deployment.start', run))
    expect(second.waitsFor).toMatch(/^Restart .* of Shop is being run in Test$/)
  })
})

describe('a deployment for later', () => {
  const timed = (script?: Script) => {
    const clock = testClock()
    return { clock, options: { ports: { runDeployment: playingEngine(script), now: clock.now, sleep: clock.sleep } } }
  }

  it('waits until its time, and begins then', async () => {
    const { clock, options } = timed()
    const workspace = await openTestWorkspace(options)
    const { call, over } = workspace
    const [shop] = await makeTasks(call, ['Shop'])
    const startAt = clock.now() + 90_000
    const later = must(await call('deployment.start', { ...shop!, startAt }))
    const at = new Date(startAt).toTimeString().slice(0, 5)
    expect(later).toMatchObject({ state: 'queued', startAt, waitsFor: `until ${at}` })
    await over(await start(call, shop!))
    clock.advance(60_000)
    expect(must(await call('deployment.get', { id: later.id })).state).toBe('queued')
    clock.advance(60_000)
    expect(await over(later.id)).toMatchObject({ outcome: 'succeeded' })
  })

  it('that has not begun by the time by which it must ends as expired', async () => {
    const { clock, options } = timed(hanging)
    const workspace = await openTestWorkspace(options)
    const { call, over } = workspace
    const [shop] = await makeTasks(call, ['Shop'])
    const first = await start(call, shop!)
    await runs(workspace, first)
    const second = await start(call, shop!, { expiresAt: clock.now() + 1000 })
    clock.advance(1000)
    expect(await over(second)).toMatchObject({
      state: 'finished',
      outcome: 'expired',
      startedAt: null,
      summary: 'The deployment of Shop 1.0.0 to Test did not begin in time.'
    })
    expect(must(await call('deployment.get', { id: first })).state).toBe('running')
    const page = must(await call('log.page', { deploymentId: second, from: 0, count: 10 }))
    expect(page.lines.map(line => line.text)).toEqual(['The deployment of Shop 1.0.0 to Test did not begin in time.'])
  })

  it('that has begun in time is not ended by that time', async () => {
    const { clock, options } = timed(hanging)
    const workspace = await openTestWorkspace(options)
    const [shop] = await makeTasks(workspace.call, ['Shop'])
    const id = await start(workspace.call, shop!, { expiresAt: clock.now() + 1000 })
    await runs(workspace, id)
    clock.advance(5000)
    expect(must(await workspace.call('deployment.get', { id })).state).toBe('running')
  })

  it('must be able to begin before it expires', async () => {
    const { clock, options } = timed()
    const { call } = await openTestWorkspace(options)
    const [shop] = await makeTasks(call, ['Shop'])
    const [at, before] = [clock.now() + 120_000, clock.now()]
    const refused = { ok: false, failure: { kind: 'invalid-input', issues: [{ path: 'expiresAt' }] } }
    expect(await call('deployment.start', { ...shop!, expiresAt: before })).toMatchObject(refused)
    expect(await call('deployment.start', { ...shop!, startAt: at, expiresAt: at })).toMatchObject(refused)
  })
})
