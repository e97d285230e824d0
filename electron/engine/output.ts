import type { LogLevel, LogStream, OutputFact } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import { type StartedProcess, startMarker } from './commands'
import { createLineCutter, type LineCutter } from './line-cutter'
import { levelsAfter, type StreamLevels, startLevels } from './output-levels'
import type { EnginePorts } from './ports'
import { hiddenLine, type Redactor } from './redactor'
import { createMessageScanner, type MessageScanner, type Piece, type ServiceMessage } from './service-messages'

/** The most characters of one fact's text, unless a single line is longer. */
export const textLimit = 64 * 1024
/** Chunks that follow each other faster than this are handled together. In milliseconds. */
export const coalesceMs = 16

export interface OutputOptions {
  readonly run: RunId
  readonly nonce: string
  readonly redactor: Redactor
  readonly ports: Pick<EnginePorts, 'now' | 'sleep'>
  /** Never rejects; holds the sender back until it settles. */
  readonly record: (fact: OutputFact) => Promise<void>
  /** Called in order, before the text after the message is masked. Messages on stderr never set variables and the like. */
  readonly onMessage: (message: ServiceMessage) => void
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
}

interface Waiting {
  readonly stream: 'stdout' | 'stderr'
  readonly chunks: Uint8Array[]
}

/** Turns the raw output of one run into facts: whole lines, without messages, masked, each stream in order. */
export function createRunOutput(options: OutputOptions): RunOutput {
  const { ports } = options
  const lines = createLines(options)
  const timer = new AbortController()
  let waiting: Waiting[] = []
  let size = 0
  let lastFlush = Number.NEGATIVE_INFINITY
  let isTimed = false

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
    if (isTimed) return
    isTimed = true
    void ports.sleep(coalesceMs, timer.signal).then(() => {
      isTimed = false
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
    timer.abort()
    await flush()
    await settled(lines.end())
  }
  return { write, end, lastWords: lines.lastWords }
}

const settled = async (recorded: readonly Promise<void>[]): Promise<void> => {
  await Promise.all(recorded)
}

interface Lines {
  take(stream: 'stdout' | 'stderr', bytes: Uint8Array): Promise<void>[]
  end(): Promise<void>[]
  lastWords(): string | null
}

interface StreamState {
  readonly cutter: LineCutter
  readonly scanner: MessageScanner
}

function createLines(options: OutputOptions): Lines {
  const { redactor, run } = options
  const openStream = (): StreamState => ({
    cutter: createLineCutter(redactor.safeCut, Buffer.from(hiddenLine)),
    scanner: createMessageScanner()
  })
  const streams = { stdout: openStream(), stderr: openStream() }
  const gate = createGate(options.nonce)
  let levels: StreamLevels = startLevels
  let recorded: Promise<void>[] = []
  let lastWords: string | null = null

  const say = (stream: LogStream, level: LogLevel, text: string): void => {
    for (const part of splitText(text)) {
      recorded.push(options.record({ kind: 'output', run, stream, level, ...part }))
    }
  }
  const sayBytes = (stream: 'stdout' | 'stderr', level: LogLevel | 'ignore', bytes: Buffer): string | null => {
    if (level === 'ignore') return null
    const text = toText(redactor.bytes(bytes))
    say(stream, level, text)
    return text
  }
  const takePiece = (stream: 'stdout' | 'stderr', piece: Piece): void => {
    if (piece.kind === 'text') sayBytes(stream, levels[stream], piece.bytes)
    else if (piece.kind === 'unfinished') say('slipway', 'warning', unfinished(piece.bytes))
    else {
      levels = levelsAfter(levels, piece.message.name)
      if (stream === 'stdout' || piece.message.name === 'mask') options.onMessage(piece.message)
    }
  }
  const takeNoise = (noise: Buffer): void => {
    const text = sayBytes('stdout', 'verbose', noise)
    lastWords =
      text
        ?.split('\n')
        .findLast(line => line.trim() !== '')
        ?.trim() ?? lastWords
  }
  const takeBlock = (stream: 'stdout' | 'stderr', block: Buffer): void => {
    if (stream === 'stderr' || gate.isOpen()) {
      for (const piece of streams[stream].scanner.scan(block)) takePiece(stream, piece)
      return
    }
    const { noise, started, rest } = gate.take(block)
    if (noise.length > 0) takeNoise(noise)
    if (started === null) return
    if (lastWords !== null)
      say('slipway', 'verbose', 'The lines above came from the login shell, before the script began.')
    options.onStarted(started)
    if (rest.length > 0) takeBlock('stdout', rest)
  }
  const handOver = (): Promise<void>[] => {
    const result = recorded
    recorded = []
    return result
  }

  return {
    take: (stream, bytes) => {
      for (const block of streams[stream].cutter.push(bytes)) takeBlock(stream, block)
      return handOver()
    },
    end: () => {
      for (const stream of ['stdout', 'stderr'] as const) {
        const last = streams[stream].cutter.end()
        if (last) takeBlock(stream, last)
        for (const piece of streams[stream].scanner.end()) takePiece(stream, piece)
      }
      return handOver()
    },
    lastWords: () => lastWords
  }
}

const unfinished = (bytes: number): string =>
  `A service message of ${bytes} bytes never ended and was left out; the script may have been cut off while writing it.`

/** Everything before the script's announcement comes from the login shell. */
function createGate(nonce: string) {
  const marker = Buffer.from(startMarker(nonce))
  let isOpen = false
  return {
    isOpen: () => isOpen,
    take: (
      block: Buffer
    ): { readonly noise: Buffer; readonly started: StartedProcess | null; readonly rest: Buffer } => {
      const at = block.indexOf(marker)
      if (at === -1) return { noise: block, started: null, rest: block.subarray(block.length) }
      isOpen = true
      const lineEnd = block.indexOf(0x0a, at)
      const end = lineEnd === -1 ? block.length : lineEnd
      const [pid = '', group = '', ...folder] = block
        .subarray(at + marker.length, end)
        .toString('utf8')
        .split(' ')
      return {
        noise: block.subarray(0, at),
        started: { pid: Number(pid), group: Number(group), folder: folder.join(' ').replace(/\r$/, '') },
        rest: block.subarray(Math.min(end + 1, block.length))
      }
    }
  }
}

/** Decodes whole lines: invalid bytes become U+FFFD, CRLF becomes LF, the last line break goes. */
function toText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  const unix = text.includes('\r') ? text.replaceAll('\r\n', '\n').replace(/\r$/, '') : text
  return unix.endsWith('\n') ? unix.slice(0, -1) : unix
}

/** Cuts text between lines into parts of at most `textLimit` characters, or of one line. */
function splitText(text: string): readonly Pick<OutputFact, 'text' | 'lines'>[] {
  const parts: Pick<OutputFact, 'text' | 'lines'>[] = []
  let from = 0
  while (text.length - from > textLimit) {
    const before = text.lastIndexOf('\n', from + textLimit)
    const cut = before > from ? before : text.indexOf('\n', from + textLimit)
    if (cut === -1) break
    parts.push(part(text.slice(from, cut)))
    from = cut + 1
  }
  parts.push(part(text.slice(from)))
  return parts
}

function part(text: string): Pick<OutputFact, 'text' | 'lines'> {
  let lines = 1
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++
  return { text, lines }
}
