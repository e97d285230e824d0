/**
 * Which of those that two lists share stand elsewhere in the other: all but the most that stand in the same order in
 * both. Of several such choices the ids decide, so that the answer is the same the other way round.
 */
export function movedAmong<Id extends string>(before: readonly Id[], after: readonly Id[]): ReadonlySet<Id> {
  const places = new Map(after.map((id, index) => [id, index]))
  const shared = before.filter(id => places.has(id))
  if (isSorted(shared.map(id => places.get(id) ?? 0))) return new Set()
  const weights = weightsOf(shared)
  const best: Chain<Id>[] = []
  for (const [index, id] of shared.entries()) {
    const place = places.get(id) ?? 0
    let longest: Chain<Id> = { count: 0, weight: 0n, ids: null }
    for (const [at, other] of shared.slice(0, index).entries()) {
      const chain = best[at]
      if (chain && (places.get(other) ?? 0) < place && isBetter(chain, longest)) longest = chain
    }
    best.push({
      count: longest.count + 1,
      weight: longest.weight + (weights.get(id) ?? 0n),
      ids: { id, rest: longest.ids }
    })
  }
  const kept = best.reduce<Chain<Id>>((top, chain) => (isBetter(chain, top) ? chain : top), {
    count: 0,
    weight: 0n,
    ids: null
  })
  const stays = new Set<Id>()
  for (let link = kept.ids; link !== null; link = link.rest) stays.add(link.id)
  return new Set(shared.filter(id => !stays.has(id)))
}

interface Link<Id> {
  readonly id: Id
  readonly rest: Link<Id> | null
}

/** Some that stand in the same order in both lists. */
interface Chain<Id> {
  readonly count: number
  /** Differs for any two different choices. */
  readonly weight: bigint
  readonly ids: Link<Id> | null
}

const isBetter = <Id>(a: Chain<Id>, b: Chain<Id>): boolean =>
  a.count === b.count ? a.weight > b.weight : a.count > b.count

const weightsOf = <Id extends string>(ids: readonly Id[]): ReadonlyMap<Id, bigint> =>
  new Map([...ids].sort().map((id, rank) => [id, 1n << BigInt(rank)]))

const isSorted = (numbers: readonly number[]): boolean =>
  numbers.every((number, index) => index === 0 || (numbers[index - 1] ?? 0) < number)
