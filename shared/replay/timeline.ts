import type { Deployment, DeploymentEvent } from '../deployment'
import { DeploymentFold } from '../deployment-reducer'
import type { RunId } from '../ids'
import { type LogCounts, logLevels } from '../log'
import { allRuns } from '../plan/plan'
import { ReplayAxis } from './axis'
import { marksOf, type ReplayMark } from './marks'

/** What was known at one moment. */
export interface ReplayMoment {
  readonly deployment: Deployment
  /** Lines that had been written by then. */
  readonly counts: LogCounts
}

/** States are kept this often at most, in events; the more runs there are, the less often. */
const keptEvery = 256

interface Checkpoint {
  /** Events that it holds. */
  readonly events: number
  readonly state: Deployment | null
  readonly counts: Counts
}

/**
 * A deployment's past: its events without the text of output, and what they add up to at any moment. Going on from the
 * last moment is cheap; going back starts at a state that was kept.
 */
export class Timeline {
  readonly start: number
  readonly end: number
  readonly axis: ReplayAxis
  readonly marks: readonly ReplayMark[]
  readonly #events: readonly DeploymentEvent[]
  readonly #checkpoints: Checkpoint[] = []
  readonly #spacing: number
  #fold = new DeploymentFold()
  #counts = new Counts()
  #taken = 0
  #moment: ReplayMoment | null = null

  /** @throws when the events are not those of a deployment from its beginning. */
  constructor(events: readonly DeploymentEvent[]) {
    const first = events[0]
    if (first?.kind !== 'queued') throw new Error('A replay begins with the first event')
    let latest = first.at
    // Counted anew, because output was put together; and a clock that was set back must not turn time around.
    this.#events = events.map((event, index) => {
      latest = Math.max(latest, event.at)
      return { ...event, seq: index + 1, at: latest }
    })
    this.#spacing = Math.max(keptEvery, allRuns(first.plan).length)
    this.start = first.at
    this.end = latest
    this.axis = new ReplayAxis(this.#events.map(event => event.at))
    this.marks = marksOf(this.#events)
  }

  /** What was known then, in milliseconds since 1970 UTC; the same object as long as nothing happened in between. */
  at(moment: number): ReplayMoment {
    const wanted = Math.max(1, this.#countUntil(moment))
    if (this.#moment !== null && wanted === this.#taken) return this.#moment
    if (wanted < this.#taken) this.#goBack(wanted)
    while (this.#taken < wanted) this.#step()
    const deployment = this.#fold.state()
    if (deployment === null) throw new Error('A replay begins with the first event')
    this.#moment = { deployment, counts: this.#counts.toLog() }
    return this.#moment
  }

  /** The next event after a moment; null when there is none. */
  nextAfter(moment: number): number | null {
    return this.#events[this.#countUntil(moment)]?.at ?? null
  }

  #step(): void {
    if (this.#taken % this.#spacing === 0 && (this.#checkpoints.at(-1)?.events ?? -1) < this.#taken)
      this.#checkpoints.push({ events: this.#taken, state: this.#fold.state(), counts: this.#counts.copy() })
    const event = this.#events[this.#taken]
    if (event === undefined) return
    this.#taken++
    this.#fold.add(event)
    if (event.kind === 'output') this.#counts.add(event.run, logLevels.indexOf(event.level), event.lines)
  }

  #goBack(wanted: number): void {
    const checkpoint = this.#checkpoints.findLast(item => item.events <= wanted)
    this.#taken = checkpoint?.events ?? 0
    this.#fold = new DeploymentFold(checkpoint?.state ?? null)
    this.#counts = checkpoint?.counts.copy() ?? new Counts()
  }

  /** How many events there were by then. */
  #countUntil(moment: number): number {
    let [low, high] = [0, this.#events.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#events[middle]?.at ?? 0) <= moment) low = middle + 1
      else high = middle
    }
    return low
  }
}

type RunLines = ReadonlyMap<RunId | null, { readonly first: number; readonly levels: readonly number[] }>

class Counts {
  readonly #runs: Map<RunId | null, { readonly first: number; readonly levels: readonly number[] }>
  #lines: number

  constructor(runs: RunLines = new Map(), lines = 0) {
    this.#runs = new Map(runs)
    this.#lines = lines
  }

  add(run: RunId | null, level: number, lines: number): void {
    const known = this.#runs.get(run) ?? { first: this.#lines + 1, levels: logLevels.map(() => 0) }
    const levels = known.levels.map((count, i) => (i === level ? count + lines : count))
    this.#runs.set(run, { ...known, levels })
    this.#lines += lines
  }

  copy(): Counts {
    return new Counts(this.#runs, this.#lines)
  }

  toLog(): LogCounts {
    return { lines: this.#lines, runs: [...this.#runs].map(([run, counts]) => ({ run, ...counts })) }
  }
}
