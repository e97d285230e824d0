import type { LogLevel } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import { type LogCounts, type LogFilter, logLevels } from '@shared/log'
import type { LogBlock } from './log-lines'

interface Counts {
  /** Number of the first line in the whole log. */
  readonly first: number
  readonly levels: number[]
}

/** How many lines of which level each run wrote: what the main process counted, and what pushes told of since. */
export class RunCounts {
  readonly #runs = new Map<RunId | null, Counts>()
  #lines = 0

  constructor(counts: LogCounts = { lines: 0, runs: [] }) {
    this.#lines = counts.lines
    for (const { run, first, levels } of counts.runs) this.#runs.set(run, { first, levels: [...levels] })
  }

  /** Lines in the whole log. */
  get lines(): number {
    return this.#lines
  }

  /** Adds what is not counted yet of a block. */
  add({ run, level, first, last }: LogBlock): void {
    const more = last - Math.max(first - 1, this.#lines)
    if (more <= 0) return
    const known = this.#runs.get(run) ?? { first: this.#lines + 1, levels: logLevels.map(() => 0) }
    this.#runs.set(run, known)
    const at = logLevels.indexOf(level)
    known.levels[at] = (known.levels[at] ?? 0) + more
    this.#lines += more
  }

  /** Lines of one run, or of the deployment as a whole, that have one of these levels; null for any. */
  ofRun(run: RunId | null, levels: readonly LogLevel[] | null): number {
    const counts = this.#runs.get(run)?.levels ?? []
    return counts.reduce(
      (sum, count, at) => (levels === null || levels.includes(logLevels[at] ?? 'info') ? sum + count : sum),
      0
    )
  }

  /** Lines that a filter lets through. */
  total({ runs, levels }: LogFilter): number {
    if (runs === null && levels === null) return this.#lines
    const wanted = runs ?? [...this.#runs.keys()]
    return wanted.reduce<number>((sum, run) => sum + this.ofRun(run, levels), 0)
  }

  /** Lines about the deployment as a whole that came before any run wrote something. */
  get before(): number {
    let first = this.#lines + 1
    for (const [run, counts] of this.#runs) if (run !== null) first = Math.min(first, counts.first)
    return first - 1
  }
}
