import { type FileHandle, open } from 'node:fs/promises'
import type { DeploymentEvent, LogLevel } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import { logLevels } from '@shared/log'
import { Breath } from '../breathe'
import { damaged, onDisk } from '../storage-failure'
import { logStreams, parseEvent } from './event-record'
import type { IndexEntry } from './line-index'
import { readFully } from './load-log'
import type { LogMemory } from './log-memory'

/** Output that came within so many milliseconds becomes one event for each run and level. */
const together = 250

/**
 * The events of a log without the text of its output, which stays unread. What was written at nearly the same time is
 * put together, and then has the number and the time of its last event. Only the first `end` bytes are looked at.
 * @throws FailureError when the log cannot be read.
 */
export async function readThinEvents(
  path: string,
  memory: LogMemory,
  end: number
): Promise<readonly DeploymentEvent[]> {
  return onDisk('read', path, async () => {
    const file = await open(path, 'r')
    try {
      return await collect(file, path, memory, end)
    } finally {
      await file.close()
    }
  })
}

async function collect(file: FileHandle, path: string, memory: LogMemory, end: number) {
  const events: DeploymentEvent[] = []
  const output = new Output(events)
  const breath = new Breath()
  let [at, seq] = [0, 0]
  const takeGap = async (until: number): Promise<void> => {
    if (until <= at) return
    output.flush()
    for (const event of await readStates(file, path, at, until)) {
      seq = event.seq
      events.push(event)
    }
  }
  for (let i = 0; i < memory.index.count; i++) {
    const entry = memory.index.entry(i)
    if (entry.offset + entry.length > end) break
    await takeGap(entry.offset)
    output.add(entry, memory.runOf(entry.run) ?? null, ++seq)
    at = entry.offset + entry.length
    await breath.take()
  }
  await takeGap(end)
  output.flush()
  return events
}

async function readStates(
  file: FileHandle,
  path: string,
  from: number,
  end: number
): Promise<readonly DeploymentEvent[]> {
  const bytes = Buffer.alloc(end - from)
  await readFully(file, bytes, from)
  return bytes
    .toString('utf8')
    .split('\n')
    .slice(0, -1)
    .map(line => {
      const event = parseEvent(line)
      if (event === null) throw new Error(damaged(path, `it is not readable near byte ${from}`).message)
      return event
    })
}

interface Gathered {
  readonly run: RunId | null
  readonly level: LogLevel
  readonly stream: (typeof logStreams)[number]
  lines: number
}

/** Output that waits to become events. */
class Output {
  readonly #events: DeploymentEvent[]
  readonly #waiting = new Map<string, Gathered>()
  #since = 0
  #last = { seq: 0, at: 0 }

  constructor(events: DeploymentEvent[]) {
    this.#events = events
  }

  add(entry: IndexEntry, run: RunId | null, seq: number): void {
    if (this.#waiting.size > 0 && entry.at - this.#since > together) this.flush()
    if (this.#waiting.size === 0) this.#since = entry.at
    const key = `${entry.run} ${entry.level}`
    const known = this.#waiting.get(key)
    const level = logLevels[entry.level] ?? 'info'
    if (known === undefined)
      this.#waiting.set(key, { run, level, stream: logStreams[entry.stream] ?? 'stdout', lines: entry.lines })
    else known.lines += entry.lines
    this.#last = { seq, at: entry.at }
  }

  flush(): void {
    for (const gathered of this.#waiting.values())
      this.#events.push({ kind: 'output', ...gathered, text: '', ...this.#last })
    this.#waiting.clear()
  }
}
