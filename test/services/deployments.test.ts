import { appendFile, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DeploymentEvent } from '@shared/deployment'
import { FailureError } from '@shared/failure-error'
import type { DeploymentId, RunId } from '@shared/ids'
import { ok } from '@shared/result'
import { describe, expect, it } from 'vitest'
import type { DeploymentRequest } from '../../electron/engine/context'
import type { WorkspacePlace } from '../../electron/services/ports'
import { openStore } from '../../electron/store/open-store'
import type { Store } from '../../electron/store/store'
import { testActor } from '../support/actor'
import { makeDeployable, scriptStep } from '../support/deployable'
import { untilSummary } from '../support/tasks'
import { idleEngine, must, openTestWorkspace, patientEngine, type TestWorkspace } from '../support/workspace'

const eventsOf = ({ pushed }: TestWorkspace, id: DeploymentId): readonly DeploymentEvent[] =>
  pushed().flatMap(event => (event.type === 'deployment.events' && event.deploymentId === id ? event.events : []))

describe('starting a deployment', () => {
  it('records and pushes every event in order, stamped without gaps', async () => {
    const workspace = await openTestWorkspace()
    const { call, over } = workspace
    const { releaseId, environmentId } = await makeDeployable(call)
    const started = must(await call('deployment.start', { releaseId, environmentId }))
    expect(started).toMatchObject({ projectName: 'Shop', environmentName: 'Test', queuedBy: 'ada', runsTotal: 1 })
    const state = await over(started.id)
    expect(state).toMatchObject({ state: 'finished', outcome: 'succeeded', seq: 5 })
    const events = eventsOf(workspace, started.id)
    expect(events.map(event => [event.seq, event.kind])).toEqual([
      [1, 'queued'],
      [2, 'started'],
      [3, 'run-started'],
      [4, 'run-succeeded'],
      [5, 'finished']
    ])
  })

  it('keeps the summary in step with the state', async () => {
    const workspace = await openTestWorkspace()
    const { call, over } = workspace
    const { releaseId, environmentId } = await makeDeployable(call)
    const { id } = must(await call('deployment.start', { releaseId, environmentId }))
    await over(id)
    const [listed] = must(await call('deployment.list', {}))
    expect(listed).toMatchObject({ id, state: 'finished', outcome: 'succeeded', runsDone: 1 })
    const again = await workspace.restart()
    expect(must(await again.call('deployment.list', {}))).toEqual([listed])
  })

  it('is refused with the messages of the plan when that has problems', async () => {
    const { call } = await openTestWorkspace()
    const { releaseId, environmentId, targetId } = await makeDeployable(call)
    must(await call('target.delete', { id: targetId }))
    const { plan, problems } = must(await call('deployment.plan', { releaseId, environmentId }))
    expect(plan).toBeNull()
    const [first] = problems.filter(problem => problem.severity === 'error')
    expect(await call('deployment.start', { releaseId, environmentId })).toMatchObject({
      ok: false,
      failure: {
        kind: 'plan-has-problems',
        message: expect.stringContaining(first!.failure.message),
        issues: [{ path: 'environmentId', message: first!.failure.message }]
      }
    })
    expect(must(await call('deployment.list', {}))).toEqual([])
  })

  it('runs what the release froze, not what the process is now', async () => {
    const seen: DeploymentRequest[] = []
    const runDeployment = (request: DeploymentRequest) => {
      seen.push(request)
      return idleEngine(request)
    }
    const { call, over } = await openTestWorkspace({ ports: { runDeployment } })
    const { releaseId, environmentId, projectId } = await makeDeployable(call)
    must(await call('process.save', { projectId, version: 1, steps: [scriptStep('Changed')] }))
    await over(must(await call('deployment.start', { releaseId, environmentId })).id)
    expect(seen[0]?.snapshot.steps.map(step => step.name)).toEqual(['Install'])
  })

  it('keeps its project, its target and its workspace in place while it runs', async () => {
    const { call } = await openTestWorkspace({ ports: { runDeployment: patientEngine } })
    const { releaseId, environmentId, projectId, targetId } = await makeDeployable(call)
    must(await call('deployment.start', { releaseId, environmentId }))
    const refused = { ok: false, failure: expect.objectContaining({ kind: 'in-use' }) }
    expect(await call('project.delete', { id: projectId, confirmName: 'Shop' })).toEqual(refused)
    expect(await call('target.delete', { id: targetId })).toEqual(refused)
    expect(await call('workspace.open', { kind: 'demo' })).toEqual(refused)
  })
})

describe('cancelling a deployment', () => {
  it('is recorded with who asked for it, and ends it', async () => {
    const workspace = await openTestWorkspace({ ports: { runDeployment: patientEngine } })
    const { call, over } = workspace
    const { releaseId, environmentId } = await makeDeployable(call)
    const { id } = must(await call('deployment.start', { releaseId, environmentId }))
    must(await call('deployment.cancel', { id }))
    expect(await over(id)).toMatchObject({ state: 'finished', outcome: 'cancelled' })
    const requests = eventsOf(workspace, id).filter(event => event.kind === 'cancel-requested')
    expect(requests).toMatchObject([{ by: 'ada' }])
  })

  it('is recorded when it is asked for again, which ends what cleans up after it; more often changes nothing', async () => {
    let cancels = 0
    const stubborn = async ({ ports }: DeploymentRequest) => {
      await new Promise<void>(resolve => {
        ports.onChange(() => {
          cancels = ports.state().cancels
          if (cancels > 1) resolve()
        })
      })
      for (const id of Object.keys(ports.state().runs) as RunId[]) await ports.emit({ kind: 'run-cancelled', run: id })
      await ports.emit({ kind: 'finished', outcome: 'cancelled', summary: 'Cancelled.' })
    }
    const { call, over } = await openTestWorkspace({ ports: { runDeployment: stubborn } })
    const { releaseId, environmentId } = await makeDeployable(call)
    const { id } = must(await call('deployment.start', { releaseId, environmentId }))
    for (let times = 0; times < 3; times++) must(await call('deployment.cancel', { id }))
    expect(await over(id)).toMatchObject({ outcome: 'cancelled', cancels: 2 })
    expect(cancels).toBe(2)
  })

  it('says so when it is over or was never there', async () => {
    const { call, over } = await openTestWorkspace()
    const { releaseId, environmentId } = await makeDeployable(call)
    const { id } = must(await call('deployment.start', { releaseId, environmentId }))
    await over(id)
    expect(await call('deployment.cancel', { id })).toMatchObject({ ok: false, failure: { kind: 'conflict' } })
    const missing = 'deployment-0000000000' as DeploymentId
    expect(await call('deployment.cancel', { id: missing })).toMatchObject({
      ok: false,
      failure: { kind: 'not-found' }
    })
  })
})

describe('an engine that breaks off', () => {
  it('leaves an interrupted deployment, a report, and a free environment', async () => {
    const broken = async ({ ports }: DeploymentRequest) => {
      await ports.emit({ kind: 'started' })
      throw new Error('the engine fell over')
    }
    const { call, over, reports } = await openTestWorkspace({ ports: { runDeployment: broken } })
    const { releaseId, environmentId } = await makeDeployable(call)
    const { id } = must(await call('deployment.start', { releaseId, environmentId }))
    expect(await over(id)).toMatchObject({ state: 'interrupted', seq: 3 })
    expect(reports.join()).toContain('the engine fell over')
    expect(must(await call('deployment.start', { releaseId, environmentId })).state).toBe('queued')
  })

  it('and one that tells what cannot follow changes nothing', async () => {
    const lying = async ({ ports }: DeploymentRequest) => {
      await ports.emit({ kind: 'started' })
      await expect(ports.emit({ kind: 'started' })).rejects.toThrow('cannot follow')
    }
    const { call, over } = await openTestWorkspace({ ports: { runDeployment: lying } })
    const { releaseId, environmentId } = await makeDeployable(call)
    const { id } = must(await call('deployment.start', { releaseId, environmentId }))
    expect(await over(id)).toMatchObject({ state: 'interrupted', seq: 3 })
  })
})

describe('a log that cannot be written any more', () => {
  /** Opens stores whose disk is full for one event of this kind. */
  const fullAt = (kind: DeploymentEvent['kind']) => async (place: WorkspacePlace) => {
    const opened = await openStore({ ...place, now: Date.now, actor: testActor })
    if (!opened.ok) return opened
    const store = opened.value
    let isDue = true
    const open = async (id: DeploymentId) => {
      const log = await store.logs.open(id)
      const append = async (event: DeploymentEvent) => {
        if (event.kind !== kind || !isDue) return log.append(event)
        isDue = false
        throw new FailureError({ kind: 'storage-failed', message: 'The disk is full.', remedy: 'Free some space.' })
      }
      return new Proxy(log, {
        get: (inner, key) => {
          if (key === 'append') return append
          const member: unknown = Reflect.get(inner, key, inner)
          return typeof member === 'function' ? member.bind(inner) : member
        }
      })
    }
    const { ids, remove, save } = store.logs
    const logs = { ids: ids.bind(store.logs), open, remove: remove.bind(store.logs), save: save.bind(store.logs) }
    return ok<Store>({ ...store, logs })
  }

  it('stops the engine and leaves an interrupted deployment without a gap', async () => {
    let wasStopped = false
    const stubborn = async ({ plan, ports, signal }: DeploymentRequest) => {
      const run = plan.stages[0]!.runs[0]!.id
      await ports.emit({ kind: 'started' })
      await expect(ports.emit({ kind: 'run-started', run })).rejects.toThrow('The disk is full.')
      wasStopped = signal.aborted
      await expect(ports.emit({ kind: 'run-cancelled', run })).rejects.toThrow('The disk is full.')
    }
    const workspace = await openTestWorkspace({ ports: { runDeployment: stubborn, openStore: fullAt('run-started') } })
    const { call, over } = workspace
    const { releaseId, environmentId } = await makeDeployable(call)
    const { id } = must(await call('deployment.start', { releaseId, environmentId }))
    expect(await over(id)).toMatchObject({ state: 'interrupted', seq: 3 })
    expect(wasStopped).toBe(true)
    const again = await workspace.restart()
    expect(must(await again.call('deployment.get', { id }))).toMatchObject({ state: 'interrupted', seq: 3 })
  })

  it('from the first event on refuses to start, with the reason', async () => {
    const { call } = await openTestWorkspace({ ports: { openStore: fullAt('queued') } })
    const { releaseId, environmentId } = await makeDeployable(call)
    expect(await call('deployment.start', { releaseId, environmentId })).toMatchObject({
      ok: false,
      failure: { kind: 'storage-failed', message: 'The disk is full.' }
    })
    expect(must(await call('deployment.list', {}))).toEqual([])
    expect((await call('deployment.start', { releaseId, environmentId })).ok).toBe(true)
  })
})

describe('output', () => {
  const talking = async ({ plan, ports }: DeploymentRequest) => {
    const run = plan.stages[0]!.runs[0]!.id
    await ports.emit({ kind: 'started' })
    await ports.emit({ kind: 'run-started', run })
    for (const text of ['one\ntwo', 'three'])
      await ports.emit({ kind: 'output', run, stream: 'stdout', level: 'info', lines: text.split('\n').length, text })
    await ports.emit({ kind: 'run-succeeded', run })
    await ports.emit({ kind: 'finished', outcome: 'succeeded', summary: 'Done.' })
  }

  it('is pushed as counts with the tail of the log, and read back line by line', async () => {
    const workspace = await openTestWorkspace({ ports: { runDeployment: talking } })
    const { call, over } = workspace
    const { releaseId, environmentId } = await makeDeployable(call)
    const { id } = must(await call('deployment.start', { releaseId, environmentId }))
    await over(id)
    const output = eventsOf(workspace, id).filter(event => event.kind === 'output')
    expect(output.map(event => [event.lines, event.text])).toEqual([
      [2, ''],
      [1, '']
    ])
    const tails = workspace.pushed().flatMap(event => (event.type === 'deployment.events' ? event.tail : []))
    expect(tails.map(line => [line.number, line.text])).toEqual([
      [1, 'one'],
      [2, 'two'],
      [3, 'three']
    ])
    const page = must(await call('log.page', { deploymentId: id, from: -2, count: 10 }))
    expect({ ...page, lines: page.lines.map(line => line.text) }).toEqual({
      total: 3,
      from: 1,
      lines: ['two', 'three']
    })
    expect(must(await call('log.line', { deploymentId: id, number: 2 }))).toEqual({ text: 'two' })
  })

  it('of a deployment that does not exist is not found', async () => {
    const { call } = await openTestWorkspace()
    const deploymentId = 'deployment-0000000000' as DeploymentId
    expect(await call('log.page', { deploymentId, from: 0, count: 1 })).toMatchObject({
      failure: { kind: 'not-found' }
    })
    expect(await call('log.line', { deploymentId, number: 1 })).toMatchObject({ failure: { kind: 'not-found' } })
  })
})

describe('artifacts', () => {
  const leaving = async ({ id, plan, ports }: DeploymentRequest) => {
    const run = plan.stages[0]!.runs[0]!.id
    await ports.emit({ kind: 'started' })
    await ports.emit({ kind: 'run-started', run })
    const file = must(await ports.artifacts.create(id))
    await file.write(new TextEncoder().encode('report'))
    must(await file.commit())
    await ports.emit({ kind: 'artifact', run, artifact: { id: file.id, name: '../../etc/report.txt', size: 6 } })
    await ports.emit({ kind: 'run-succeeded', run })
    await ports.emit({ kind: 'finished', outcome: 'succeeded', summary: 'Done.' })
  }

  it('are saved where the person says, under a name that leads nowhere else', async () => {
    const suggested: string[] = []
    let place: string | null = null
    const chooseSavePath = async (name: string) => {
      suggested.push(name)
      return place
    }
    const workspace = await openTestWorkspace({ ports: { runDeployment: leaving, chooseSavePath } })
    const { call, over, home } = workspace
    const { releaseId, environmentId } = await makeDeployable(call)
    const { id } = must(await call('deployment.start', { releaseId, environmentId }))
    const [artifact] = Object.values((await over(id)).runs).flatMap(run => run.artifacts)
    const save = () => call('artifact.save', { deploymentId: id, artifactId: artifact!.id })
    expect(await save()).toEqual({ ok: true, value: null })
    place = join(home, 'saved.txt')
    expect(await save()).toEqual({ ok: true, value: { path: place } })
    expect(await readFile(place, 'utf8')).toBe('report')
    expect(suggested).toEqual(['etc-report.txt', 'etc-report.txt'])
  })
})

describe('opening a workspace again', () => {
  const logOf = (home: string, id: DeploymentId) => join(home, 'workspaces', 'main', 'deployments', id, 'events.ndjson')

  /** A workspace whose app ended while a deployment ran: its files as they were then, without what came later. */
  async function cutOff() {
    const workspace = await openTestWorkspace({ ports: { runDeployment: patientEngine } })
    const { call } = workspace
    const { releaseId, environmentId } = await makeDeployable(call)
    const { id } = must(await call('deployment.start', { releaseId, environmentId }))
    await untilSummary(workspace, id, ({ state }) => state === 'running')
    const untilThen = await readFile(logOf(workspace.home, id), 'utf8')
    await workspace.close()
    const records = untilThen.trimEnd().split('\n').slice(0, 2)
    await writeFile(logOf(workspace.home, id), `${records.join('\n')}\n`)
    // It was made when the deployment was over, which it never was.
    await rm(join(dirname(logOf(workspace.home, id)), 'seal.json'))
    return { home: workspace.home, id, records }
  }

  /** Makes the stored summary say that the deployment is open, as it did when the app ended. */
  async function reopenSummary(home: string, id: DeploymentId) {
    const folder = join(home, 'workspaces', 'main')
    const store = must(
      await openStore({ folder, keyFile: join(home, 'keys', 'main.key'), now: Date.now, actor: testActor })
    )
    await store.deployments.put({
      ...(await store.deployments.get(id))!,
      state: 'running',
      outcome: null,
      finishedAt: null
    })
    await store.close()
  }

  it('marks what was open as interrupted, adds nothing else, and says so', async () => {
    const { home, id, records } = await cutOff()
    await reopenSummary(home, id)
    const { call } = await openTestWorkspace({ home })
    expect(must(await call('deployment.get', { id }))).toMatchObject({ state: 'interrupted', seq: records.length + 1 })
    expect(must(await call('deployment.list', {}))).toMatchObject([{ id, state: 'interrupted' }])
    expect(must(await call('workspace.info', {})).notices).toEqual([
      {
        kind: 'interrupted',
        text: 'A deployment was interrupted because Slipway ended while it ran: Shop 1.0.0 to Test. Open it to continue it or to give it up.'
      }
    ])
    const log = (await readFile(logOf(home, id), 'utf8')).trimEnd().split('\n')
    expect(log.slice(0, records.length)).toEqual(records)
    expect(log).toHaveLength(records.length + 1)
  })

  it('does it once', async () => {
    const { home, id } = await cutOff()
    await reopenSummary(home, id)
    const first = await openTestWorkspace({ home })
    const after = must(await first.call('deployment.get', { id }))
    const second = await first.restart()
    expect(must(await second.call('deployment.get', { id }))).toEqual(after)
    expect(must(await second.call('workspace.info', {})).notices).toEqual([])
  })

  it('makes summaries anew that are missing, and drops those without a log', async () => {
    const workspace = await openTestWorkspace()
    const { releaseId, environmentId } = await makeDeployable(workspace.call)
    const { id } = must(await workspace.call('deployment.start', { releaseId, environmentId }))
    await workspace.over(id)
    const [summary] = must(await workspace.call('deployment.list', {}))
    await workspace.close()
    const folder = join(workspace.home, 'workspaces', 'main')
    const store = must(
      await openStore({ folder, keyFile: join(workspace.home, 'keys', 'main.key'), now: Date.now, actor: testActor })
    )
    await store.deployments.remove(id)
    await store.deployments.put({ ...summary!, id: 'deployment-aaaaaaaaaa' as DeploymentId })
    await store.close()
    const again = await openTestWorkspace({ home: workspace.home })
    expect(must(await again.call('deployment.list', {}))).toEqual([summary])
  })

  it('leaves a log alone that cannot be read, and says so', async () => {
    const { home, id } = await cutOff()
    await reopenSummary(home, id)
    await appendFile(logOf(home, id), '{"seq":99,"at":1,"kind":"started"}\n')
    const before = await readFile(logOf(home, id), 'utf8')
    const { call, reports } = await openTestWorkspace({ home })
    const { notices } = must(await call('workspace.info', {}))
    expect(notices).toMatchObject([{ kind: 'interrupted', text: expect.stringContaining(id) }])
    expect(reports.join()).toContain(id)
    expect(await readFile(logOf(home, id), 'utf8')).toBe(before)
  })
})
