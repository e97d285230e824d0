import type { DeploymentEvent } from '@shared/deployment'
import { DeploymentFold } from '@shared/deployment-reducer'
import type { RunId } from '@shared/ids'
import { logLevels } from '@shared/log'
import { allRuns } from '@shared/plan/plan'
import { logStreams, type OutputEvent } from './event-record'
import { type IndexEntry, LineIndex } from './line-index'

/** What is known of a log without reading it: its state, and where its lines are. */
export class LogMemory {
  readonly fold = new DeploymentFold()
  readonly index = new LineIndex()
  /** Bytes of the log that this memory covers. */
  end = 0
  #runs: readonly RunId[] = []
  readonly #numbers = new Map<RunId, number>()

  /** Takes the event that lies at `end` and takes `length` bytes. @throws like `applyEvent`, changing nothing. */
  add(event: DeploymentEvent, length: number): void {
    this.fold.add(event)
    if (event.kind === 'queued') this.#name(allRuns(event.plan).map(run => run.id))
    if (event.kind === 'output') this.index.add(this.#entry(event, length))
    this.end += length
  }

  /** Takes an output record that the index knows, without its text. @throws when it does not fit here. */
  addIndexed(entry: IndexEntry): void {
    const level = logLevels[entry.level]
    const stream = logStreams[entry.stream]
    const run = this.runOf(entry.run)
    if (level === undefined || stream === undefined || run === undefined || entry.offset !== this.end)
      throw new Error(`The index does not fit the log at ${this.end}`)
    const event = { kind: 'output', run, stream, level, lines: entry.lines, text: '', at: entry.at } as const
    this.fold.add({ ...event, seq: this.fold.seq + 1 })
    this.index.add(entry)
    this.end += entry.length
  }

  /** The run that an entry's number stands for; undefined when the plan has no such run. */
  runOf(number: number): RunId | null | undefined {
    return number === 0 ? null : this.#runs[number - 1]
  }

  /** The number that stands for a run in the index; undefined when the plan has no such run. */
  numberOf(run: RunId): number | undefined {
    return this.#numbers.get(run)
  }

  get runCount(): number {
    return this.#runs.length
  }

  #name(runs: readonly RunId[]): void {
    this.#runs = runs
    for (const [position, run] of runs.entries()) this.#numbers.set(run, position + 1)
  }

  #entry(event: OutputEvent, length: number): IndexEntry {
    return {
      offset: this.end,
      length,
      lines: event.lines,
      run: event.run === null ? 0 : (this.#numbers.get(event.run) ?? 0),
      level: logLevels.indexOf(event.level),
      stream: logStreams.indexOf(event.stream),
      at: event.at
    }
  }
}
