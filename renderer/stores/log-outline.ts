import type { Input, Output } from '@shared/api'
import type { DeploymentId, RunId } from '@shared/ids'
import type { Result } from '@shared/result'
import type { OutlineItem } from '@shared/task-log/outline'
import type { LogGrowth } from './log-lines'
import { RunCounts } from './run-counts'

/** What the outline asks of the world. */
export interface OutlinePorts {
  readonly readOutline: (input: Input<'log.outline'>) => Promise<Result<Output<'log.outline'>>>
  /** Runs something after so many milliseconds; returns the undo. */
  readonly later: (run: () => void, ms: number) => () => void
}

/** How soon after new lines it is asked what can be folded in them, in milliseconds. */
const pause = 400

const none: readonly OutlineItem[] = []

/** How many lines each run wrote, and what of them can be folded; kept up to date while the log grows. */
export class LogOutline {
  readonly #ports: OutlinePorts
  readonly #deploymentId: DeploymentId
  readonly #listeners = new Set<() => void>()
  readonly #items = new Map<RunId, Map<number, OutlineItem>>()
  /** Sorted by their first lines; made anew for runs that something changed in. */
  readonly #sorted = new Map<RunId, readonly OutlineItem[]>()
  #counts = new RunCounts()
  #waiting: LogGrowth[] = []
  #revision = 0
  #version = 0
  #isReady = false
  #wasAnswered = false
  #isAsking = false
  /** Lines came while an answer is on its way, which may not know of them. */
  #hasGrown = false
  /** Only answers that were asked for since everything was read anew are taken. */
  #generation = 0
  #isStopped = false
  #undo: (() => void) | null = null

  constructor(ports: OutlinePorts, deploymentId: DeploymentId) {
    this.#ports = ports
    this.#deploymentId = deploymentId
  }

  /** Changes with every change; listeners are told of those that no push brought. */
  get version(): number {
    return this.#version
  }

  /** Whether it is known how many lines there are. */
  get isReady(): boolean {
    return this.#isReady
  }

  /** Whether it is known at all what there is: it was read once, or cannot be read. */
  get wasAnswered(): boolean {
    return this.#wasAnswered
  }

  get counts(): RunCounts {
    return this.#counts
  }

  /** What can be folded of a run, in the order of the first lines, what lies inside of something after it. */
  partsOf(run: RunId): readonly OutlineItem[] {
    const known = this.#sorted.get(run)
    if (known) return known
    const items = this.#items.get(run)
    if (!items) return none
    const sorted = [...items.values()].sort((a, b) => a.first - b.first || a.depth - b.depth)
    this.#sorted.set(run, sorted)
    return sorted
  }

  /** Returns its own undo. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Reads everything anew. */
  async load(): Promise<void> {
    this.#leave()
    this.#isReady = false
    this.#isStopped = false
    this.#revision = 0
    this.#items.clear()
    this.#sorted.clear()
    await this.#ask()
  }

  /** Adds what a push told of. */
  apply(growth: LogGrowth): void {
    if (growth.blocks.length > 0 && this.#isAsking) this.#hasGrown = true
    if (!this.#isReady) {
      this.#waiting.push(growth)
      return
    }
    for (const block of growth.blocks) this.#counts.add(block)
    this.#version += 1
    if (growth.blocks.length > 0) this.#askLater(pause)
  }

  stop(): void {
    this.#leave()
    this.#isStopped = true
  }

  /** Waits neither for the answer that is on its way nor for asking again. */
  #leave(): void {
    this.#generation += 1
    this.#isAsking = false
    this.#undo?.()
    this.#undo = null
  }

  #askLater(ms: number): void {
    if (this.#isStopped || this.#isAsking) return
    this.#undo ??= this.#ports.later(() => {
      this.#undo = null
      void this.#ask()
    }, ms)
  }

  async #ask(): Promise<void> {
    if (this.#isAsking || this.#isStopped) return
    const generation = this.#generation
    this.#isAsking = true
    this.#hasGrown = false
    const answer = await this.#ports.readOutline({ deploymentId: this.#deploymentId, after: this.#revision })
    if (generation !== this.#generation) return
    this.#isAsking = false
    this.#wasAnswered = true
    if (answer.ok) return this.#take(answer.value)
    // Without an outline nothing can be folded; the log itself says what is wrong with it.
    this.#waiting = []
    this.#tell()
  }

  #take({ counts, outline }: Output<'log.outline'>): void {
    if (!this.#isReady) {
      this.#counts = new RunCounts(counts)
      this.#isReady = true
      for (const growth of this.#waiting.splice(0)) for (const block of growth.blocks) this.#counts.add(block)
    }
    // Who reads the log may have begun again; it gives its changes the same numbers every time.
    this.#revision = Math.max(this.#revision, outline.revision)
    for (const item of outline.items) this.#put(item)
    this.#tell()
    if (outline.hasMore || outline.scanned < counts.lines) this.#askLater(0)
    else if (this.#hasGrown) this.#askLater(pause)
  }

  #tell(): void {
    this.#version += 1
    for (const listener of [...this.#listeners]) listener()
  }

  #put(item: OutlineItem): void {
    const items = this.#items.get(item.run) ?? new Map<number, OutlineItem>()
    items.set(item.id, item)
    this.#items.set(item.run, items)
    this.#sorted.delete(item.run)
  }
}
