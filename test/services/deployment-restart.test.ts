import type { Deployment, DeploymentFact, DeploymentSummary } from '@shared/deployment'
import { applyEvent } from '@shared/deployment-reducer'
import type { DeploymentId, RunId } from '@shared/ids'
import { Secret } from '@shared/secret'
import { describe, expect, it } from 'vitest'
import type { DeploymentRequest } from '../../electron/engine/context'
import { goesOn } from '../../electron/services/deployment-adopt'
import type { ServicePorts } from '../../electron/services/ports'
import { testClock } from '../support/clock'
import { scriptStep } from '../support/deployable'
import { ids, scriptStep as plannedStep, planOf } from '../support/plans'
import { playingEngine, type Script } from '../support/playing-engine'
import { homeAsIfKilled, makeTasks, manualStep, start, untidiedStore, untilSummary, waits } from '../support/tasks'
import { must, openTestWorkspace, type TestWorkspace } from '../support/workspace'

const hanging: Script = () => 'hangs'
const asking: Script = action => (action === 'Sign off' ? 'asks' : 'succeeds')
const signedOff = [manualStep('Sign off'), scriptStep('Install')]

const playing = (script: Script, ports: Partial<ServicePorts> = {}) => ({
  runDeployment: playingEngine(script),
  openStore: untidiedStore,
  ...ports
})
const opened = (home: string, script: Script, ports: Partial<ServicePorts> = {}) =>
  openTestWorkspace({ home, ports: playing(script, ports) })
const stateOf = async ({ call }: TestWorkspace, id: DeploymentId) => must(await call('deployment.get', { id }))
const isRunning = (workspace: TestWorkspace, id: DeploymentId) =>
  untilSummary(workspace, id, ({ state }) => state === 'running')

describe('closing the app', () => {
  it('cancels what runs, and leaves what waits as it is', async () => {
    const workspace = await openTestWorkspace({
      ports: playing(a => (a === 'Sign off' ? 'asks' : 'hangs'))
    })
    const { call } = workspace
    const [shop] = await makeTasks(call, ['Shop'])
    const [blog] = await makeTasks(call, ['Blog'], [manualStep('Sign off')])
    const running = await start(call, shop!)
    const queued = await start(call, shop!)
    const waiting = await start(call, blog!)
    await Promise.all([isRunning(workspace, running), untilSummary(workspace, waiting, item => item.isWaiting)])
    expect(workspace.workspaces.openDeployments()).toEqual(['the deployment of Shop 1.0.0 to Test'])
    await workspace.close()
    const again = await opened(workspace.home, hanging)
    expect(await stateOf(again, running)).toMatchObject({ state: 'finished', outcome: 'cancelled' })
    expect(await stateOf(again, waiting)).toMatchObject({ state: 'running', questions: [{ answer: null }] })
    await isRunning(again, queued)
    expect(must(await again.call('workspace.info', {})).notices).toEqual([])
  })
})

describe('opening a workspace whose app was killed', () => {
  it('puts back in the line what waited for its turn or its time', async () => {
    const clock = testClock()
    const time = { now: clock.now, sleep: clock.sleep }
    const workspace = await openTestWorkspace({ ports: playing(hanging, time) })
    const [shop, blog] = await makeTasks(workspace.call, ['Shop', 'Blog'])
    const first = await start(workspace.call, shop!)
    const second = await start(workspace.call, shop!)
    const later = await start(workspace.call, blog!, { startAt: clock.now() + 60_000 })
    await isRunning(workspace, first)
    const again = await opened(await homeAsIfKilled(workspace), hanging, time)
    expect(await stateOf(again, first)).toMatchObject({ state: 'interrupted' })
    await isRunning(again, second)
    expect(await waits(again.call)).toMatchObject({ Blog: expect.stringContaining('until ') })
    clock.advance(60_000)
    await isRunning(again, later)
  })

  it('lets what waited for a person go on waiting, and go on when it is answered', async () => {
    const workspace = await openTestWorkspace({ ports: playing(asking) })
    const [shop] = await makeTasks(workspace.call, ['Shop'], signedOff)
    const id = await start(workspace.call, shop!)
    await untilSummary(workspace, id, item => item.isWaiting)
    const again = await opened(await homeAsIfKilled(workspace), asking)
    expect(must(await again.call('question.list', {}))).toMatchObject([{ deployment: { id, isWaiting: true } }])
    must(await again.call('question.take', { deploymentId: id, question: 1 }))
    must(await again.call('question.answer', { deploymentId: id, questions: [1], choice: 'proceed' }))
    expect(await again.over(id)).toMatchObject({ outcome: 'succeeded' })
    expect(must(await again.call('workspace.info', {})).notices).toEqual([])
  })

  it('ends as expired what should have begun in the meantime at the latest', async () => {
    const clock = testClock()
    const time = { now: clock.now, sleep: clock.sleep }
    const workspace = await openTestWorkspace({ ports: playing(hanging, time) })
    const [shop] = await makeTasks(workspace.call, ['Shop'])
    const startAt = clock.now() + 60_000
    const id = await start(workspace.call, shop!, { startAt, expiresAt: startAt + 300_000 })
    const home = await homeAsIfKilled(workspace)
    clock.advance(361_000)
    const again = await opened(home, hanging, time)
    expect(await again.over(id)).toMatchObject({ outcome: 'expired' })
  })

  it('holds back what waited to begin while it was closed for more than a day, until somebody lets it go on', async () => {
    const clock = testClock()
    const time = { now: clock.now, sleep: clock.sleep }
    const workspace = await openTestWorkspace({ ports: playing(() => 'succeeds', time) })
    const [shop] = await makeTasks(workspace.call, ['Shop'])
    const id = await start(workspace.call, shop!, { startAt: clock.now() + 60_000 })
    const home = await homeAsIfKilled(workspace)
    clock.advance(25 * 60 * 60 * 1000)
    const again = await opened(home, () => 'succeeds', time)
    expect(await untilSummary(again, id, item => item.waitsFor !== null)).toMatchObject({
      isPaused: true,
      waitsFor: 'until somebody lets it go on'
    })
    const { lines } = must(await again.call('log.page', { deploymentId: id, from: 0, count: 10 }))
    expect(lines.map(({ text }) => text)).toEqual([
      'Slipway was closed for more than a day while it waited to begin: it waits until somebody lets it go on.',
      'Paused by Slipway: what runs goes on to its end, and nothing new begins.'
    ])
    expect(must(await again.call('audit.list', { filter: { verbs: ['paused'] } })).entries).toMatchObject([
      {
        door: 'slipway',
        summary: 'Held back, because it was closed for more than a day, the deployment of Shop 1.0.0 to Test.'
      }
    ])
    must(await again.call('deployment.unpause', { id }))
    expect(await again.over(id)).toMatchObject({ outcome: 'succeeded' })
  })

  it('holds back nothing that waited in the line for days while it was open', async () => {
    const clock = testClock()
    const time = { now: clock.now, sleep: clock.sleep }
    const workspace = await openTestWorkspace({ ports: playing(asking, time) })
    const { call } = workspace
    const strict = [manualStep('Sign off', { blocksOthers: true }), scriptStep('Install')]
    const [shop] = await makeTasks(call, ['Shop'], strict)
    await untilSummary(workspace, await start(call, shop!), item => item.isWaiting)
    const id = await start(call, shop!)
    clock.advance(25 * 60 * 60 * 1000)
    await workspace.close()
    const again = await opened(workspace.home, asking, time)
    expect(await untilSummary(again, id, item => item.waitsFor !== null)).toMatchObject({
      isPaused: false,
      waitsFor: 'Shop 1.0.0 to Test waits for a person'
    })
  })

  it('interrupts the step of a deployment that was interrupted', async () => {
    const workspace = await openTestWorkspace({ ports: playing(asking) })
    const [parent] = await makeTasks(workspace.call, ['Parent'], signedOff)
    const [child] = await makeTasks(workspace.call, ['Child'], signedOff)
    const parentId = await start(workspace.call, parent!)
    await untilSummary(workspace, parentId, item => item.isWaiting)
    const [run] = Object.keys((await stateOf(workspace, parentId)).runs) as RunId[]
    const begun = { ...child!, parent: { id: parentId, run: run! } }
    void workspace.workspaces.use(({ deployments }) => deployments.startChild(begun, new AbortController().signal))
    const isChild = ({ projectName }: DeploymentSummary) => projectName === 'Child'
    const { id: childId } = await workspace.until(
      async () => must(await workspace.call('deployment.list', {})).find(isChild) ?? null
    )
    await untilSummary(workspace, childId, item => item.isWaiting)
    const again = await opened(await homeAsIfKilled(workspace), asking)
    expect(await stateOf(again, childId)).toMatchObject({ state: 'interrupted' })
    expect(await stateOf(again, parentId)).toMatchObject({ state: 'running' })
  })
})

describe('a vault that is locked when the workspace is opened', () => {
  it('is waited for by what needs its secrets, and by nothing else', async () => {
    const workspace = await openTestWorkspace({ ports: playing(hanging), vault: 'untouched' })
    const { call } = workspace
    const passphrase = 'correct horse battery staple'
    must(await call('vault.setUp', { protection: 'passphrase', passphrase }))
    const [open, secret] = await makeTasks(call, ['Open', 'Secret'])
    const projects = must(await call('project.list', {}))
    const projectId = projects.find(({ name }) => name === 'Secret')!.id
    must(
      await call('variables.save', { projectId, version: 0, variables: [{ type: 'sensitive', name: 'T', value: 'x' }] })
    )
    const release = must(await call('release.create', { projectId, version: '2.0.0' }))
    must(await call('settings.setTaskLimit', { taskLimit: 1 }))
    const busy = await start(call, open!)
    await isRunning(workspace, busy)
    const first = await start(call, { ...secret!, releaseId: release.id })
    const second = await start(call, open!)
    const home = await homeAsIfKilled(workspace)
    const again = await openTestWorkspace({
      home,
      ports: playing(hanging),
      vault: 'untouched'
    })
    expect(await untilSummary(again, first, item => item.waitsFor !== null)).toMatchObject({
      state: 'queued',
      waitsFor: 'until the vault is unlocked'
    })
    await isRunning(again, second)
    must(await again.call('settings.setTaskLimit', { taskLimit: 2 }))
    must(await again.call('vault.unlock', { passphrase }))
    await isRunning(again, first)
  })

  it('is waited for by what was passed on a secret before', async () => {
    const passing =
      (script: Script) =>
      (request: DeploymentRequest): Promise<void> => {
        const { ports } = request
        const emit = async (fact: DeploymentFact): Promise<void> => {
          if (fact.kind === 'run-succeeded') {
            const secret = must(await ports.secrets.put(new Secret('t0k3n')))
            await ports.emit({ kind: 'output-variable', run: fact.run, variable: { name: 'Token', secret } })
          }
          return ports.emit(fact)
        }
        return playingEngine(script)({ ...request, ports: { ...ports, emit } })
      }
    const ports = { runDeployment: passing(asking), openStore: untidiedStore }
    const workspace = await openTestWorkspace({ ports, vault: 'untouched' })
    const passphrase = 'correct horse battery staple'
    must(await workspace.call('vault.setUp', { protection: 'passphrase', passphrase }))
    const [shop] = await makeTasks(workspace.call, ['Shop'], [scriptStep('Prepare'), ...signedOff])
    const id = await start(workspace.call, shop!)
    await untilSummary(workspace, id, item => item.isWaiting)
    const again = await openTestWorkspace({ home: await homeAsIfKilled(workspace), ports, vault: 'untouched' })
    must(await again.call('question.take', { deploymentId: id, question: 1 }))
    must(await again.call('question.answer', { deploymentId: id, questions: [1], choice: 'proceed' }))
    expect(await untilSummary(again, id, item => item.waitsFor !== null)).toMatchObject({
      state: 'running',
      waitsFor: 'until the vault is unlocked'
    })
    must(await again.call('vault.unlock', { passphrase }))
    expect(await again.over(id)).toMatchObject({ outcome: 'succeeded' })
  })
})

describe('a command beside the window', () => {
  const command = { takesUpDeployments: false }

  it('leaves alone what waits, and runs what it starts itself', async () => {
    const workspace = await openTestWorkspace({ ports: playing(hanging) })
    const [shop, blog] = await makeTasks(workspace.call, ['Shop', 'Blog'])
    const first = await start(workspace.call, shop!)
    const second = await start(workspace.call, shop!)
    await isRunning(workspace, first)
    const again = await opened(await homeAsIfKilled(workspace), () => 'succeeds', command)
    expect(await stateOf(again, first)).toMatchObject({ state: 'interrupted' })
    expect(await untilSummary(again, second, () => true)).toMatchObject({
      state: 'queued',
      waitsFor: 'until Slipway’s window is open, or its agent runs'
    })
    expect(await again.over(await start(again.call, blog!))).toMatchObject({ outcome: 'succeeded' })
    expect(await stateOf(again, second)).toMatchObject({ state: 'queued' })
    must(await again.call('deployment.cancel', { id: second }))
    expect(await again.over(second)).toMatchObject({ outcome: 'cancelled' })
  })

  it('supersedes what waits for the window with what it starts in the same place', async () => {
    const workspace = await openTestWorkspace({ ports: playing(hanging) })
    const [shop] = await makeTasks(workspace.call, ['Shop'])
    const first = await start(workspace.call, shop!)
    const second = await start(workspace.call, shop!)
    await isRunning(workspace, first)
    const again = await opened(await homeAsIfKilled(workspace), () => 'succeeds', command)
    const third = await start(again.call, shop!)
    expect(await again.over(second)).toMatchObject({ outcome: 'cancelled', startedAt: null })
    expect(await again.over(third)).toMatchObject({ outcome: 'succeeded' })
  })

  it('goes on with what it answers', async () => {
    const workspace = await openTestWorkspace({ ports: playing(asking) })
    const [shop] = await makeTasks(workspace.call, ['Shop'], signedOff)
    const id = await start(workspace.call, shop!)
    await untilSummary(workspace, id, item => item.isWaiting)
    const again = await opened(await homeAsIfKilled(workspace), asking, command)
    must(await again.call('question.take', { deploymentId: id, question: 1 }))
    expect(await stateOf(again, id)).toMatchObject({ state: 'running' })
    must(await again.call('question.answer', { deploymentId: id, questions: [1], choice: 'proceed' }))
    expect(await again.over(id)).toMatchObject({ outcome: 'succeeded' })
  })
})

describe('whether a deployment goes on after a start', () => {
  const plan = planOf({ steps: [plannedStep(1), plannedStep(2)] })
  const run = plan.stages[0]!.runs[0]!.id
  const step = { kind: 'step-started', step: 1 } as const
  const begun: readonly DeploymentFact[] = [{ kind: 'started' }, step, { kind: 'run-started', run }]
  const question = { kind: 'manual', run, instructions: '', responsible: [] } as const
  const asked: readonly DeploymentFact[] = [...begun, { kind: 'asked', question }]
  const answer = { kind: 'question-answered', question: 1, choice: 'proceed', by: 'Ada', note: '' } as const
  const cancel = { kind: 'cancel-requested', by: 'Ada' } as const

  const taken = { kind: 'question-taken', question: 2, by: 'Eve' } as const
  const wider = { kind: 'width-changed', step: 2, width: 2, by: 'Eve' } as const
  const line = { kind: 'output', run: null, stream: 'slipway', level: 'info', lines: 1, text: 'x' } as const
  const between: readonly DeploymentFact[] = [...begun, { kind: 'run-succeeded', run }]
  const twoAsked: readonly DeploymentFact[] = [...asked, { kind: 'asked', question: { kind: 'canary', step: 2 } }]
  const pause: readonly DeploymentFact[] = [
    { kind: 'paused', by: 'Ada' },
    { kind: 'unpaused', by: 'Ada' }
  ]
  const resumed = { kind: 'resumed', by: 'Ada', decisions: [] } as const

  const after = (facts: readonly DeploymentFact[]): Deployment => {
    const all: readonly DeploymentFact[] = [{ kind: 'queued', id: ids.deployment, plan, by: 'Ada' }, ...facts]
    const state = all.reduce<Deployment | null>(
      (sum, fact, index) => applyEvent(sum, { ...fact, seq: index + 1, at: 1000 + index }),
      null
    )
    return state!
  }

  it.each<[boolean, string, readonly DeploymentFact[]]>([
    [true, 'it is queued', []],
    [false, 'it had just begun', [{ kind: 'started' }]],
    [false, 'something ran', begun],
    [true, 'it waits for a person', asked],
    [true, 'a person had just answered', [...asked, answer]],
    [true, 'a person had just answered, and the log said so', [...asked, answer, line]],
    [true, 'a person had just answered, and another one gave it more room', [...asked, answer, wider]],
    [true, 'a person had just answered, and another one took the next question', [...twoAsked, answer, taken]],
    [true, 'it was let go on after a pause', [...between, ...pause]],
    [true, 'it was continued, and the log said so', [...between, { kind: 'interrupted' }, resumed, line]],
    [false, 'it went on after it was continued', [...between, { kind: 'interrupted' }, resumed, { ...step, step: 2 }]],
    [false, 'somebody paused it and let it go on while something ran', [...begun, ...pause]],
    [false, 'it went on after the answer', [...asked, answer, { ...step, step: 2 }]],
    [true, 'it is paused between steps', [...begun, { kind: 'run-succeeded', run }, { kind: 'paused', by: 'Ada' }]],
    [true, 'it is being cancelled and nothing ran', [{ kind: 'started' }, cancel]],
    [false, 'it is being cancelled and something ran', [...begun, cancel]]
  ])('is %s when %s', (expected, _when, facts) => {
    expect(goesOn(after(facts), 5000)).toBe(expected)
  })
})
