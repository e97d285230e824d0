import type { DeploymentId, EnvironmentId, RunId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import { describe, expect, it } from 'vitest'
import type { DeploymentRequest } from '../../electron/engine/context'
import { enteredBy, inShort, key } from '../support/audit-entries'
import { scriptStep } from '../support/deployable'
import { playingEngine, type Script } from '../support/playing-engine'
import { makeTasks, manualStep, start, untilSummary, waits } from '../support/tasks'
import { must, openTestWorkspace, type TestWorkspace, type WorkspaceOptions } from '../support/workspace'

/** An engine that breaks off as soon as something runs for long, as a crash would. */
const breaking =
  (script: Script) =>
  async (request: DeploymentRequest): Promise<void> => {
    const state = () => request.ports.state()
    const isStuck = () => Object.values(state().runs).some(run => run.state === 'running')
    const stuck = new Promise<void>(resolve => {
      request.ports.onChange(() => setImmediate(() => isStuck() && resolve()))
    })
    await Promise.race([playingEngine(script)(request), stuck])
    if (isStuck()) throw new Error('The power went off')
  }

const two = [scriptStep('Install'), scriptStep('Start')]
const required = (step: StepInput): StepInput => ({
  ...step,
  actions: step.actions.map(action => ({ ...action, isRequired: true as const }))
})

/** A deployment whose first step nobody knows the end of; the engine is sound from then on. */
async function interrupted(steps: readonly StepInput[] = two, later: Script = () => 'succeeds') {
  let engine = breaking(() => 'hangs')
  const options: WorkspaceOptions = { ports: { runDeployment: request => engine(request) } }
  const workspace = await openTestWorkspace(options)
  const [shop] = await makeTasks(workspace.call, ['Shop'], steps)
  const id = await start(workspace.call, shop!)
  const { runs } = await workspace.over(id)
  engine = playingEngine(later)
  return {
    ...workspace,
    shop: shop!,
    id,
    runs: Object.keys(runs) as RunId[],
    play: (script: Script) => (engine = playingEngine(script))
  }
}

const statesOf = async ({ call }: Pick<TestWorkspace, 'call'>, id: DeploymentId) =>
  Object.values(must(await call('deployment.get', { id })).runs).map(run => run.state)

/** A second target, which is reached over SSH. */
async function addHost(call: TestWorkspace['call'], environmentId: EnvironmentId) {
  const account = { kind: 'agent' as const, name: 'Deployer', username: 'deploy' }
  const { id: accountId } = must(await call('account.create', account))
  const where = { roles: ['server'], environmentIds: [environmentId] }
  const host = { kind: 'ssh' as const, name: 'web-1', host: 'web-1.example', accountId, ...where }
  const target = must(await call('target.create', host))
  must(await call('target.trust', { id: target.id, hostKey: key('A') }))
  return target
}

describe('continuing an interrupted deployment', () => {
  it('runs again what a person says, and what was left to do', async () => {
    const workspace = await interrupted()
    const { call, over, id, runs } = workspace
    expect(await statesOf(workspace, id)).toEqual(['unknown', 'pending'])
    const decisions = [{ run: runs[0]!, choice: 'retry' as const }]
    expect(must(await call('deployment.resume', { id, decisions }))).toMatchObject({ id, state: 'running' })
    expect(await over(id)).toMatchObject({ outcome: 'succeeded' })
    expect(await statesOf(workspace, id)).toEqual(['succeeded', 'succeeded'])
    const { lines } = must(await call('log.page', { deploymentId: id, from: 0, count: 10 }))
    expect(lines).toMatchObject([{ run: null, level: 'info', stream: 'slipway', text: 'Continued by ada.' }])
  })

  it('takes a person’s word, with the reason, that something is done', async () => {
    const workspace = await interrupted()
    const { call, over, id, runs } = workspace
    const decide = (reason: string) =>
      call('deployment.resume', { id, decisions: [{ run: runs[0]!, choice: 'done', reason }] })
    expect(await decide(' ')).toMatchObject({ ok: false, failure: { issues: [{ path: 'decisions.0.reason' }] } })
    must(await decide('Seen on the host.'))
    const { runs: after } = await over(id)
    expect(after[runs[0]!]).toMatchObject({ state: 'succeeded', markedDone: 'Seen on the host.', attempt: 1 })
  })

  it('needs a decision about each run that is unknown, and about none twice', async () => {
    const { call, id, runs } = await interrupted()
    expect(await call('deployment.resume', { id, decisions: [] })).toMatchObject({
      ok: false,
      failure: { kind: 'invalid-input', message: 'How “Install” on bench ended is not known.' }
    })
    const retry = { run: runs[0]!, choice: 'retry' as const }
    expect(await call('deployment.resume', { id, decisions: [retry, retry] })).toMatchObject({
      failure: { issues: [{ path: 'decisions.1.run' }] }
    })
    const unknown = { run: 'nine' as RunId, choice: 'retry' as const }
    expect(await call('deployment.resume', { id, decisions: [retry, unknown] })).toMatchObject({
      failure: { issues: [{ path: 'decisions.1.run' }] }
    })
  })

  it('leaves out a target, but not where the action is required', async () => {
    const workspace = await interrupted([required(scriptStep('Install')), scriptStep('Start')])
    const { call, id, runs } = workspace
    const exclude = [{ run: runs[0]!, choice: 'exclude' as const, reason: 'It burns.' }]
    expect(await call('deployment.resume', { id, decisions: exclude })).toMatchObject({
      failure: { issues: [{ path: 'decisions.0.choice' }] }
    })
    const other = await interrupted()
    must(await other.call('deployment.resume', { id: other.id, decisions: [{ ...exclude[0]!, run: other.runs[0]! }] }))
    const state = await other.over(other.id)
    expect(state.excluded).toMatchObject([{ reason: 'It burns.' }])
    expect(await statesOf(other, other.id)).toEqual(['skipped', 'skipped'])
  })

  it('says that what was scheduled begins before its time', async () => {
    const { call, over, shop } = await interrupted()
    const id = await start(call, shop, { startAt: Date.now() + 3_600_000 })
    must(await call('deployment.cancel', { id }))
    await over(id)
    must(await call('deployment.resume', { id, decisions: [] }))
    await over(id)
    const { lines } = must(await call('log.page', { deploymentId: id, from: 0, count: 10 }))
    expect(lines.map(line => line.text)).toContain('Continued by ada, before the time that it was scheduled for.')
  })

  it('waits for its turn like a new one, and says what went there in the meantime', async () => {
    const { call, over, id, runs, shop, play, ...workspace } = await interrupted()
    await over(await start(call, shop))
    play(() => 'hangs')
    const busy = await start(call, shop)
    await untilSummary({ ...workspace, call }, busy, ({ state }) => state === 'running')
    must(await call('deployment.resume', { id, decisions: [{ run: runs[0]!, choice: 'retry' }] }))
    expect(must(await call('deployment.list', {})).find(item => item.id === id)).toMatchObject({
      state: 'running',
      waitsFor: 'Shop 1.0.0 is being deployed to Test'
    })
    play(() => 'succeeds')
    must(await call('deployment.cancel', { id: busy }))
    expect(await over(id)).toMatchObject({ outcome: 'succeeded' })
    const { lines } = must(await call('log.page', { deploymentId: id, from: 0, count: 10 }))
    expect(lines.map(line => line.text)).toContain(
      'Continued by ada, although Shop 1.0.0 went to Test in the meantime.'
    )
    expect(await waits(call)).toMatchObject({ Shop: null })
  })

  it('uses what was planned and frozen then, with what was answered to prompts', async () => {
    const seen: DeploymentRequest[] = []
    const keeping = (request: DeploymentRequest) => {
      seen.push(request)
      return breaking(() => (seen.length === 1 ? 'hangs' : 'succeeds'))(request)
    }
    const { call, over } = await openTestWorkspace({ ports: { runDeployment: keeping } })
    await makeTasks(call, ['Shop'])
    const [project] = must(await call('project.list', {}))
    const prompt = {
      label: 'Where to',
      description: '',
      isRequired: true,
      control: { kind: 'single-line' as const }
    }
    const variables = [{ type: 'text' as const, name: 'Place', value: '', prompt }]
    const saved = must(await call('variables.save', { projectId: project!.id, version: 0, variables }))
    const release = must(await call('release.create', { projectId: project!.id, version: '2.0.0' }))
    const [environment] = must(await call('environment.list', {}))
    const variableId = saved.variables[0]!.id
    const { id } = must(
      await call('deployment.start', {
        releaseId: release.id,
        environmentId: environment!.id,
        answers: [{ variableId, value: 'Paris' }]
      })
    )
    const { runs, plan } = await over(id)
    must(await call('process.save', { projectId: project!.id, version: 1, steps: [scriptStep('Changed')] }))
    const [run] = Object.keys(runs) as RunId[]
    must(await call('deployment.resume', { id, decisions: [{ run: run!, choice: 'retry' }] }))
    await over(id)
    expect(seen[1]?.plan).toEqual(plan)
    expect(seen[1]?.plan.answers).toEqual([{ variableId, name: 'Place', value: 'Paris' }])
    expect(seen[1]?.snapshot.steps.map(step => step.name)).toEqual(['Install'])
  })

  it('is refused where its target is gone, with nothing changed', async () => {
    let engine = breaking(() => 'hangs')
    const { call, over } = await openTestWorkspace({ ports: { runDeployment: request => engine(request) } })
    const [shop] = await makeTasks(call, ['Shop'])
    const target = await addHost(call, shop!.environmentId)
    const id = await start(call, shop!)
    const before = await over(id)
    engine = playingEngine()
    must(await call('target.delete', { id: target.id }))
    const runs = Object.keys(before.runs) as RunId[]
    const decisions = runs.map(run => ({ run, choice: 'retry' as const }))
    expect(await call('deployment.resume', { id, decisions })).toMatchObject({
      ok: false,
      failure: { kind: 'not-found', message: expect.stringContaining('“web-1” was deleted') }
    })
    expect(must(await call('deployment.get', { id }))).toEqual(before)
    const without = runs.map(run =>
      run.includes(target.id) ? { run, choice: 'exclude' as const, reason: 'Gone.' } : { run, choice: 'retry' as const }
    )
    must(await call('deployment.resume', { id, decisions: without }))
    expect(await over(id)).toMatchObject({ outcome: 'succeeded' })
  })

  it('is entered in the audit log with each decision and its reason', async () => {
    const workspace = await interrupted()
    const { call, over, id, runs } = workspace
    const entries = await enteredBy(workspace, async () => {
      must(await call('deployment.resume', { id, decisions: [{ run: runs[0]!, choice: 'done', reason: 'Seen.' }] }))
      await over(id)
    })
    expect(inShort(entries).map(({ verb, summary, changes }) => [verb, summary, changes])[0]).toEqual([
      'resumed',
      'Continued the deployment of Shop 1.0.0 to Test.',
      [['“Install” on bench', null, 'counts as done: Seen.']]
    ])
  })
})

describe('continuing a deployment that ended', () => {
  it('that failed does what was skipped because of a failure that is mended', async () => {
    let isBroken = true
    const script: Script = action => (isBroken && action === 'Install' ? 'fails' : 'succeeds')
    const workspace = await openTestWorkspace({ ports: { runDeployment: playingEngine(script) } })
    const { call, over } = workspace
    const [shop] = await makeTasks(call, ['Shop'], two)
    const id = await start(call, shop!)
    const { runs } = await over(id)
    expect(await statesOf(workspace, id)).toEqual(['failed', 'skipped'])
    isBroken = false
    const [first] = Object.keys(runs) as RunId[]
    must(await call('deployment.resume', { id, decisions: [{ run: first!, choice: 'retry' }] }))
    expect(await over(id)).toMatchObject({ outcome: 'succeeded', resumedAt: [expect.any(Number)] })
    expect(await statesOf(workspace, id)).toEqual(['succeeded', 'succeeded'])
  })

  it('that failed leaves failed what nobody decides about, and what only a success calls for undone', async () => {
    let isBroken = true
    const script: Script = action => (isBroken && action === 'Install' ? 'fails' : 'succeeds')
    const workspace = await openTestWorkspace({ ports: { runDeployment: playingEngine(script) } })
    const { call, over } = workspace
    const [shop] = await makeTasks(call, ['Shop'], two)
    await addHost(call, shop!.environmentId)
    const id = await start(call, shop!)
    const { runs } = await over(id)
    expect(await statesOf(workspace, id)).toEqual(['failed', 'failed', 'skipped', 'skipped'])
    isBroken = false
    const [first] = Object.keys(runs) as RunId[]
    must(await call('deployment.resume', { id, decisions: [{ run: first!, choice: 'retry' }] }))
    expect(await over(id)).toMatchObject({ outcome: 'failed' })
    expect(await statesOf(workspace, id)).toEqual(['succeeded', 'failed', 'skipped', 'skipped'])
  })

  it('is refused when it succeeded, never began, or is not over', async () => {
    const { call, over } = await openTestWorkspace({ ports: { runDeployment: playingEngine() } })
    const [shop] = await makeTasks(call, ['Shop'])
    const id = await start(call, shop!)
    expect(await call('deployment.resume', { id, decisions: [] })).toMatchObject({ failure: { kind: 'conflict' } })
    await over(id)
    expect(await call('deployment.resume', { id, decisions: [] })).toMatchObject({
      failure: {
        kind: 'conflict',
        message: 'The deployment of Shop 1.0.0 to Test has succeeded, so nothing is left to do.'
      }
    })
    const missing = 'deployment-0000000000' as DeploymentId
    expect(await call('deployment.resume', { id: missing, decisions: [] })).toMatchObject({
      failure: { kind: 'not-found' }
    })
  })
})

describe('continuing past a manual intervention', () => {
  const asks: Script = action => (action === 'Sign off' ? 'asks' : 'succeeds')

  /** A deployment that waits for the word of somebody, as `user` sees it. */
  async function waitingFor(responsible: string | undefined, user: string) {
    const workspace = await openTestWorkspace({ ports: { runDeployment: playingEngine(asks), user } })
    const signOff = manualStep('Sign off', responsible === undefined ? {} : { responsible: [responsible] })
    const [shop] = await makeTasks(workspace.call, ['Shop'], [signOff, scriptStep('Install')])
    const id = await start(workspace.call, shop!)
    await untilSummary(workspace, id, item => item.isWaiting)
    const { runs } = must(await workspace.call('deployment.get', { id }))
    return { ...workspace, id, run: Object.keys(runs)[0] as RunId }
  }

  const asDone = (run: RunId) => [{ run, choice: 'done' as const, reason: 'It is fine.' }]
  const mustBeAsked = {
    ok: false,
    failure: {
      kind: 'invalid-input',
      issues: [
        {
          path: 'decisions.0.choice',
          message: '“Sign off” asks people, so it cannot count as done without their answer'
        }
      ]
    }
  }

  it('is for whoever is responsible, and for nobody else by calling it done', async () => {
    const ann = await waitingFor('ann', 'ann')
    must(await ann.call('question.take', { deploymentId: ann.id, question: 1 }))
    must(await ann.call('question.answer', { deploymentId: ann.id, questions: [1], choice: 'abort' }))
    expect(await ann.over(ann.id)).toMatchObject({ outcome: 'failed' })
    await ann.close()
    const ports = { runDeployment: playingEngine(asks), user: 'bob' }
    const bob = await openTestWorkspace({ home: ann.home, ports })
    const { id, run } = ann
    expect(await bob.call('deployment.resume', { id, decisions: asDone(run) })).toMatchObject(mustBeAsked)
    must(await bob.call('deployment.resume', { id, decisions: [{ run, choice: 'retry' }] }))
    await untilSummary(bob, id, item => item.isWaiting)
    expect(await bob.call('question.take', { deploymentId: id, question: 2 })).toMatchObject({
      ok: false,
      failure: { kind: 'not-responsible' }
    })
  })

  it('needs an answer also where anybody may give it, and where it was cancelled while it waited', async () => {
    const { call, over, id, run } = await waitingFor(undefined, 'ada')
    must(await call('deployment.cancel', { id }))
    expect(await over(id)).toMatchObject({ outcome: 'cancelled' })
    expect(await call('deployment.resume', { id, decisions: asDone(run) })).toMatchObject(mustBeAsked)
  })
})

describe('giving up an interrupted deployment', () => {
  it('ends it as failed, says who and why, and is entered in the audit log', async () => {
    const workspace = await interrupted()
    const { call, id } = workspace
    const entries = await enteredBy(workspace, async () => {
      expect(must(await call('deployment.giveUp', { id, reason: 'Rolled back by hand.' }))).toMatchObject({
        state: 'finished',
        outcome: 'failed',
        summary: expect.stringContaining('Rolled back by hand.')
      })
    })
    expect(inShort(entries).map(({ verb, summary, changes }) => [verb, summary, changes])).toEqual([
      ['given-up', 'Gave up the deployment of Shop 1.0.0 to Test.', [['Reason', null, 'Rolled back by hand.']]]
    ])
    expect(must(await call('deployment.list', {}))).toMatchObject([{ id, state: 'finished', outcome: 'failed' }])
    expect(await call('deployment.giveUp', { id })).toMatchObject({ ok: false, failure: { kind: 'conflict' } })
  })
})
