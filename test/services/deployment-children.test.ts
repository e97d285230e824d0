import type { Deployment } from '@shared/deployment'
import type { DeploymentId, RunId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import { ok, type Result } from '@shared/result'
import { describe, expect, it } from 'vitest'
import type { DeploymentRequest } from '../../electron/engine/context'
import { createReleasesPort } from '../../electron/services/child-deployments'
import type { ServiceContext } from '../../electron/services/context'
import { childOutputs } from '../../electron/services/deployment-children'
import { scriptStep } from '../support/deployable'
import { playingEngine, type Script } from '../support/playing-engine'
import { makeTasks, manualStep, start, type Task, untilSummary } from '../support/tasks'
import { must, openTestWorkspace, type TestWorkspace, type WorkspaceOptions } from '../support/workspace'

/** The engine of every test: “Parent” runs until it is cancelled, and what the script says becomes of the others. */
const playing = (child: Script = () => 'succeeds'): WorkspaceOptions => ({
  ports: {
    runDeployment: (request: DeploymentRequest) =>
      playingEngine(request.plan.project.name === 'Child' ? child : () => 'hangs')(request)
  }
})

/** A parent that runs, and how to start a step of it. */
async function withParent(options: WorkspaceOptions, steps?: readonly StepInput[]) {
  const workspace = await openTestWorkspace(options)
  const [parent] = await makeTasks(workspace.call, ['Parent'])
  const [child] = await makeTasks(workspace.call, ['Child'], steps)
  const id = await start(workspace.call, parent!)
  await untilSummary(workspace, id, ({ state }) => state === 'running')
  const [run] = Object.keys(must(await workspace.call('deployment.get', { id })).runs) as RunId[]
  const seen: (string | null)[] = []
  const startChild = (task: Task, signal = new AbortController().signal): Promise<Result<Deployment>> =>
    workspace.workspaces.use(({ deployments }) =>
      deployments.startChild({ ...task, parent: { id, run: run! } }, signal, summary => seen.push(summary.waitsFor))
    )
  return { ...workspace, parent: parent!, child: child!, id, run: run!, startChild, seen }
}

const child = ({ call, until }: TestWorkspace): Promise<DeploymentId> =>
  until(async () => must(await call('deployment.list', {})).find(item => item.projectName === 'Child')?.id ?? null)

describe('a deployment that is a step of another one', () => {
  it('runs in the place of its parent, and its end is answered with whose step it was', async () => {
    const { call, startChild, child: task, id, run } = await withParent(playing())
    must(await call('settings.setTaskLimit', { taskLimit: 1 }))
    expect(must(await startChild(task))).toMatchObject({
      state: 'finished',
      outcome: 'succeeded',
      parent: { id, run },
      queuedBy: 'ada'
    })
  })

  it('waits for its key like any other, and says so', async () => {
    const workspace = await withParent(playing(() => 'hangs'))
    const { call, startChild, seen, over, child: task } = workspace
    const first = await start(call, task)
    await untilSummary(workspace, first, ({ state }) => state === 'running')
    const ended = startChild(task)
    await workspace.until(async () => (seen.includes('Child 1.0.0 is being deployed to Test') ? true : null))
    must(await call('deployment.cancel', { id: first }))
    await over(first)
    await workspace.until(async () => (seen.at(-1) === null ? true : null))
    const [waiting] = must(await call('deployment.list', { limit: 1 }))
    must(await call('deployment.cancel', { id: waiting!.id }))
    expect(must(await ended)).toMatchObject({ outcome: 'cancelled' })
  })

  it('begins after one that kept its key for a person, also where its parent has the only place', async () => {
    const steps = [manualStep('Sign off', { blocksOthers: true }), scriptStep('Install')]
    const workspace = await withParent(
      playing(action => (action === 'Sign off' ? 'asks' : 'succeeds')),
      steps
    )
    const { call, over, startChild, child: task } = workspace
    const kept = await start(call, task)
    await untilSummary(workspace, kept, item => item.isWaiting)
    must(await call('settings.setTaskLimit', { taskLimit: 1 }))
    const ended = startChild(task)
    await workspace.until(async () => (workspace.seen.includes('Child 1.0.0 to Test waits for a person') ? true : null))
    const proceed = async (deploymentId: DeploymentId) => {
      must(await call('question.take', { deploymentId, question: 1 }))
      must(await call('question.answer', { deploymentId, questions: [1], choice: 'proceed' }))
    }
    await proceed(kept)
    expect(await over(kept)).toMatchObject({ outcome: 'succeeded' })
    const { id } = await untilSummary(workspace, (await child(workspace))!, item => item.isWaiting)
    await proceed(id)
    expect(must(await ended)).toMatchObject({ outcome: 'succeeded' })
  })

  it('has nothing to do any more when what it waited for brought something newer', async () => {
    let goOn: () => void = () => undefined
    const gate = new Promise<void>(resolve => {
      goOn = resolve
    })
    const runDeployment = async (request: DeploymentRequest): Promise<void> => {
      const { project, release } = request.plan
      if (release.version === '1.1.0') {
        await request.ports.emit({ kind: 'started' })
        await gate
      }
      return playingEngine(() => (project.name === 'Parent' ? 'hangs' : 'succeeds'))(request)
    }
    const { call, over, until, workspaces, child, id, run } = await withParent({ ports: { runDeployment } })
    const { projectId } = must(await call('release.get', { id: child.releaseId })).release
    const newer = must(await call('release.create', { projectId, version: '1.1.0' }))
    const ahead = await start(call, { ...child, releaseId: newer.id })
    const { store, deployments } = must(await workspaces.use(async of => ok(of)))
    const context = { store, thisMachine: 'posix', now: Date.now, user: 'ada' } as ServiceContext
    const port = createReleasesPort(context, deployments.startChild, id)
    const step = { ...child, projectId, tenantId: null, when: 'newer' as const, variables: [], run }
    const ended = port.deploy(step, new AbortController().signal, () => undefined)
    const waiting = await until(async () => {
      const list = must(await call('deployment.list', { projectId }))
      return list.find(item => item.state === 'queued' && item.waitsFor !== null) ?? null
    })
    goOn()
    await over(ahead)
    const words = 'Nothing to do: Test has 1.1.0, and Child 1.0.0 is not newer.'
    expect(must(await ended)).toEqual({ kind: 'skipped', words })
    expect(await over(waiting.id)).toMatchObject({ outcome: 'cancelled', summary: words })
  })

  it('is cancelled by its signal, and its end is waited for', async () => {
    const workspace = await withParent(playing(() => 'hangs'))
    const abort = new AbortController()
    const ended = workspace.startChild(workspace.child, abort.signal)
    await untilSummary(workspace, await child(workspace), ({ state }) => state === 'running')
    abort.abort()
    expect(must(await ended)).toMatchObject({ outcome: 'cancelled', cancels: 1 })
  })

  it('is cancelled for good when its parent is', async () => {
    const stubborn = async (request: DeploymentRequest) => {
      const { ports, plan } = request
      if (plan.project.name !== 'Child') return playingEngine(() => 'hangs')(request)
      await ports.emit({ kind: 'started' })
      await new Promise<void>(resolve => {
        ports.onChange(() => ports.state().cancels > 1 && resolve())
      })
      for (const id of Object.keys(ports.state().runs) as RunId[]) await ports.emit({ kind: 'run-cancelled', run: id })
      await ports.emit({ kind: 'finished', outcome: 'cancelled', summary: 'Cancelled.' })
    }
    const workspace = await withParent({ ports: { runDeployment: stubborn } })
    const { call, id } = workspace
    const abort = new AbortController()
    const ended = workspace.startChild(workspace.child, abort.signal)
    const childId = await child(workspace)
    await untilSummary(workspace, childId, ({ state }) => state === 'running')
    abort.abort()
    await untilSummary(workspace, childId, ({ state }) => state === 'cancelling')
    await workspace.workspaces.use(async ({ deployments }) => {
      await deployments.cancel(id)
      await deployments.cancel(id)
    })
    expect(must(await ended)).toMatchObject({ outcome: 'cancelled', cancels: 2 })
    expect(must(await call('deployment.get', { id })).cancels).toBeGreaterThan(0)
  })

  it('that would wait for its own parent is refused', async () => {
    const { startChild, parent } = await withParent(playing())
    expect(await startChild(parent)).toMatchObject({
      ok: false,
      failure: { kind: 'in-use', message: 'Deploying Parent to Test from here would wait for itself for ever.' }
    })
  })

  it('passes on what its steps set, without what is sensitive', async () => {
    const telling = async (request: DeploymentRequest) => {
      const { ports, plan } = request
      if (plan.project.name !== 'Child') return playingEngine(() => 'hangs')(request)
      const [run] = Object.keys(ports.state().runs) as RunId[]
      await ports.emit({ kind: 'started' })
      await ports.emit({ kind: 'run-started', run: run! })
      await ports.emit({ kind: 'output-variable', run: run!, variable: { name: 'Url', value: 'https://x' } })
      const secret = 'secret-0000000001' as never
      await ports.emit({ kind: 'output-variable', run: run!, variable: { name: 'Token', secret } })
      await ports.emit({ kind: 'run-succeeded', run: run! })
      await ports.emit({ kind: 'finished', outcome: 'succeeded', summary: 'Done.' })
    }
    const { startChild, child: task } = await withParent({ ports: { runDeployment: telling } })
    expect(childOutputs(must(await startChild(task)))).toEqual([
      { step: 'Install', machine: 'bench', name: 'Url', value: 'https://x' }
    ])
  })
})
