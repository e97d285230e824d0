import type { DeploymentId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { type QueuedOne, supersededIn } from '../../electron/services/deployment-superseding'
import type { ServicePorts } from '../../electron/services/ports'
import { testClock } from '../support/clock'
import { scriptStep } from '../support/deployable'
import { playingEngine, type Script } from '../support/playing-engine'
import { keepQueued, makeTasks, runs, start } from '../support/tasks'
import { must, openTestWorkspace } from '../support/workspace'

const hanging: Script = () => 'hangs'
const playing = { ports: { runDeployment: playingEngine(hanging) } }

describe('a newer deployment to the same place (§19 34)', () => {
  const steps = [scriptStep('Install'), scriptStep('Start')]
  /** One that runs, and others that are queued behind it. */
  async function queue(names: readonly string[] = ['Shop'], ports: Partial<ServicePorts> = {}) {
    const workspace = await openTestWorkspace({ ports: { ...playing.ports, ...ports } })
    const tasks = await makeTasks(workspace.call, names, steps)
    const running = await start(workspace.call, tasks[0]!)
    await runs(workspace, running)
    const { plan } = must(await workspace.call('deployment.get', { id: running }))
    const stateOf = async (id: DeploymentId) => must(await workspace.call('deployment.get', { id })).state
    return { workspace, tasks, running, skip: [plan.stages[1]!.actionId], stateOf }
  }

  it('supersedes those that are queued and complete, and never one that runs', async () => {
    const { workspace, tasks, running, stateOf } = await queue()
    const { call, over } = workspace
    const older = await start(call, tasks[0]!)
    const newer = must(await call('deployment.start', tasks[0]!))
    expect(await over(older)).toMatchObject({
      outcome: 'cancelled',
      startedAt: null,
      summary:
        'The deployment of Shop 1.0.0 to Test did not begin: it was superseded by the deployment of Shop 1.0.0 to Test.'
    })
    expect(await Promise.all([stateOf(running), stateOf(newer.id)])).toEqual(['running', 'queued'])
    const { lines } = must(await call('log.page', { deploymentId: newer.id, from: 0, count: 10 }))
    expect(lines.map(({ text }) => text)).toEqual([
      'It supersedes the deployment of Shop 1.0.0 to Test, which had not begun, and takes its place.'
    ])
    const audit = must(await call('audit.list', { limit: 200 })).entries.filter(({ subject }) => subject.id === older)
    expect(audit.map(({ verb, summary }) => [verb, summary])).toContainEqual([
      'finished',
      'The deployment of Shop 1.0.0 to Test was cancelled.'
    ])
  })

  it('lets go on what is about to begin when it comes', async () => {
    const workspace = await openTestWorkspace({ ports: { runDeployment: playingEngine(() => 'succeeds') } })
    const { call, over } = workspace
    const [shop] = await makeTasks(call, ['Shop'], steps)
    let open: () => void = () => undefined
    const gate = new Promise<void>(resolve => {
      open = resolve
    })
    let isHeld = false
    await workspace.workspaces.use(async ({ store: { snapshots }, deployments }) => {
      const { get } = snapshots
      snapshots.get = async hash => {
        // What is queued reads its release again once its turn has come.
        if (deployments.open().length > 0 && !isHeld) {
          isHeld = true
          await gate
        }
        return get.call(snapshots, hash)
      }
    })
    const first = await start(call, shop!)
    expect(isHeld).toBe(true)
    const second = await start(call, shop!)
    open()
    expect(await over(first)).toMatchObject({ outcome: 'succeeded' })
    expect(await over(second)).toMatchObject({ outcome: 'succeeded' })
  })

  it('takes the place of the first that it supersedes, also at the top', async () => {
    const { workspace, tasks, running } = await queue(['Shop', 'Blog', 'Till'])
    const { call, over } = workspace
    must(await call('settings.setTaskLimit', { taskLimit: 1 }))
    const [, blog, till] = tasks
    await start(call, till!)
    const older = await start(call, blog!)
    must(await call('deployment.moveToTop', { id: older }))
    const newer = await start(call, blog!)
    await over(older)
    must(await call('deployment.cancel', { id: running }))
    await runs(workspace, newer)
  })

  it('that is not complete supersedes nothing, and ends the search for older ones', async () => {
    const { workspace, tasks, skip, stateOf } = await queue()
    const { call } = workspace
    const first = await start(call, tasks[0]!)
    const partial = await start(call, tasks[0]!, { choices: { skip } })
    const last = await start(call, tasks[0]!)
    expect(await Promise.all([first, partial, last].map(stateOf))).toEqual(['queued', 'queued', 'queued'])
  })

  it('supersedes the older one also where the clock was set back between them', async () => {
    const { now, sleep, advance } = testClock()
    const { workspace, tasks, stateOf } = await queue(['Shop'], { now, sleep })
    const older = await start(workspace.call, tasks[0]!)
    advance(-60_000)
    const newer = await start(workspace.call, tasks[0]!)
    await workspace.until(async () => {
      const states = await Promise.all([older, newer].map(stateOf))
      return states.includes('finished') ? states : null
    })
    expect(await Promise.all([older, newer].map(stateOf))).toEqual(['finished', 'queued'])
  })

  it('is known after a restart as well, whatever the clock said', async () => {
    const { now, sleep, advance } = testClock()
    const { workspace, tasks, skip } = await queue(['Shop'], { now, sleep })
    const queued: DeploymentId[] = []
    for (const more of [{}, { choices: { skip } }, {}, { choices: { skip } }, {}, { choices: { skip } }, {}]) {
      advance(-60_000)
      queued.push(await start(workspace.call, tasks[0]!, more))
    }
    const again = await workspace.restart()
    await again.until(async () => {
      const found = must(await again.call('deployment.list', { ids: queued }))
      return found.some(({ state }) => state === 'running') ? found : null
    })
    // Between each two complete ones is one that is not, so that none supersedes another.
    const outcomes = must(await again.call('deployment.list', { ids: queued })).map(({ outcome }) => outcome)
    expect(outcomes).toEqual(queued.map(() => null))
  })

  it('is none of what begins at a certain time, and supersedes nothing there', async () => {
    const { workspace, tasks, stateOf } = await queue()
    const { call } = workspace
    const later = await start(call, tasks[0]!, { startAt: Date.now() + 3_600_000 })
    const soon = await start(call, tasks[0]!)
    expect(await Promise.all([later, soon].map(stateOf))).toEqual(['queued', 'queued'])
  })

  it('leaves older ones alone where the project wants each of them', async () => {
    const { workspace, tasks, stateOf } = await queue()
    const { call } = workspace
    await keepQueued(call)
    const older = await start(call, tasks[0]!)
    const newer = await start(call, tasks[0]!)
    expect(await Promise.all([older, newer].map(stateOf))).toEqual(['queued', 'queued'])
  })
})

describe('which are superseded', () => {
  const given = (...all: readonly (Partial<QueuedOne> & { readonly name: string })[]) =>
    Object.fromEntries(
      supersededIn(
        all.map(({ name, ...one }) => ({
          id: name as DeploymentId,
          series: 'shop',
          isComplete: true,
          supersedes: true,
          ...one
        }))
      )
    )

  it('are all complete ones before the newest that supersedes others, of its series', () => {
    expect(
      given({ name: 'a', supersedes: false }, { name: 'x', series: 'blog' }, { name: 'b' }, { name: 'c' })
    ).toEqual({ a: 'c', b: 'c' })
    expect(given({ name: 'a' }, { name: 'b', supersedes: false })).toEqual({})
  })

  it('are on either side of one that is not complete looked for apart', () => {
    const partial = { name: 'p', isComplete: false, supersedes: false }
    expect(given({ name: 'a' }, { name: 'b' }, partial, { name: 'c' }, { name: 'd' })).toEqual({ a: 'b', c: 'd' })
  })
})
