import type { DeploymentId } from '@shared/ids'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideTurns, type QueueEntry, wouldWaitForItself } from '../../electron/services/queue'

/** What may happen where deployments have steps that are deployments. Numbers choose among those that are there. */
type Happening =
  | { readonly kind: 'comes'; readonly key: number; readonly isAtTop: boolean }
  | { readonly kind: 'has-a-step-begin'; readonly which: number; readonly key: number }
  | { readonly kind: 'waits-for-a-person'; readonly which: number; readonly keepsKey: boolean }
  | { readonly kind: 'is-answered' | 'ends'; readonly which: number }

const which = fc.nat(9)
const key = fc.nat(4)
const happenings = fc.array(
  fc.oneof<fc.Arbitrary<Happening>[]>(
    fc.record({ kind: fc.constant('comes' as const), key, isAtTop: fc.boolean() }),
    fc.record({ kind: fc.constant('has-a-step-begin' as const), which, key }),
    fc.record({ kind: fc.constant('waits-for-a-person' as const), which, keepsKey: fc.boolean() }),
    fc.record({ kind: fc.constantFrom('is-answered' as const, 'ends' as const), which })
  ),
  { maxLength: 40 }
)
const worlds = [happenings, fc.integer({ min: 1, max: 3 })] as const

/** A queue as the app keeps it, of deployments that wait for those that are steps of them. */
class World {
  entries: readonly QueueEntry[] = []
  /** Those that had kept their keys when they began the last time. */
  readonly keepers = new Set<DeploymentId>()
  readonly #limit: number
  #now = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  apply(happening: Happening): void {
    this.#now++
    if (happening.kind === 'comes') this.#add(`k${happening.key}`, null, happening.isAtTop)
    else if (happening.kind === 'has-a-step-begin') {
      const parent = chosen(this.entries.filter(isRunning), happening.which)
      const wanted = `k${happening.key}`
      if (parent && !wouldWaitForItself(this.entries, parent.id, wanted)) this.#add(wanted, parent.id, false)
    } else if (happening.kind === 'is-answered') this.#answer(chosen(this.entries.filter(isParked), happening.which))
    else {
      const entry = chosen(this.#free(), happening.which)
      if (happening.kind === 'waits-for-a-person')
        this.#replace(entry, { kind: 'parked', keepsKey: happening.keepsKey })
      else this.#replace(entry, null)
    }
    this.begin()
  }

  /** People answer whatever is asked, and what waits for no step of its own ends. */
  goOn(): void {
    for (const entry of this.entries.filter(isParked)) this.#answer(entry)
    for (const entry of this.#free()) this.#replace(entry, null)
    this.begin()
  }

  begin(): void {
    const verdicts = decideTurns(this.entries, this.#now, this.#limit)
    for (const entry of this.entries) {
      if (verdicts.get(entry.id)?.kind !== 'begins') continue
      if (entry.place.kind !== 'running' && entry.place.keepsKey) this.keepers.add(entry.id)
      else this.keepers.delete(entry.id)
      this.#replace(entry, { kind: 'running' })
    }
  }

  #add(key: string, parent: DeploymentId | null, isAtTop: boolean): void {
    const id = `deployment-${String(this.#now).padStart(10, '0')}` as DeploymentId
    const slot = isAtTop ? { movedAt: this.#now } : {}
    this.entries = [...this.entries, { id, key, parent, place: { ...waiting(this.#now, false), slot } }]
  }

  #answer(entry: QueueEntry | undefined): void {
    if (entry?.place.kind === 'parked') this.#replace(entry, waiting(this.#now, entry.place.keepsKey))
  }

  #free(): readonly QueueEntry[] {
    const parents = new Set(this.entries.map(({ parent }) => parent))
    return this.entries.filter(entry => isRunning(entry) && !parents.has(entry.id))
  }

  #replace(entry: QueueEntry | undefined, place: QueueEntry['place'] | null): void {
    this.entries = this.entries.flatMap(item =>
      item.id !== entry?.id ? [item] : place === null ? [] : [{ ...item, place }]
    )
  }
}

const chosen = (candidates: readonly QueueEntry[], index: number): QueueEntry | undefined =>
  candidates[index % Math.max(1, candidates.length)]
const isRunning = ({ place }: QueueEntry): boolean => place.kind === 'running'
const isParked = ({ place }: QueueEntry): boolean => place.kind === 'parked'
const waiting = (since: number, keepsKey: boolean) =>
  ({ kind: 'waiting', since, startAt: null, held: null, isEnding: false, slot: {}, keepsKey }) as const

const holders = (entries: readonly QueueEntry[]) =>
  entries.filter(({ place }) => place.kind === 'running' || place.keepsKey).map(({ key }) => key)

describe('among deployments with steps that are deployments, whatever happens,', () => {
  it('nothing waits for ever', () => {
    fc.assert(
      fc.property(...worlds, (all, limit) => {
        const world = new World(limit)
        for (const happening of all) world.apply(happening)
        for (let round = 0; round < all.length * 2; round++) world.goOn()
        expect(world.entries).toEqual([])
      }),
      { numRuns: 1000 }
    )
  })

  it('no two of a key run, nor does one whose key another one keeps', () => {
    fc.assert(
      fc.property(...worlds, (all, limit) => {
        const world = new World(limit)
        for (const happening of all) {
          world.apply(happening)
          const keys = holders(world.entries)
          expect(new Set(keys).size).toBe(keys.length)
        }
      })
    )
  })

  it('never more run than may, but for those that had kept their keys', () => {
    fc.assert(
      fc.property(...worlds, (all, limit) => {
        const world = new World(limit)
        for (const happening of all) {
          world.apply(happening)
          const others = world.entries.filter(
            entry => isRunning(entry) && entry.parent === null && !world.keepers.has(entry.id)
          )
          expect(others.length).toBeLessThanOrEqual(limit)
        }
      })
    )
  })
})
