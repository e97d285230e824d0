/** Silences longer than this are shortened, in milliseconds. */
export const longestSilence = 60_000
/** What is left of them. */
export const shortSilence = 5_000

/**
 * The track of a replay. It is as long as the deployment took, but for silences: a night between an interruption and
 * its continuation would leave nothing to see of the rest.
 */
export class ReplayAxis {
  /** Moments between which both scales are even, and where they lie on the track. */
  readonly #moments: readonly number[]
  readonly #positions: readonly number[]

  /** `times` ascend; they are those of the events, in milliseconds since 1970 UTC. */
  constructor(times: readonly number[]) {
    const moments = [times[0] ?? 0]
    const positions = [0]
    let [at, position] = [moments[0] ?? 0, 0]
    for (const time of times) {
      const silence = time - at
      if (silence > longestSilence) {
        moments.push(at, time)
        positions.push(position, position + shortSilence)
      }
      position += silence > longestSilence ? shortSilence : Math.max(0, silence)
      at = Math.max(at, time)
    }
    this.#moments = [...moments, at]
    this.#positions = [...positions, position]
  }

  /** In milliseconds of the track. */
  get length(): number {
    return this.#positions.at(-1) ?? 0
  }

  /** Where a moment lies on the track. */
  positionOf(moment: number): number {
    return scaled(moment, this.#moments, this.#positions)
  }

  /** The moment at a place of the track. */
  momentAt(position: number): number {
    return scaled(position, this.#positions, this.#moments)
  }

  /** The silences that are shortened, as places on the track. */
  get silences(): readonly { readonly from: number; readonly to: number; readonly ms: number }[] {
    return this.#positions.flatMap((from, i) => {
      const to = this.#positions[i + 1] ?? from
      const ms = (this.#moments[i + 1] ?? 0) - (this.#moments[i] ?? 0)
      return ms > longestSilence && to - from === shortSilence ? [{ from, to, ms }] : []
    })
  }
}

/** Puts a value of one scale on the other, evenly between the points that are known of both. */
function scaled(value: number, from: readonly number[], to: readonly number[]): number {
  const last = from.length - 1
  if (value <= (from[0] ?? 0)) return to[0] ?? 0
  if (value >= (from[last] ?? 0)) return to[last] ?? 0
  let [low, high] = [0, last]
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if ((from[middle] ?? 0) <= value) low = middle
    else high = middle
  }
  const [a, b] = [from[low] ?? 0, from[high] ?? 0]
  const [c, d] = [to[low] ?? 0, to[high] ?? 0]
  return b === a ? c : c + ((value - a) / (b - a)) * (d - c)
}
