import type { DeploymentId } from '@shared/ids'
import { compareSlots, type QueueSlot } from '@shared/queue-slot'

/**
 * Whose turn it is. Pure: told who there is and what time it is, it says who may begin and what the others wait for.
 *
 * One at a time of those with the same key; at most `limit` at once; of those that may begin, first who was moved to the
 * top, then who has priority, then who came first. A step of another deployment takes its key and no place of its own,
 * because its parent has one and waits for it. One that kept its key begins in spite of the limit where such a step waits
 * for the key: else they would wait for each other, because the place that it waits for is the one that the parent has.
 */
export interface QueueEntry {
  readonly id: DeploymentId
  /** Of those with the same key one is under way at a time. */
  readonly key: string
  /** The deployment that it is a step of and that waits for its end; null for none. */
  readonly parent: DeploymentId | null
  readonly place: QueuePlace
}

export type QueuePlace =
  | {
      readonly kind: 'waiting'
      /** When it asked for its turn. Milliseconds since 1970 UTC, as all moments here. */
      readonly since: number
      /** Not before this moment; null for as soon as it can. */
      readonly startAt: number | null
      /** What keeps it back besides the others. */
      readonly held: 'paused' | 'vault' | null
      /** It has only to be ended, and waits for nobody; only for the vault, where what cleans up takes that. */
      readonly isEnding: boolean
      readonly slot: QueueSlot
      /** Nobody of its key may pass, because others had to wait for the person that it waited for. */
      readonly keepsKey: boolean
    }
  | { readonly kind: 'running' }
  /** It waits for people and holds nothing, unless others are to wait for them as well. */
  | { readonly kind: 'parked'; readonly keepsKey: boolean }

/** What is said of one that waits. */
export type Verdict =
  | { readonly kind: 'begins' }
  | { readonly kind: 'time'; readonly at: number }
  | { readonly kind: 'held'; readonly by: 'paused' | 'vault' }
  /** `isAhead`: the other one has not begun either, but comes first. */
  | { readonly kind: 'key'; readonly other: DeploymentId; readonly isAhead: boolean }
  | { readonly kind: 'limit'; readonly running: number }

type Waiting = QueueEntry & { readonly place: Extract<QueuePlace, { kind: 'waiting' }> }

/** The verdict on each that waits, in the order of their turns. `entries` are in the order in which they came. */
export function decideTurns(
  entries: readonly QueueEntry[],
  now: number,
  limit: number
): ReadonlyMap<DeploymentId, Verdict> {
  const ground = new Ground(entries, limit)
  const verdicts = new Map<DeploymentId, Verdict>()
  for (const entry of inTurn(entries)) verdicts.set(entry.id, ground.judge(entry, now))
  return verdicts
}

/** Who has waited longest counts from when it could have begun; one for a later moment is in nobody's way until then. */
const inTurn = (entries: readonly QueueEntry[]): readonly Waiting[] =>
  entries
    .filter(isWaiting)
    .sort((a, b) => compareSlots({ ...a.place.slot, dueAt: dueAt(a) }, { ...b.place.slot, dueAt: dueAt(b) }))

const isWaiting = (entry: QueueEntry): entry is Waiting => entry.place.kind === 'waiting'
const dueAt = ({ place }: Waiting): number => Math.max(place.since, place.startAt ?? place.since)

interface Taken {
  readonly by: DeploymentId
  /** Has not begun: it holds the key's place in the line, against those that come later. */
  readonly isAhead: boolean
}

/** What is taken so far: by those under way, and by those that were judged before. */
class Ground {
  readonly #limit: number
  readonly #keys = new Map<string, Taken>()
  /** The keys that steps of those under way wait for. */
  readonly #wanted = new Set<string>()
  #running = 0

  constructor(entries: readonly QueueEntry[], limit: number) {
    this.#limit = limit
    for (const { id, key, parent, place } of entries) {
      if (place.kind === 'running' && parent === null) this.#running++
      if (place.kind === 'waiting' && parent !== null) this.#wanted.add(key)
      if (place.kind === 'running' || place.keepsKey) this.#keys.set(key, { by: id, isAhead: false })
    }
  }

  judge({ id, key, parent, place }: Waiting, now: number): Verdict {
    if (place.isEnding)
      return place.held === 'vault' ? this.#waits(key, id, { kind: 'held', by: 'vault' }) : { kind: 'begins' }
    if (place.startAt !== null && place.startAt > now) return { kind: 'time', at: place.startAt }
    // Whoever paused it may leave it so for days; a vault is opened for all, and until then the order stays.
    if (place.held === 'paused') return { kind: 'held', by: 'paused' }
    const taken = this.#takenFor(key, parent)
    if (taken && taken.by !== id) return { kind: 'key', other: taken.by, isAhead: taken.isAhead }
    if (place.held === 'vault') return this.#waits(key, id, { kind: 'held', by: 'vault' })
    const isInTheWay = place.keepsKey && this.#wanted.has(key)
    if (parent === null && this.#running >= this.#limit && !isInTheWay)
      return this.#waits(key, id, { kind: 'limit', running: this.#running })
    if (parent === null) this.#running++
    this.#keys.set(key, { by: id, isAhead: false })
    return { kind: 'begins' }
  }

  /** Who waits for a place would wait for ever if a step of one that has a place could not pass. */
  #takenFor(key: string, parent: DeploymentId | null): Taken | null {
    const taken = this.#keys.get(key)
    return taken === undefined || (parent !== null && taken.isAhead) ? null : taken
  }

  #waits(key: string, by: DeploymentId, verdict: Verdict): Verdict {
    if (!this.#keys.has(key)) this.#keys.set(key, { by, isAhead: true })
    return verdict
  }
}

/** When it has to be looked at again though nothing happens; null for never. */
export function nextLookAt(entries: readonly QueueEntry[], now: number): number | null {
  const moments = entries
    .filter(isWaiting)
    .flatMap(({ place }) => (place.startAt !== null && place.startAt > now ? [place.startAt] : []))
  return moments.length === 0 ? null : Math.min(...moments)
}

/**
 * Whether a step of `parent` with this key would wait for itself: its key is held by a deployment that waits, through
 * steps of its own, for one of those that wait for this one.
 */
export function wouldWaitForItself(entries: readonly QueueEntry[], parent: DeploymentId, key: string): boolean {
  const byId = new Map(entries.map(entry => [entry.id, entry]))
  const ancestors = new Set<DeploymentId>()
  for (let id: DeploymentId | null = parent; id !== null && !ancestors.has(id); id = byId.get(id)?.parent ?? null)
    ancestors.add(id)
  const seen = new Set<DeploymentId>()
  const reaches = (id: DeploymentId): boolean => {
    if (ancestors.has(id)) return true
    if (seen.has(id)) return false
    seen.add(id)
    return entries.some(
      entry => entry.parent === id && (entry.place.kind === 'running' ? reaches(entry.id) : blocked(entry.key))
    )
  }
  const blocked = (wanted: string): boolean =>
    entries.some(entry => entry.key === wanted && entry.place.kind === 'running' && reaches(entry.id))
  return blocked(key)
}
