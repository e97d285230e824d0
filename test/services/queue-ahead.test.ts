import type { DeploymentId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { decideTurns, type QueueEntry, type QueuePlace } from '../../electron/services/queue'
import { aheadOf } from '../../electron/services/queue-ahead'

const idOf = (name: string) => `deployment-${name.padStart(10, '0')}` as DeploymentId

type Waiting = Extract<QueuePlace, { kind: 'waiting' }>
const waiting = (more: Partial<Waiting> = {}): Waiting => ({
  kind: 'waiting',
  since: 0,
  startAt: null,
  held: null,
  isEnding: false,
  slot: {},
  keepsKey: false,
  ...more
})
const running: QueuePlace = { kind: 'running' }
const entry = (name: string, key: string, place: QueuePlace, parent: string | null = null): QueueEntry => ({
  id: idOf(name),
  key,
  parent: parent === null ? null : idOf(parent),
  place
})

/** Who is ahead of `name`, by the ends of their ids. */
const ahead = (entries: readonly QueueEntry[], name: string, limit = 5) =>
  aheadOf(entries, decideTurns(entries, 1000, limit), idOf(name)).map(id => id.replace(/^deployment-0+/, ''))

describe('what is ahead of a deployment', () => {
  it('is what is under way to its place, and what comes before it in the line there', () => {
    const entries = [
      entry('a', 'shop', running),
      entry('b', 'shop', waiting({ since: 2 })),
      entry('c', 'shop', waiting({ since: 3 })),
      entry('d', 'shop', waiting({ since: 4, slot: { hasPriority: true } })),
      entry('e', 'web', running)
    ]
    expect(ahead(entries, 'c')).toEqual(['a', 'd', 'b'])
    expect(ahead(entries, 'd')).toEqual(['a'])
  })

  it('is what runs, where as many run as may, and those that get a place before it', () => {
    const entries = [
      entry('a', 'shop', running),
      entry('b', 'web', running, 'a'),
      entry('c', 'till', waiting({ since: 1 })),
      entry('d', 'bank', waiting({ since: 2 })),
      entry('e', 'shop', waiting({ since: 0 })),
      entry('f', 'mail', { kind: 'parked', keepsKey: true })
    ]
    expect(ahead(entries, 'd', 1)).toEqual(['a', 'c'])
  })

  it('is nobody who waits for a time or was paused, and what waits for the vault only in its own place', () => {
    const entries = [
      entry('a', 'shop', running),
      entry('b', 'shop', waiting({ held: 'paused' })),
      entry('c', 'shop', waiting({ startAt: 5000 })),
      entry('d', 'shop', waiting({ since: 1, held: 'vault' })),
      entry('e', 'shop', waiting({ since: 2 })),
      entry('f', 'web', waiting({ since: 3 }))
    ]
    expect([ahead(entries, 'e'), ahead(entries, 'f', 1)]).toEqual([['a', 'd'], ['a']])
  })

  it('is one that waits for a person, where others are to wait for that', () => {
    const entries = [entry('a', 'shop', { kind: 'parked', keepsKey: true }), entry('b', 'shop', waiting())]
    expect(ahead(entries, 'b')).toEqual(['a'])
  })

  it('is nothing where it waits for its time, runs, or may begin', () => {
    const entries = [
      entry('a', 'shop', running),
      entry('b', 'shop', waiting({ startAt: 5000 })),
      entry('c', 'web', waiting())
    ]
    expect([ahead(entries, 'a'), ahead(entries, 'b'), ahead(entries, 'c')]).toEqual([[], [], []])
  })
})
