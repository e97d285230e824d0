import type { StartedProcess } from '../commands'

/** Collects what a task prints. */
export interface TaskReader {
  take(stream: 'stdout' | 'stderr', chunk: Uint8Array): void
  /** What it printed more of than can be taken; null as long as it did not. */
  excess(): 'noise' | 'output' | null
  isStarted(): boolean
  /** All that came on stdout after the announcement. */
  output(): Buffer
  /** The last line of what it complained of, or else of what came before the announcement; null without any. */
  lastWords(): string | null
}

/** More than the configuration files of any package come to. */
const mostBytes = 512 * 1024 * 1024
/** More than any login shell has to say. */
export const mostNoise = 4 * 1024 * 1024
/** The announcement may come in several chunks; it and the last line are all that is needed of what comes before. */
const keptNoise = 4096

/** The line by which a task announces itself begins so. */
export const taskMark = (nonce: string): string => `slipway-task ${nonce} `

/** Reads the output of the task that has this nonce: a login shell may say something before. */
export function createTaskReader(nonce: string, onStarted: (process: StartedProcess) => void): TaskReader {
  const mark = Buffer.from(taskMark(nonce))
  const chunks: Buffer[] = []
  let before = Buffer.alloc(0)
  let noise = 0
  let isStarted = false
  let bytes = 0
  let complaint = ''
  const decoder = new TextDecoder()
  const takeBefore = (chunk: Uint8Array): void => {
    noise += chunk.length
    before = Buffer.concat([before, chunk])
    const at = before.indexOf(mark)
    const end = at < 0 ? -1 : before.indexOf(0x0a, at)
    if (end < 0) {
      before = before.subarray(-keptNoise)
      return
    }
    const [pid = '0', group = '0'] = before.toString('latin1', at + mark.length, end).split(' ')
    isStarted = true
    chunks.push(before.subarray(end + 1))
    onStarted({ pid: Number(pid), group: Number(group), folder: '' })
  }
  return {
    take: (stream, chunk) => {
      if (stream === 'stderr') complaint = (complaint + decoder.decode(chunk, { stream: true })).slice(-10_000)
      else if (isStarted) chunks.push(Buffer.from(chunk))
      else takeBefore(chunk)
      bytes += chunk.length
    },
    excess: () => {
      if (!isStarted && noise > mostNoise) return 'noise'
      return bytes > mostBytes ? 'output' : null
    },
    isStarted: () => isStarted,
    output: () => Buffer.concat(chunks),
    lastWords: () => lastLine(complaint) ?? lastLine(before.toString('utf8'))
  }
}

const lastLine = (text: string): string | null =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
    .at(-1) ?? null
