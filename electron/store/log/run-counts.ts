import { type LogCounts, logLevels } from '@shared/log'
import type { LogMemory } from './log-memory'

interface Counts {
  readonly first: number
  readonly levels: number[]
}

/** How many lines of each level each run wrote: counted once, then only further. */
export class RunCounts {
  readonly #memory: LogMemory
  /** By number of the run; 0 is the deployment as a whole. */
  readonly #runs = new Map<number, Counts>()
  #seen = 0

  constructor(memory: LogMemory) {
    this.#memory = memory
  }

  counts(): LogCounts {
    const { index } = this.#memory
    for (; this.#seen < index.count; this.#seen++) {
      const { levels } = this.#of(index.run(this.#seen), this.#seen)
      const level = index.level(this.#seen)
      levels[level] = (levels[level] ?? 0) + index.lines(this.#seen)
    }
    return {
      lines: index.totalLines,
      runs: [...this.#runs].map(([number, { first, levels }]) => ({
        run: this.#memory.runOf(number) ?? null,
        first,
        levels: [...levels]
      }))
    }
  }

  #of(run: number, record: number): Counts {
    const known = this.#runs.get(run)
    if (known !== undefined) return known
    const counts = { first: this.#memory.index.firstLine(record), levels: logLevels.map(() => 0) }
    this.#runs.set(run, counts)
    return counts
  }
}
