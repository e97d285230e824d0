import { api, type CallName } from '@shared/api'
import { fail } from '@shared/result'
import { afterAll, expect, test } from 'vitest'
import type { DeploymentRequest } from '../../electron/engine/context'
import type { MailTransport, SshTransport } from '../../electron/engine/ports'
import type { Call } from '../../electron/ipc/dispatch'
import { scriptStep } from '../support/deployable'
import { idleEngine, must, openTestWorkspace, type TestWorkspace } from '../support/workspace'
import { createMessenger, emptyTally } from './ipc-messages'
import { randomOf } from './random'

/** `npm run fuzz` asks for more of both. */
const total = Number(process.env.SLIPWAY_FUZZ_MESSAGES ?? 1000)
const seed = Number(process.env.SLIPWAY_FUZZ_SEED ?? 20_260_101)
/** A fresh workspace for each round: thousands of records would measure the store and not the door. */
const perRound = 2500
const rounds = Math.ceil(total / perRound)

const tally = emptyTally()
const startedAt = performance.now()

/** An engine that leaves a line and an artifact behind. */
async function briefEngine(request: DeploymentRequest): Promise<void> {
  const { plan, ports } = request
  const [run] = plan.stages.flatMap(stage => stage.runs)
  const emit: DeploymentRequest['ports']['emit'] = async fact => {
    await ports.emit(fact)
    if (fact.kind !== 'run-started' || fact.run !== run?.id) return
    await ports.emit({ kind: 'output', run: run.id, stream: 'stdout', level: 'info', lines: 1, text: 'hello' })
    const file = must(await ports.artifacts.create(request.id))
    await file.write(Buffer.from('kept'))
    must(await file.commit())
    await ports.emit({ kind: 'artifact', run: run.id, artifact: { id: file.id, name: 'kept.txt', size: 4 } })
  }
  await idleEngine({ ...request, ports: { ...ports, emit } })
}

/** A network on which nobody answers. */
const deadSsh: SshTransport = {
  connect: async () => fail({ kind: 'connection-refused', message: 'Nobody answers.', remedy: 'Start the server.' }),
  probe: async () => ({ stages: [], hostKeys: [], connection: null }),
  limitTransfers: () => undefined,
  dispose: async () => undefined
}

/** A mail server that says no. */
const deadMail: MailTransport = {
  deliver: async () => ({ stages: [], failure: { kind: 'mail-failed', message: 'No.', remedy: 'Ask another one.' } })
}

/** Records that messages alone would take long to come by: a project that can be deployed, and a deployment of it. */
async function plant(call: Call, number: number) {
  await call('workspace.open', { kind: 'main' })
  const environment = must(await call('environment.create', { name: `Fuzz ${number}` }))
  const roles = ['server']
  const target = { kind: 'local' as const, name: `fuzz-${number}`, roles, environmentIds: [environment.id] }
  must(await call('target.create', target))
  const account = must(await call('account.create', { kind: 'agent', name: `Fuzz ${number}`, username: 'deploy' }))
  const far = { kind: 'ssh' as const, name: `far-${number}`, roles: ['far'], host: 'localhost', accountId: account.id }
  must(await call('target.create', { ...far, environmentIds: [environment.id] }))
  const project = must(await call('project.create', { name: `Fuzz ${number}` }))
  must(await call('process.save', { projectId: project.id, version: 0, steps: [scriptStep('Install')] }))
  const release = must(await call('release.create', { projectId: project.id, version: '1.0.0' }))
  return [release, await call('deployment.start', { releaseId: release.id, environmentId: environment.id })]
}

/** The answers of every call that lists records and needs to know nothing. */
async function everyList({ dispatch }: TestWorkspace) {
  const lists = (Object.keys(api) as CallName[]).filter(name => name.endsWith('.list'))
  return Promise.all(lists.map(async name => [name, await dispatch(name, {})]))
}

test.each(Array.from({ length: rounds }, (_, i) => i))(
  'any message is answered as the contract says, and the workspace opens again (round %i)',
  async round => {
    const workspace = await openTestWorkspace({ ports: { ssh: deadSsh, mail: deadMail, runDeployment: briefEngine } })
    const messenger = createMessenger(workspace.dispatch, randomOf(seed + round), tally)
    for (let i = 0; i < Math.min(perRound, total - round * perRound); i++) {
      if (i % 250 === 0) messenger.learn([await plant(workspace.call, i), await everyList(workspace)])
      await messenger.send()
    }
    expect(tally.faults).toEqual([])
    expect(workspace.reports).toEqual([])
    expect(Object.keys(Object.prototype)).toEqual([])
    await workspace.call('workspace.open', { kind: 'main' })
    for (const { id } of must(await workspace.call('deployment.list', { limit: 500 }))) await workspace.over(id)
    const before = await everyList(workspace)
    const again = await workspace.restart()
    expect(await everyList(again)).toEqual(before)
    expect(must(await again.call('data.verify', {})).faults).toEqual([])
    expect(again.reports).toEqual([])
  },
  600_000
)

// Fewer messages cannot be expected to come by every call.
if (total >= 50_000)
  test('every call of the contract was accepted at least once', () => expect(neverAccepted()).toEqual([]))

/**
 * No deployment here is open for long enough to be cancelled, and no random text is a file of host keys that belong to
 * targets here, or an ssh_config. A backup is restored only after a person chose it, and no server asks for an answer.
 */
const outOfReach: readonly string[] = [
  'deployment.cancel',
  'import.knownHosts.apply',
  'import.sshConfig.apply',
  'data.restore',
  'prompt.answer'
]

const neverAccepted = () =>
  Object.keys(api).filter(name => !tally.accepted.has(name as CallName) && !outOfReach.includes(name))

afterAll(() => {
  if (process.env.SLIPWAY_FUZZ_MESSAGES === undefined) return
  const seconds = (performance.now() - startedAt) / 1000
  const outcomes = [...tally.outcomes].sort(([, a], [, b]) => b - a).map(([kind, count]) => `${kind} ${count}`)
  const heap = Math.round(process.memoryUsage().rss / 1e6)
  process.stdout.write(
    `\nIPC: ${tally.messages} messages in ${rounds} workspaces, ${seconds.toFixed(0)} s, slowest ${tally.slowestMs.toFixed(0)} ms, ` +
      `process ${heap} MB, seed ${seed}\n  ${outcomes.join(', ')}\n  accepted by ${tally.accepted.size} of ${Object.keys(api).length} calls${neverAccepted().length > 0 ? `, never by ${neverAccepted().join(', ')}` : ''}\n`
  )
})
