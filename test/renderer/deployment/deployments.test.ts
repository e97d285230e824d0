import type { AppEvent, Output } from '@shared/api'
import type { DeploymentEvent, DeploymentFact } from '@shared/deployment'
import { foldEvents } from '@shared/deployment-reducer'
import { notFound } from '@shared/failure'
import { fail, ok, type Result } from '@shared/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Deployments, type LogNews } from '../../../renderer/stores/deployments'
import { settle } from '../log/fake-log'
import { deploymentId, output, planOf, queued, runId, stamp } from './build'

const run = runId(1, 'here')
const facts: readonly DeploymentFact[] = [
  queued(planOf(0, [{ name: 'Say Hello', on: 'here' }])),
  { kind: 'started' },
  { kind: 'run-started', run },
  output(run, 3),
  output(null, 1),
  output(run, 2),
  { kind: 'run-succeeded', run },
  { kind: 'finished', outcome: 'succeeded', summary: 'Succeeded.' }
]
const events = stamp(facts)
const at = (seq: number) => foldEvents(events.slice(0, seq))

/** A main process that has got as far as `seq`, and pushes. */
function backend(seq: number) {
  const listeners = new Set<(event: AppEvent) => void>()
  let present: Result<Output<'deployment.get'>> | null = null
  let reads = 0
  const state = { seq }
  const deployments = new Deployments({
    readDeployment: () => {
      reads += 1
      const deployment = at(state.seq)
      return Promise.resolve(present ?? (deployment ? ok(deployment) : fail(notFound('deployment', deploymentId))))
    },
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    }
  })
  const push = (pushed: readonly DeploymentEvent[]) => {
    for (const listener of listeners) listener({ type: 'deployment.events', deploymentId, events: pushed, tail: [] })
  }
  return {
    store: deployments.store,
    watch: () => deployments.watch(deploymentId),
    onLog: (listener: (news: LogNews) => void) => deployments.onLog(deploymentId, listener),
    retry: () => deployments.retry(deploymentId),
    state,
    push,
    answer: (result: Result<Output<'deployment.get'>>) => {
      present = result
    },
    reads: () => reads,
    listeners: () => listeners.size,
    entry: () => deployments.store.getState()[deploymentId]
  }
}

async function watched(seq: number) {
  const main = backend(seq)
  const stop = main.watch()
  const news: LogNews[] = []
  main.onLog(item => news.push(item))
  await settle()
  news.length = 0
  return { main, stop, news }
}

describe('watched deployments', () => {
  it('are read once and then kept up to date by pushes', async () => {
    const { main } = await watched(2)
    main.push(events.slice(2, 5))
    main.push(events.slice(5))
    expect({ entry: main.entry(), reads: main.reads() }).toEqual({
      entry: { status: 'ready', deployment: at(8) },
      reads: 1
    })
  })

  it('ignore events that they hold already', async () => {
    const { main, news } = await watched(5)
    main.push(events.slice(2, 5))
    main.push(events.slice(3, 6))
    expect({
      entry: main.entry(),
      reads: main.reads(),
      blocks: news.map(item => item.kind === 'grown' && item.growth.blocks)
    }).toEqual({
      entry: { status: 'ready', deployment: at(6) },
      reads: 1,
      blocks: [[], [{ run, level: 'info', first: 5, last: 6 }]]
    })
  })

  it('are read again when events are missing in between, and the log is told', async () => {
    const { main, news } = await watched(2)
    main.state.seq = 8
    main.push(events.slice(6))
    await settle()
    expect({ entry: main.entry(), reads: main.reads(), news }).toEqual({
      entry: { status: 'ready', deployment: at(8) },
      reads: 2,
      news: [{ kind: 'missed' }]
    })
  })

  it('are read again when an event cannot follow', async () => {
    const { main } = await watched(2)
    main.push(stamp([{ kind: 'started' }], 2))
    await settle()
    expect({ entry: main.entry(), reads: main.reads() }).toEqual({
      entry: { status: 'ready', deployment: at(2) },
      reads: 2
    })
  })

  it('apply what was pushed while they were being read', async () => {
    const main = backend(3)
    main.watch()
    main.push(events.slice(2, 4))
    main.push(events.slice(4, 6))
    await settle()
    expect({ entry: main.entry(), reads: main.reads() }).toEqual({
      entry: { status: 'ready', deployment: at(6) },
      reads: 1
    })
  })

  it('say why they cannot be shown, and try again when asked to', async () => {
    const main = backend(4)
    const failure = notFound('deployment', deploymentId)
    main.answer(fail(failure))
    main.watch()
    await settle()
    expect(main.entry()).toEqual({ status: 'failed', failure })
    const deployment = at(4)
    if (deployment) main.answer(ok(deployment))
    main.retry()
    expect(main.entry()).toEqual({ status: 'loading' })
    await settle()
    expect(main.entry()).toEqual({ status: 'ready', deployment: at(4) })
  })

  it('are forgotten, and nothing is listened to, once the last screen closed', async () => {
    const { main, stop } = await watched(2)
    const second = main.watch()
    stop()
    stop()
    expect(main.listeners()).toBe(1)
    second()
    expect({ entries: main.store.getState(), listeners: main.listeners() }).toEqual({ entries: {}, listeners: 0 })
  })

  it('tell the numbers of the lines that came, run by run', async () => {
    const { main, news } = await watched(3)
    main.push(events.slice(3, 6))
    expect(news).toEqual([
      {
        kind: 'grown',
        growth: {
          blocks: [
            { run, level: 'info', first: 1, last: 3 },
            { run: null, level: 'info', first: 4, last: 4 },
            { run, level: 'info', first: 5, last: 6 }
          ],
          tail: [],
          lines: 6
        }
      }
    ])
  })

  it('end up the same however pushes are cut, doubled or lost', async () => {
    const cuts = fc.array(fc.tuple(fc.nat(8), fc.nat(8)), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(cuts, async pairs => {
        const { main, stop } = await watched(1)
        for (const [a, b] of pairs) {
          main.state.seq = Math.max(main.state.seq, a, b)
          main.push(events.slice(Math.min(a, b), Math.max(a, b)))
        }
        await settle()
        main.state.seq = 8
        main.push(events.slice(7))
        await settle()
        expect(main.entry()).toEqual({ status: 'ready', deployment: at(8) })
        stop()
      })
    )
  })
})
