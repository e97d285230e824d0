import { createRate, transferWords } from '@shared/transfer-rate'
import type { ShipmentProgress } from './ports'

/** How often progress is recorded at most, in milliseconds: every record is kept with the log. */
const everyMs = 1000

/** How one shipment of several goes on. */
export interface TransferProgress {
  readonly tell: (progress: ShipmentProgress) => void
  readonly done: () => void
}

interface Told {
  readonly percentage: number
  readonly message: string
}

interface Options {
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number
  readonly record: (told: Told) => Promise<void>
}

/**
 * Says how far several shipments are as one: `Shop.Web 1.4.2: 12 MB of 100 MB, 34 MB/s, 2.6 s left`. No more often than
 * once a second, and not before the one before was recorded.
 * @param sizes at most so many bytes each
 */
export function createTransferProgress(sizes: readonly number[], { now, record }: Options) {
  const total = sizes.reduce((sum, bytes) => sum + bytes, 0)
  let lastAt = now()
  let writing: Promise<void> | null = null
  const write = (told: Told): void => {
    lastAt = now()
    writing = record(told).finally(() => {
      writing = null
    })
  }
  const before = (index: number): number => sizes.slice(0, index).reduce((sum, bytes) => sum + bytes, 0)
  const percentageOf = (bytes: number): number => (total === 0 ? 100 : Math.min(100, Math.floor((bytes * 100) / total)))
  return {
    /** For the shipment at a position of `sizes`. */
    of: (index: number, title: string): TransferProgress => {
      const rate = createRate(now)
      const size = sizes[index] ?? 0
      return {
        tell: ({ sent, total: toSend }) => {
          rate.add(sent)
          if (writing !== null || now() - lastAt < everyMs) return
          // Only what changed may have to be sent, so its share counts, and not its bytes.
          const share = toSend <= 0 ? 1 : Math.min(1, sent / toSend)
          const message = `${title}: ${transferWords(sent, toSend, rate.perSecond())}`
          write({ percentage: percentageOf(before(index) + size * share), message })
        },
        done: () => {
          if (writing !== null || now() - lastAt < everyMs) return
          write({ percentage: percentageOf(before(index) + size), message: `${title} is there` })
        }
      }
    },
    /** Settles when nothing is being recorded. */
    settle: async (): Promise<void> => {
      await writing
    }
  }
}
