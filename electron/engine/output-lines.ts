import type { LogLevel, LogStream } from '@shared/deployment'
import { leftMarker } from './commands'
import { createLineCutter } from './line-cutter'
import type { OutputOptions } from './output'
import { levelsAfter, type StreamLevels, startLevels } from './output-levels'
import { splitText, toText } from './output-text'
import { hiddenLine } from './redactor'
import { besideHeaders, createMessageScanner, messageLimit, type Piece } from './service-messages'
import { createStartGate } from './start-gate'

type Stream = 'stdout' | 'stderr'

/** Bytes in, recorded facts out, without any regard to time. */
export interface OutputLines {
  /** The promises settle when what these bytes completed is recorded. */
  take(stream: Stream, bytes: Uint8Array): readonly Promise<void>[]
  /** Takes what is left as last lines. */
  end(): readonly Promise<void>[]
  /** The last line before the script announced itself, masked; null without any. */
  lastWords(): string | null
  /** Whether the script said that its folder is gone. */
  hasLeft(): boolean
}

export function createOutputLines(options: OutputOptions): OutputLines {
  const voice = createVoice(options)
  const streams = { stdout: openStream(options), stderr: openStream(options) }
  const gate = createStartGate(options.nonce)
  const left = options.isLast ? Buffer.from(leftMarker(options.nonce)) : null
  let hasLeft = false
  let levels: StreamLevels = startLevels
  let lastWords: string | null = null

  const takePiece = (stream: Stream, piece: Piece): void => {
    if (piece.kind === 'text') voice.sayBytes(stream, levels[stream], piece.bytes)
    else if (piece.kind === 'too-long') voice.say('slipway', 'warning', tooLong)
    else if (piece.kind === 'unfinished') voice.say('slipway', 'warning', unfinished(piece.bytes))
    else {
      levels = levelsAfter(levels, piece.message.name)
      if (stream === 'stdout' || piece.message.name === 'mask') options.onMessage(piece.message)
    }
  }
  const takeNoise = (noise: Buffer): void => {
    const lines = voice.sayBytes('stdout', 'verbose', noise).split('\n')
    lastWords = lines.findLast(line => line.trim() !== '')?.trim() ?? lastWords
  }
  const withoutLeft = (block: Buffer): Buffer => {
    const at = left === null || hasLeft ? -1 : block.indexOf(left)
    if (left === null || at === -1) return block
    hasLeft = true
    return Buffer.concat([block.subarray(0, at), block.subarray(at + left.length)])
  }
  const takeBlock = (stream: Stream, block: Buffer): void => {
    if (stream === 'stderr' || gate.isOpen()) {
      const own = stream === 'stdout' ? withoutLeft(block) : block
      if (own.length > 0) for (const piece of streams[stream].scanner.scan(own)) takePiece(stream, piece)
      return
    }
    const { noise, started, rest } = gate.take(block)
    if (noise.length > 0) takeNoise(noise)
    if (started === null) return
    if (lastWords !== null) voice.say('slipway', 'verbose', noiseNote)
    options.onStarted(started)
    if (rest.length > 0) takeBlock('stdout', rest)
  }
  const takeRest = (stream: Stream): void => {
    const last = streams[stream].cutter.end()
    if (last) takeBlock(stream, last)
    for (const piece of streams[stream].scanner.end()) takePiece(stream, piece)
  }

  return {
    take: (stream, bytes) => {
      for (const block of streams[stream].cutter.push(bytes)) takeBlock(stream, block)
      return voice.recorded()
    },
    end: () => {
      takeRest('stdout')
      takeRest('stderr')
      return voice.recorded()
    },
    lastWords: () => lastWords,
    hasLeft: () => hasLeft
  }
}

const openStream = ({ redactor }: OutputOptions) => ({
  cutter: createLineCutter(besideHeaders(redactor.safeCut), Buffer.from(hiddenLine)),
  scanner: createMessageScanner()
})

/** Records text and remembers the promises of it. */
function createVoice({ redactor, run, record }: OutputOptions) {
  let recorded: Promise<void>[] = []
  const say = (stream: LogStream, level: LogLevel, text: string): void => {
    for (const part of splitText(text)) recorded.push(record({ kind: 'output', run, stream, level, ...part }))
  }
  return {
    say,
    /** Masks before anything else sees the bytes; returns what was said. */
    sayBytes: (stream: Stream, level: LogLevel | 'ignore', bytes: Buffer): string => {
      if (level === 'ignore') return ''
      const text = toText(redactor.bytes(bytes))
      say(stream, level, text)
      return text
    },
    /** The promises since the last call. */
    recorded: (): readonly Promise<void>[] => {
      const result = recorded
      recorded = []
      return result
    }
  }
}

const noiseNote = 'The lines above came from the login shell, before the script began.'

const tooLong =
  `A service message has more than ${messageLimit / 1024 / 1024} MB. It is left out up to its end: ` +
  'what it asks for is not done, and what it declares secret is not masked where it stands elsewhere.'

const unfinished = (bytes: number): string =>
  `A service message of ${bytes} bytes never ended and was left out; the script may have been cut off while writing it.`
