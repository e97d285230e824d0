import type { AppEvent } from '@shared/api'
import type { DeploymentEvent, DeploymentSummary } from '@shared/deployment'
import type { DeploymentId } from '@shared/ids'
import { type LogLine, tailLimit } from '@shared/log'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createBroadcaster, floodEvents, floodTail, floodTick, tick } from '../../electron/ipc/broadcast'
import type { Signal } from '../../electron/services/context'

const a = 'deployment-aaaaaaaaaa' as DeploymentId
const b = 'deployment-bbbbbbbbbb' as DeploymentId

const line = (number: number): LogLine => ({ number, at: 0, run: null, stream: 'stdout', level: 'info', text: '' })
const started = (deploymentId: DeploymentId, seq: number): Signal => ({
  type: 'deployment.event',
  deploymentId,
  event: { kind: 'started', seq, at: 0 },
  tail: () => []
})
const output = (seq: number, lines: number): Signal => ({
  type: 'deployment.event',
  deploymentId: a,
  event: { kind: 'output', run: null, stream: 'stdout', level: 'info', lines, text: '', seq, at: 0 },
  tail: count => Array.from({ length: count }, (_, index) => line(index + 1))
})
const eventsIn = (batch: readonly AppEvent[]): readonly DeploymentEvent[] =>
  batch.flatMap(event => (event.type === 'deployment.events' ? event.events : []))

describe('the broadcaster', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  const listening = () => {
    const broadcaster = createBroadcaster()
    const batches: (readonly AppEvent[])[] = []
    const stop = broadcaster.subscribe(batch => batches.push(batch))
    return { ...broadcaster, batches, stop }
  }

  it('sends one batch per tick, with the events of a deployment together and in order', () => {
    const { publish, batches } = listening()
    for (const signal of [started(a, 1), started(b, 1), started(a, 2)]) publish(signal)
    expect(batches).toEqual([])
    vi.advanceTimersByTime(tick)
    expect(batches).toHaveLength(1)
    expect(batches[0]?.map(event => (event.type === 'deployment.events' ? event.deploymentId : null))).toEqual([a, b])
    expect(eventsIn(batches[0] ?? []).map(event => event.seq)).toEqual([1, 2, 1])
  })

  it('sends less often while there is a flood, and as often as before once it is over', () => {
    const { publish, batches } = listening()
    const flood = () => {
      for (let seq = 1; seq <= floodEvents; seq++) publish(started(a, seq))
    }
    flood()
    vi.advanceTimersByTime(tick)
    flood()
    vi.advanceTimersByTime(floodTick - 1)
    expect(batches).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(batches).toHaveLength(2)
    publish(started(a, 1))
    vi.advanceTimersByTime(floodTick)
    publish(started(a, 2))
    vi.advanceTimersByTime(tick)
    expect(batches).toHaveLength(4)
  })

  it('does not put a batch off because more keeps coming', () => {
    const { publish, batches } = listening()
    for (let at = 0; at < 10 * tick; at++) {
      publish(started(a, at + 1))
      vi.advanceTimersByTime(1)
    }
    expect(batches.length).toBeGreaterThanOrEqual(9)
    expect(batches.flatMap(batch => eventsIn(batch).map(event => event.seq))).toEqual(
      Array.from({ length: eventsIn(batches.flat()).length }, (_, index) => index + 1)
    )
  })

  it('sends as much of the tail as the batch has new lines, up to the limit', () => {
    const { publish, batches } = listening()
    const tails = () => batches.flat().map(event => (event.type === 'deployment.events' ? event.tail.length : -1))
    publish(output(1, 3))
    publish(output(2, 4))
    vi.advanceTimersByTime(tick)
    publish(output(3, 10 * tailLimit))
    vi.advanceTimersByTime(tick)
    publish(started(a, 4))
    vi.advanceTimersByTime(tick)
    expect(tails()).toEqual([7, tailLimit, 0])
  })

  it('sends no more of the tail in a flood than a window shows', () => {
    const { publish, batches } = listening()
    for (let seq = 1; seq <= floodEvents; seq++) publish(output(seq, tailLimit))
    vi.advanceTimersByTime(tick)
    expect(batches.flat().map(event => (event.type === 'deployment.events' ? event.tail.length : -1))).toEqual([
      floodTail
    ])
  })

  it('sends only the last of several summaries and one of several equal notices', () => {
    const { publish, batches } = listening()
    const changed = (runsDone: number): Signal => ({
      type: 'deployment.changed',
      summary: { id: a, runsDone } as DeploymentSummary
    })
    const signals: readonly Signal[] = [
      { type: 'catalog.changed', entity: 'target' },
      changed(1),
      { type: 'catalog.changed', entity: 'target' },
      changed(2)
    ]
    for (const signal of signals) publish(signal)
    vi.advanceTimersByTime(tick)
    expect(batches).toEqual([[{ type: 'catalog.changed', entity: 'target' }, changed(2)]])
  })

  it('stops at the undo', () => {
    const { publish, batches, stop } = listening()
    stop()
    publish(started(a, 1))
    vi.advanceTimersByTime(tick)
    expect(batches).toEqual([])
  })
})
