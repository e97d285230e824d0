import type { DeploymentId } from '@shared/ids'
import type { QueueSlot } from '@shared/queue-slot'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decideTurns,
  nextLookAt,
  type QueueEntry,
  type QueuePlace,
  wouldWaitForItself
} from '../../electron/services/queue'

const idOf = (name: string) => `deployment-${name.padStart(10, '0')}` as DeploymentId
const nameOf = (id: DeploymentId) => id.slice('deployment-'.length).replace(/^0+/, '')

interface Given {
  readonly key?: string
  readonly parent?: string
  readonly place?: QueuePlace
  readonly since?: number
  readonly startAt?: number
  readonly held?: 'paused' | 'vault'
  readonly isEnding?: boolean
  readonly keepsKey?: boolean
  readonly slot?: QueueSlot
}

const entry = (name: string, given: Given = {}): QueueEntry => ({
  id: idOf(name),
  key: given.key ?? name,
  parent: given.parent === undefined ? null : idOf(given.parent),
  place: given.place ?? {
    kind: 'waiting',
    since: given.since ?? 0,
    startAt: given.startAt ?? null,
    held: given.held ?? null,
    isEnding: given.isEnding ?? false,
    slot: given.slot ?? {},
    keepsKey: given.keepsKey ?? false
  }
})
const running: Given = { place: { kind: 'running' } }
const parked = (keepsKey: boolean): Given => ({ place: { kind: 'parked', keepsKey } })

const turns = (entries: readonly QueueEntry[], { now = 1000, limit = 5 } = {}) =>
  Object.fromEntries([...decideTurns(entries, now, limit)].map(([id, verdict]) => [nameOf(id), verdict]))
const begins = { kind: 'begins' }

describe('a deployment', () => {
  it('begins at once when nothing is in its way', () => {
    expect(turns([entry('a'), entry('b')])).toEqual({ a: begins, b: begins })
  })

  it('waits for another one of the same project to the same environment', () => {
    expect(turns([entry('a', { key: 'k', ...running }), entry('b', { key: 'k' })])).toEqual({
      b: { kind: 'key', other: idOf('a'), isAhead: false }
    })
  })

  it('waits while as many run as may', () => {
    const entries = [entry('a', running), entry('b', running), entry('c'), entry('d')]
    expect(turns(entries, { limit: 3 })).toEqual({ c: begins, d: { kind: 'limit', running: 3 } })
  })

  it('lets those pass that wait for nothing, while it waits for its key', () => {
    const entries = [entry('a', { key: 'k', ...running }), entry('b', { key: 'k' }), entry('c')]
    expect(turns(entries, { limit: 2 })).toMatchObject({ b: { kind: 'key' }, c: begins })
  })

  it('keeps its place before later ones of its key while it waits for room', () => {
    const entries = [entry('a', running), entry('b', { key: 'k' }), entry('c', { key: 'k' })]
    expect(turns(entries, { limit: 1 })).toEqual({
      b: { kind: 'limit', running: 1 },
      c: { kind: 'key', other: idOf('b'), isAhead: true }
    })
  })

  it('for later waits until then and is in nobody’s way', () => {
    const entries = [entry('a', { key: 'k', startAt: 2000 }), entry('b', { key: 'k' })]
    expect(turns(entries)).toEqual({ a: { kind: 'time', at: 2000 }, b: begins })
    expect(nextLookAt(entries, 1000)).toBe(2000)
    expect(nextLookAt(entries, 2000)).toBeNull()
  })

  it('for later comes behind those that could begin before', () => {
    const entries = [entry('a', { since: 0, startAt: 900 }), entry('b', { since: 500 })]
    expect(turns(entries, { limit: 1 })).toEqual({ b: begins, a: { kind: 'limit', running: 1 } })
  })

  it('that is paused is in nobody’s way; one that waits for the vault keeps its place', () => {
    const paused = [entry('a', { key: 'k', held: 'paused' }), entry('b', { key: 'k' })]
    expect(turns(paused)).toEqual({ a: { kind: 'held', by: 'paused' }, b: begins })
    const locked = [entry('a', { key: 'k', held: 'vault' }), entry('b', { key: 'k' })]
    expect(turns(locked)).toEqual({
      a: { kind: 'held', by: 'vault' },
      b: { kind: 'key', other: idOf('a'), isAhead: true }
    })
  })

  it('that waits for a person has given its place and its key back', () => {
    const entries = [entry('a', { key: 'k', ...parked(false) }), entry('b', { key: 'k' })]
    expect(turns(entries, { limit: 1 })).toEqual({ b: begins })
  })

  it('that waits for a person for whom others are to wait keeps its key, and not its place', () => {
    const entries = [entry('a', { key: 'k', ...parked(true) }), entry('b', { key: 'k' }), entry('c')]
    expect(turns(entries, { limit: 1 })).toEqual({ b: { kind: 'key', other: idOf('a'), isAhead: false }, c: begins })
  })

  it('that went on after such a person answered is not passed by those of its key', () => {
    const entries = [entry('a', running), entry('b', { key: 'k', since: 1 }), entry('c', { key: 'k', keepsKey: true })]
    expect(turns(entries, { limit: 2 })).toEqual({ c: begins, b: { kind: 'key', other: idOf('c'), isAhead: false } })
    expect(turns(entries, { limit: 1 })).toMatchObject({ c: { kind: 'limit' }, b: { kind: 'key' } })
  })

  it('that only has to be ended waits for nothing', () => {
    const entries = [entry('a', { key: 'k', ...running }), entry('b', { key: 'k', startAt: 9000, isEnding: true })]
    expect(turns(entries, { limit: 1 })).toEqual({ b: begins })
  })

  it('that only has to be ended waits for the vault where that takes it, and is not passed meanwhile', () => {
    const entries = [entry('a', { key: 'k', held: 'vault', isEnding: true }), entry('b', { key: 'k', since: 1 })]
    expect(turns(entries)).toEqual({
      a: { kind: 'held', by: 'vault' },
      b: { kind: 'key', other: idOf('a'), isAhead: true }
    })
  })
})

describe('the order of turns', () => {
  const order = (entries: readonly QueueEntry[]) => Object.keys(turns(entries))

  it('begins with what was moved to the top, whoever was moved last first; then come those with priority (§4.2)', () => {
    const entries = [
      entry('a', { since: 1 }),
      entry('b', { since: 2, slot: { hasPriority: true } }),
      entry('c', { since: 3, slot: { movedAt: 10 } }),
      entry('d', { since: 4, slot: { hasPriority: true } }),
      entry('e', { since: 5, slot: { movedAt: 20 } })
    ]
    expect(order(entries)).toEqual(['e', 'c', 'b', 'd', 'a'])
    expect(turns(entries, { limit: 1 })).toMatchObject({ e: begins, c: { kind: 'limit' }, a: { kind: 'limit' } })
  })

  it('is that of coming among those with the same standing', () => {
    const slot = { hasPriority: true, movedAt: 10 } as const
    expect(order([entry('a', { since: 9, slot }), entry('b', { since: 1, slot })])).toEqual(['b', 'a'])
  })

  it('lets what is at the top pass those of its key, and no other that is under way', () => {
    const key = 'k'
    const entries = [entry('a', { key, ...running }), entry('b', { key }), entry('c', { key, slot: { movedAt: 1 } })]
    expect(turns(entries)).toMatchObject({ b: { other: idOf('a') }, c: { other: idOf('a') } })
    expect(turns(entries.slice(1))).toEqual({ c: begins, b: { kind: 'key', other: idOf('c'), isAhead: false } })
  })

  it('begins nothing before its time, nor what is paused', () => {
    const slot = { movedAt: 1 }
    expect(turns([entry('a', { slot, startAt: 2000 }), entry('b', { slot, held: 'paused' }), entry('c')])).toEqual({
      a: { kind: 'time', at: 2000 },
      b: { kind: 'held', by: 'paused' },
      c: begins
    })
  })
})

describe('a step that is a deployment', () => {
  it('takes no place of its own, and its key', () => {
    const entries = [entry('p', running), entry('c', { key: 'k', parent: 'p' }), entry('d', { key: 'k', parent: 'p' })]
    expect(turns(entries, { limit: 1 })).toEqual({
      c: begins,
      d: { kind: 'key', other: idOf('c'), isAhead: false }
    })
  })

  it('passes one that waits for the place that its parent has', () => {
    const entries = [entry('p', running), entry('a', { key: 'k' }), entry('c', { key: 'k', parent: 'p' })]
    expect(turns(entries, { limit: 1 })).toEqual({ a: { kind: 'limit', running: 1 }, c: begins })
  })

  it('has one that kept the key of it begin at once, for that one would wait for the place that its parent has', () => {
    const kept = entry('r', { key: 'k', keepsKey: true })
    const entries = [entry('p', running), kept, entry('c', { key: 'k', parent: 'p' }), entry('o')]
    expect(turns(entries, { limit: 1 })).toEqual({
      r: begins,
      c: { kind: 'key', other: idOf('r'), isAhead: false },
      o: { kind: 'limit', running: 2 }
    })
    expect(turns([entry('p', running), kept, entry('d', { key: 'k' })], { limit: 1 })).toMatchObject({
      r: { kind: 'limit', running: 1 }
    })
  })

  it('that would wait for its own parent is told apart from one that only waits', () => {
    const entries = [entry('p', { key: 'k', ...running }), entry('q', { key: 'l', ...running })]
    expect(wouldWaitForItself(entries, idOf('p'), 'k')).toBe(true)
    expect(wouldWaitForItself(entries, idOf('p'), 'l')).toBe(false)
  })

  it('that would wait for one that waits for its parent would wait for itself', () => {
    const entries = [
      entry('p', { key: 'k', ...running }),
      entry('q', { key: 'l', ...running }),
      entry('c', { key: 'k', parent: 'q' })
    ]
    expect(wouldWaitForItself(entries, idOf('p'), 'l')).toBe(true)
  })

  it('of a step waits for itself also through its grandparent', () => {
    const entries = [entry('p', { key: 'k', ...running }), entry('c', { key: 'l', parent: 'p', ...running })]
    expect(wouldWaitForItself(entries, idOf('c'), 'k')).toBe(true)
  })
})

/** What may happen to a queue. Numbers choose among those that are there. */
type Happening =
  | { readonly kind: 'comes'; readonly key: number; readonly after: number }
  | { readonly kind: 'ends' | 'parks' | 'is-answered'; readonly which: number }
  | { readonly kind: 'time-passes'; readonly ms: number }

const happenings = fc.array(
  fc.oneof<fc.Arbitrary<Happening>[]>(
    fc.record({ kind: fc.constant('comes' as const), key: fc.nat(3), after: fc.nat(50) }),
    fc.record({ kind: fc.constantFrom('ends' as const, 'parks' as const, 'is-answered' as const), which: fc.nat(9) }),
    fc.record({ kind: fc.constant('time-passes' as const), ms: fc.nat(30) })
  ),
  { maxLength: 60 }
)

/** A queue as the app keeps it, for properties that hold over time. */
class Simulation {
  readonly #limit: number
  readonly begun: string[] = []
  entries: readonly QueueEntry[] = []
  now = 0
  #count = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  apply(happening: Happening): void {
    if (happening.kind === 'time-passes') this.now += happening.ms
    else if (happening.kind === 'comes') {
      const startAt = happening.after > 25 ? this.now + happening.after : null
      const given = { key: `k${happening.key}`, since: this.now, ...(startAt === null ? {} : { startAt }) }
      this.entries = [...this.entries, entry(`n${++this.#count}`, given)]
    } else this.#move(happening.kind, happening.which)
    this.#begin()
  }

  /** All that run end, again and again, until nobody is left. */
  finish(): void {
    this.now += 1000
    for (let round = 0; round < 200 && this.entries.length > 0; round++) {
      this.entries = this.entries.filter(item => item.place.kind !== 'running')
      for (let i = 0; this.entries.some(item => item.place.kind === 'parked') && i < 9; i++)
        this.#move('is-answered', 0)
      this.#begin()
    }
  }

  #move(kind: 'ends' | 'parks' | 'is-answered', which: number): void {
    const from = kind === 'is-answered' ? 'parked' : 'running'
    const candidates = this.entries.filter(item => item.place.kind === from)
    const chosen = candidates[which % Math.max(1, candidates.length)]
    if (!chosen) return
    const others = this.entries.filter(item => item !== chosen)
    if (kind === 'ends') this.entries = others
    const keepsKey = chosen.place.kind === 'parked' && chosen.place.keepsKey
    const waiting = {
      kind: 'waiting',
      since: this.now,
      startAt: null,
      held: null,
      isEnding: false,
      slot: {},
      keepsKey
    } as const
    const place: QueuePlace = kind === 'parks' ? { kind: 'parked', keepsKey: which % 2 === 0 } : waiting
    if (kind !== 'ends') this.entries = [...others, { ...chosen, place }]
  }

  #begin(): void {
    const verdicts = decideTurns(this.entries, this.now, this.#limit)
    this.entries = this.entries.map(item => {
      if (verdicts.get(item.id)?.kind !== 'begins') return item
      this.begun.push(nameOf(item.id))
      return { ...item, place: { kind: 'running' } }
    })
  }
}

describe('whatever happens', () => {
  it('no two of a key run, and never more than may', () => {
    fc.assert(
      fc.property(happenings, fc.integer({ min: 1, max: 4 }), (all, limit) => {
        const queue = new Simulation(limit)
        for (const happening of all) {
          queue.apply(happening)
          const keys = queue.entries
            .filter(item => item.place.kind === 'running' || item.place.keepsKey)
            .map(item => item.key)
          expect(new Set(keys).size).toBe(keys.length)
          expect(queue.entries.filter(item => item.place.kind === 'running').length).toBeLessThanOrEqual(limit)
        }
      })
    )
  })

  it('nobody waits who could begin, and of a key they begin in the order in which they came', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { maxLength: 30 }), fc.integer({ min: 1, max: 4 }), (keys, limit) => {
        const queue = new Simulation(limit)
        keys.forEach((key, index) => {
          queue.apply({ kind: 'comes', key, after: 0 })
          if (index % 3 === 2) queue.apply({ kind: 'ends', which: index })
          const verdicts = [...decideTurns(queue.entries, queue.now, limit).values()]
          expect(verdicts.filter(verdict => verdict.kind === 'begins')).toEqual([])
        })
        queue.finish()
        for (const key of [0, 1, 2, 3]) {
          const came = keys.flatMap((of, index) => (of === key ? [`n${index + 1}`] : []))
          expect(queue.begun.filter(name => came.includes(name))).toEqual(came)
        }
      })
    )
  })

  it('everybody begins in the end', () => {
    fc.assert(
      fc.property(happenings, fc.integer({ min: 1, max: 4 }), (all, limit) => {
        const queue = new Simulation(limit)
        for (const happening of all) queue.apply(happening)
        queue.finish()
        expect(queue.entries).toEqual([])
      })
    )
  })
})
