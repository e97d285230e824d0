import { api, type CallName } from '@shared/api'
import { fail } from '@shared/result'
import { afterAll, expect, test } from 'vitest'
import type { SshTransport } from '../../electron/engine/ports'
import { makeDeployable } from '../support/deployable'
import { openTestWorkspace, type TestWorkspace } from '../support/workspace'
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

/** A network on which nobody answers. */
const deadSsh: SshTransport = {
  connect: async () => fail({ kind: 'connection-refused', message: 'Nobody answers.', remedy: 'Start the server.' }),
  probe: async () => ({ stages: [], hostKeys: [], connection: null }),
  dispose: async () => undefined
}

/** The answers of every call that lists records and needs to know nothing. */
async function everyList({ dispatch }: TestWorkspace) {
  const lists = (Object.keys(api) as CallName[]).filter(name => name.endsWith('.list'))
  return Promise.all(lists.map(async name => [name, await dispatch(name, {})]))
}

test.each(Array.from({ length: rounds }, (_, i) => i))(
  'any message is answered as the contract says, and the workspace opens again (round %i)',
  async round => {
    const workspace = await openTestWorkspace({ ports: { ssh: deadSsh } })
    await makeDeployable(workspace.call)
    const messenger = createMessenger(workspace.dispatch, randomOf(seed + round), tally)
    for (let i = 0; i < Math.min(perRound, total - round * perRound); i++) await messenger.send()
    expect(tally.faults).toEqual([])
    expect(workspace.reports).toEqual([])
    expect(Object.keys(Object.prototype)).toEqual([])
    await workspace.call('workspace.open', { kind: 'main' })
    const before = await everyList(workspace)
    const again = await workspace.restart()
    expect(await everyList(again)).toEqual(before)
    expect(again.reports).toEqual([])
  },
  600_000
)

test('every call of the contract was accepted at least once', { skip: total < 50_000 }, () => {
  expect(neverAccepted()).toEqual([])
})

const neverAccepted = () => Object.keys(api).filter(name => !tally.accepted.has(name as CallName))

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
