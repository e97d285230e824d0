import type { Input, Output } from '@shared/api'
import type { Failure } from '@shared/failure'
import type { DeploymentId, RunId } from '@shared/ids'
import type { LogFilter } from '@shared/log'
import type { Result } from '@shared/result'
import { markCount, type SearchQuery } from '@shared/task-log/search'

/** What a search asks of the world. */
export interface SearchPorts {
  readonly search: (input: Input<'log.search'>) => Promise<Result<Output<'log.search'>>>
  /** Runs something after so many milliseconds; returns the undo. */
  readonly later: (run: () => void, ms: number) => () => void
}

/** Hits whose places are kept here; of those beyond only the number is known until one is gone to. */
export const hitsKept = 20_000
const hitsAtOnce = 5_000
/** How soon after new lines these are searched, in milliseconds. */
const pause = 250

/** A line with a match. */
export interface Hit {
  readonly number: number
  /** Position among the lines that the filter lets through. */
  readonly position: number
  readonly run: RunId | null
  /** Position among the lines of its run that the filter lets through. */
  readonly inRun: number
}

/** What is known of a search at one moment; another object whenever something changed. */
export interface SearchState {
  readonly query: SearchQuery
  readonly filter: LogFilter
  readonly hits: readonly Hit[]
  /** All hits, also those that are not among `hits`. */
  readonly count: number
  readonly byRun: ReadonlyMap<RunId | null, number>
  /** Lines that were looked at so far, of `lines`. */
  readonly searched: number
  readonly lines: number
  /** Where hits are, as shares of the filtered log from 0 to 1. */
  readonly marks: readonly number[]
  readonly failure: Failure | null
}

/** A search over a whole log, also while it grows. */
export class LogSearching {
  readonly #ports: SearchPorts
  readonly #deploymentId: DeploymentId
  readonly #listeners = new Set<() => void>()
  #state: SearchState | null = null
  #isAsking = false
  /** The log has grown while an answer is on its way, which may not know of it. */
  #hasGrown = false
  #generation = 0
  #undo: (() => void) | null = null

  constructor(ports: SearchPorts, deploymentId: DeploymentId) {
    this.#ports = ports
    this.#deploymentId = deploymentId
  }

  /** Null while nothing is searched for. */
  get state(): SearchState | null {
    return this.#state
  }

  /** Returns its own undo. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Searches for something else, or for nothing. */
  start(query: SearchQuery | null, filter: LogFilter): void {
    this.#generation += 1
    this.#undo?.()
    this.#undo = null
    this.#isAsking = false
    const empty = { hits: [], count: 0, byRun: new Map(), searched: 0, lines: 0, marks: [], failure: null }
    this.#put(query === null ? null : { query, filter, ...empty })
    if (query !== null) void this.#ask()
  }

  /** The log has grown. */
  grow(): void {
    if (this.#state === null || this.#state.failure !== null) return
    if (this.#isAsking) this.#hasGrown = true
    else this.#later(pause)
  }

  stop(): void {
    this.#generation += 1
    this.#undo?.()
    this.#undo = null
  }

  /** A hit by its position among all; null when there is none. */
  async hitAt(position: number): Promise<Hit | null> {
    const state = this.#state
    const known = state?.hits[position]
    if (state === null || known) return known ?? null
    const { query, filter } = state
    const found = await this.#ports.search({
      deploymentId: this.#deploymentId,
      query,
      filter,
      from: position,
      limit: 1
    })
    return found.ok ? (hitsOf(found.value)[0] ?? null) : null
  }

  #later(ms: number): void {
    this.#undo ??= this.#ports.later(() => {
      this.#undo = null
      void this.#ask()
    }, ms)
  }

  async #ask(): Promise<void> {
    const state = this.#state
    if (state === null || this.#isAsking) return
    const generation = this.#generation
    this.#isAsking = true
    this.#hasGrown = false
    const { query, filter, hits } = state
    const answer = await this.#ports.search({
      deploymentId: this.#deploymentId,
      query,
      filter,
      from: hits.length,
      limit: Math.min(hitsAtOnce, hitsKept - hits.length)
    })
    if (generation !== this.#generation) return
    this.#isAsking = false
    if (!answer.ok) return this.#put({ ...state, failure: answer.failure })
    const { value } = answer
    const more = hitsOf(value)
    const next = { ...state, ...summaryOf(value), hits: more.length === 0 ? hits : [...hits, ...more] }
    this.#put(next)
    const isBehind = next.searched < next.lines || next.hits.length < Math.min(next.count, hitsKept)
    if (isBehind) this.#later(0)
    else if (this.#hasGrown) this.#later(pause)
  }

  #put(state: SearchState | null): void {
    this.#state = state
    for (const listener of [...this.#listeners]) listener()
  }
}

function hitsOf({ hits, runs }: Output<'log.search'>): Hit[] {
  return hits.numbers.map((number, i) => ({
    number,
    position: hits.positions[i] ?? 0,
    run: runs[hits.runs[i] ?? -1]?.run ?? null,
    inRun: hits.inRun[i] ?? 0
  }))
}

const summaryOf = ({ count, runs, searched, lines, marks }: Output<'log.search'>) => ({
  count,
  byRun: new Map(runs.map(item => [item.run, item.count])),
  searched,
  lines,
  marks: marks.parts.map(part => (part + 0.5) / markCount)
})
