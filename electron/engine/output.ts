import type { OutputFact } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import type { StartedProcess } from './commands'
import { createOutputLines } from './output-lines'
import { textLimit } from './output-text'
import type { EnginePorts } from './ports'
import type { Redactor } from './redactor'
import type { ServiceMessage } from './service-messages'

/** Chunks that follow each other faster than this are handled together. In milliseconds. */
const coalesceMs = 16

export interface OutputOptions {
  readonly run: RunId
  readonly nonce: string
  readonly redactor: Redactor
  readonly ports: Pick<EnginePorts, 'now' | 'sleep'>
  /** Never rejects; holds the sender back until it settles. */
  readonly record: (fact: OutputFact) => Promise<void>
  /** Called in order, before the text after the message is masked. Messages on stderr never set variables and the like. */
  readonly onMessage: (message: ServiceMessage) => void
  /** Whether the script takes its folder along and says so. */
  readonly isLast: boolean
  /** Called once, when the script has announced itself. */
  readonly onStarted: (process: StartedProcess) => void
}

export interface RunOutput {
  /** Takes raw output; the promise is backpressure. */
  write(stream: 'stdout' | 'stderr', chunk: Uint8Array): Promise<void> | undefined
  /** Handles what is left; settles when everything is recorded. Nothing may be written after it. */
  end(): Promise<void>
  /** The last line that came before the script announced itself, masked; null without any. */
  lastWords(): string | null
  /** Whether the script said that its folder is gone. */
  hasLeft(): boolean
}

interface Waiting {
  readonly stream: 'stdout' | 'stderr'
  readonly chunks: Uint8Array[]
}

/** Turns the raw output of one run into facts: whole lines, without messages, masked, each stream in order. */
export function createRunOutput(options: OutputOptions): RunOutput {
  const { ports } = options
  const lines = createOutputLines(options)
  let timer: AbortController | null = null
  let waiting: Waiting[] = []
  let size = 0
  let lastFlush = Number.NEGATIVE_INFINITY

  const flush = (): Promise<void> => {
    const batch = waiting
    waiting = []
    size = 0
    lastFlush = ports.now()
    const recorded = batch.flatMap(({ stream, chunks }) =>
      lines.take(stream, chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks))
    )
    return settled(recorded)
  }
  const flushLater = (): void => {
    if (timer !== null) return
    timer = new AbortController()
    void ports.sleep(coalesceMs, timer.signal).then(() => {
      timer = null
      if (waiting.length > 0) return flush()
      return undefined
    })
  }
  const write: RunOutput['write'] = (stream, chunk) => {
    const last = waiting.at(-1)
    if (last?.stream === stream) last.chunks.push(chunk)
    else waiting.push({ stream, chunks: [chunk] })
    size += chunk.length
    const sinceFlush = ports.now() - lastFlush
    if (size >= textLimit || sinceFlush >= coalesceMs || sinceFlush < 0) return flush()
    flushLater()
    return undefined
  }
  const end = async (): Promise<void> => {
    // A reason of its own saves making an error that nobody reads, which costs more than the rest of a short wait.
    timer?.abort('over')
    await flush()
    await settled(lines.end())
  }
  return { write, end, lastWords: lines.lastWords, hasLeft: lines.hasLeft }
}

const settled = async (recorded: readonly Promise<void>[]): Promise<void> => {
  await Promise.all(recorded)
}
