import { bytesWords, durationOf } from './plan/words'

/** The rate is that of about so long, in milliseconds. */
const rateMs = 5000

/** How fast something that counts bytes goes on. */
export interface Rate {
  /** So many bytes are done by now, in all. */
  readonly add: (bytes: number) => void
  /** Bytes a second over the last few seconds; null at first. */
  readonly perSecond: () => number | null
}

/** A rate that begins now, at no bytes. */
export function createRate(now: () => number): Rate {
  const seen: { readonly at: number; readonly bytes: number }[] = [{ at: now(), bytes: 0 }]
  return {
    add: bytes => {
      const at = now()
      seen.push({ at, bytes })
      while (seen.length > 2 && at - (seen[1]?.at ?? at) >= rateMs) seen.shift()
    },
    perSecond: () => {
      const [first] = seen
      const last = seen.at(-1)
      if (!first || !last || last.at <= first.at) return null
      return ((last.bytes - first.bytes) * 1000) / (last.at - first.at)
    }
  }
}

/**
 * `12 MB of 100 MB, 34 MB/s, 2.6 s left`; without rate and rest as long as these are not known.
 * @param left what is still to be done, in bytes, where that is not what is missing of `total`
 */
export function transferWords(
  sent: number,
  total: number,
  perSecond: number | null,
  left: number = Math.max(0, total - sent)
): string {
  const far = total > 0 ? `${bytesWords(sent)} of ${bytesWords(total)}` : bytesWords(sent)
  if (perSecond === null || perSecond <= 0) return far
  const rest = left > 0 ? `, ${durationOf((left / perSecond) * 1000)} left` : ''
  return `${far}, ${bytesWords(perSecond)}/s${rest}`
}
