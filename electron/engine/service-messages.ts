import type { CutAt } from './line-cutter'
import { createLongMessage, type LongMessage } from './long-message'

/** A message that a script sent through its output. Keys are lower-case; values are decoded. */
export interface ServiceMessage {
  readonly name: string
  readonly values: ReadonlyMap<string, string>
}

/** What a stretch of output turns out to be. */
export type Piece =
  | { readonly kind: 'text'; readonly bytes: Buffer }
  | { readonly kind: 'message'; readonly message: ServiceMessage }
  /** A message that began and never ended; its bytes are left out, because they may hold half a secret. */
  | { readonly kind: 'unfinished'; readonly bytes: number }
  /** A message that has more bytes than the limit, told as soon as that is known; all of it is left out. */
  | { readonly kind: 'too-long' }

export interface MessageScanner {
  /** Takes whole lines, or the beginning of a very long one, and tells what they hold, in order. */
  scan(block: Buffer): readonly Piece[]
  /** Nothing more comes. */
  end(): readonly Piece[]
}

const header = Buffer.from('##octopus')
const [hash, open, close, newline, space, tab] = [0x23, 0x5b, 0x5d, 0x0a, 0x20, 0x09]

/** The most bytes that one message may have between its brackets. */
export const messageLimit = 8 * 1024 * 1024

/**
 * Finds `##octopus[name key='base64' …]` in one stream. The line that a message ends in is swallowed whole, so only
 * the first message of a line counts; a message may go on over several lines. Three hashes make no message.
 */
export function createMessageScanner(): MessageScanner {
  const state: ScanState = { body: null, long: null, size: 0, isSkippingLine: false }
  const scan = (block: Buffer): readonly Piece[] => {
    const pieces: Piece[] = []
    let at = state.isSkippingLine ? skipLine(state, block, 0) : 0
    while (at < block.length) {
      if (state.long !== null) at = passLong(state, state.long, block, at)
      else if (state.body !== null) at = takeBody(state, state.body, block, at, pieces)
      else at = takeText(state, block, at, pieces)
    }
    return pieces
  }
  const end = (): readonly Piece[] => {
    const isOpen = state.body !== null || state.long !== null
    state.body = null
    state.long = null
    return isOpen ? [{ kind: 'unfinished', bytes: state.size }] : []
  }
  return { scan, end }
}

interface ScanState {
  /** What has come of an open message; null outside of messages, and of those that became too long. */
  body: Buffer[] | null
  /** The open message that is too long to be kept; null without one. */
  long: LongMessage | null
  size: number
  /** Whether what comes up to the next line break belongs to a line that is swallowed. */
  isSkippingLine: boolean
}

function skipLine(state: ScanState, block: Buffer, from: number): number {
  const end = block.indexOf(newline, from)
  state.isSkippingLine = end === -1
  return end === -1 ? block.length : end + 1
}

/** Passes text on up to the line of the next message; returns where scanning continues. */
function takeText(state: ScanState, block: Buffer, at: number, pieces: Piece[]): number {
  const start = findHeader(block, at)
  const textEnd = start === null ? block.length : block.lastIndexOf(newline, start.from) + 1
  if (textEnd > at) pieces.push({ kind: 'text', bytes: block.subarray(at, textEnd) })
  if (start === null) return block.length
  state.body = []
  state.size = 0
  return start.body
}

/** Goes on inside a message; returns where scanning continues. */
function takeBody(state: ScanState, body: Buffer[], block: Buffer, from: number, pieces: Piece[]): number {
  const end = block.indexOf(close, from)
  const room = messageLimit - state.size
  const part = block.subarray(from, Math.min(end === -1 ? block.length : end, from + room))
  body.push(part)
  state.size += part.length
  const to = from + part.length
  if (to < block.length && to !== end) {
    pieces.push({ kind: 'too-long' })
    state.body = null
    state.long = createLongMessage(Buffer.concat(body))
    return to
  }
  if (end === -1) return block.length
  state.body = null
  const message = parseMessage(Buffer.concat(body).toString('utf8'))
  if (message) pieces.push({ kind: 'message', message })
  return skipLine(state, block, end)
}

/** Passes over what is left of a message that is too long, with the line that it ends in; returns where scanning continues. */
function passLong(state: ScanState, long: LongMessage, block: Buffer, from: number): number {
  const end = long.end(block.subarray(from))
  state.size += end ?? block.length - from
  if (end === null) return block.length
  state.long = null
  return skipLine(state, block, from + end)
}

/** Where the next message begins (`from`) and where its inside does (`body`). */
function findHeader(block: Buffer, at: number): { readonly from: number; readonly body: number } | null {
  for (let from = block.indexOf(header, at); from !== -1; from = block.indexOf(header, from + header.length)) {
    if (from > 0 && block[from - 1] === hash) continue
    let body = from + header.length
    while (block[body] === space || block[body] === tab) body++
    if (block[body] === open) return { from, body: body + 1 }
  }
  return null
}

/** More hashes in a row than these begin nothing, and nobody looks for where they do. */
const mostHashes = 64

/**
 * Cuts a line that is too long as `cutAt` does, but never through the header of a message: neither half of it would be
 * one, and the value behind it would be shown as a line of the log.
 */
export const besideHeaders =
  (cutAt: CutAt): CutAt =>
  (line, at) => {
    const cut = cutAt(line, at)
    const start = cut === null ? null : headerBefore(line, cut)
    return start === null ? cut : cutAt(line, start)
  }

/** Where the header begins that ends at `cut` or goes on behind it, with all hashes in front; null without one. */
function headerBefore(line: Buffer, cut: number): number | null {
  let end = cut
  while (line[end - 1] === space || line[end - 1] === tab) end--
  const words = header.subarray(2)
  for (let length = end === cut ? 0 : words.length; length <= words.length; length++) {
    const from = end - length
    if (line[from - 1] !== hash || !line.subarray(from, end).equals(words.subarray(0, length))) continue
    let start = from
    while (line[start - 1] === hash && from - start <= mostHashes) start--
    return start > 0 && from - start <= mostHashes ? start : null
  }
  return null
}

const nameAt = /\s*([A-Za-z_][\w.-]*)/y
const attributeAt = /\s+([A-Za-z_][\w.-]*)\s*=\s*(?:'([^']*)'|"([^"]*)")/y

/** Reads what stands between the brackets. Null when it is malformed; such messages are ignored. */
export function parseMessage(text: string): ServiceMessage | null {
  const inside = text.replaceAll(/[\r\n]/g, '').trimEnd()
  nameAt.lastIndex = 0
  const name = nameAt.exec(inside)?.[1]
  if (name === undefined) return null
  const values = new Map<string, string>()
  let at = nameAt.lastIndex
  while (at < inside.length) {
    attributeAt.lastIndex = at
    const match = attributeAt.exec(inside)
    if (!match) return null
    const [, rawKey = '', single, double] = match
    const key = rawKey.toLowerCase()
    const value = decodeBase64(single ?? double ?? '')
    if (value === null || values.has(key)) return null
    values.set(key, value)
    at = attributeAt.lastIndex
  }
  return { name, values }
}

function decodeBase64(text: string): string | null {
  const packed = text.replaceAll(/\s/g, '')
  if (packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) return null
  return Buffer.from(packed, 'base64').toString('utf8')
}
