import type { DeploymentId } from '@shared/ids'
import type { LogFilter } from '@shared/log'
import { type LogGrowth, LogLines, type LogLinesPorts } from './log-lines'

/** Filters whose lines are kept; views of many sections have one for each that was looked at last. */
const filtersKept = 48
/** Pages that are kept of a filter beside others: 3,000 lines. */
const pagesOfEach = 6

/** One deployment's log through any number of filters. Listeners are told once a frame, whatever changed. */
export class LogBook {
  readonly #ports: LogLinesPorts
  readonly #deploymentId: DeploymentId
  readonly #listeners = new Set<() => void>()
  /** In the order of their last use. */
  readonly #filters = new Map<string, LogLines>()
  #due: (() => void)[] = []
  #version = 0

  constructor(ports: LogLinesPorts, deploymentId: DeploymentId) {
    this.#deploymentId = deploymentId
    this.#ports = { ...ports, onFrame: run => this.#onFrame(ports, run) }
  }

  /** Changes when listeners are told. */
  get version(): number {
    return this.#version
  }

  /** The lines that a filter lets through; read when they are wanted for the first time. */
  lines(filter: LogFilter): LogLines {
    const key = JSON.stringify([filter.runs, filter.levels])
    const known = this.#filters.get(key)
    if (known) {
      this.#filters.delete(key)
      this.#filters.set(key, known)
      return known
    }
    const isOfOneRun = filter.runs?.length === 1
    const made = new LogLines(this.#ports, this.#deploymentId, filter, isOfOneRun ? pagesOfEach : undefined)
    this.#filters.set(key, made)
    const [oldest] = this.#filters.keys()
    if (this.#filters.size > filtersKept && oldest !== undefined) this.#filters.delete(oldest)
    void made.load()
    return made
  }

  /** Adds what a push told of. */
  apply(growth: LogGrowth): void {
    for (const lines of this.#filters.values()) lines.apply(growth)
  }

  /** Reads everything anew, because pushes were missed. */
  reload(): void {
    for (const lines of this.#filters.values()) void lines.load()
  }

  /** Returns its own undo. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #onFrame(ports: LogLinesPorts, run: () => void): void {
    this.#due.push(run)
    if (this.#due.length > 1) return
    ports.onFrame(() => {
      const due = this.#due
      this.#due = []
      for (const each of due) each()
      this.#version += 1
      for (const listener of [...this.#listeners]) listener()
    })
  }
}
