/** Chances that come out the same for the same seed. */
export interface Random {
  /** From 0, below `end`. */
  below(end: number): number
  /** True `percent` times out of a hundred. */
  chance(percent: number): boolean
  pick<T>(items: readonly [T, ...T[]]): T
  pick<T>(items: readonly T[]): T | undefined
}

/** Mulberry32: small, quick and even enough. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number): number => Math.floor(next() * end)
  return {
    below,
    chance: percent => next() * 100 < percent,
    pick: <T>(items: readonly T[]) => items[below(items.length)] as T
  }
}
