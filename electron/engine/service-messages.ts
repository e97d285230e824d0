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

export interface MessageScanner {
  /** Takes whole lines, or the beginning of a very long one, and tells what they hold, in order. */
  scan(block: Buffer): readonly Piece[]
  /** Nothing more comes. */
  end(): readonly Piece[]
}

const header = Buffer.from('##octopus')
const [hash, open, close, newline, space, tab] = [0x23, 0x5b, 0x5d, 0x0a, 0x20, 0x09]

/** The most bytes that one message may have. */
export const messageLimit = 8 * 1024 * 1024

/**
 * Finds `##octopus[name key='base64' …]` in one stream. The line that a message ends in is swallowed whole, so only
 * the first message of a line counts; a message may go on over several lines. Three hashes make no message.
 */
export function createMessageScanner(): MessageScanner {
  let parts: Buffer[] | null = null
  let size = 0
  let isSkippingLine = false

  const skipLine = (block: Buffer, from: number): number => {
    const end = block.indexOf(newline, from)
    isSkippingLine = end === -1
    return end === -1 ? block.length : end + 1
  }

  /** Goes on inside a message; returns where scanning continues. */
  const takeBody = (block: Buffer, from: number, body: Buffer[], pieces: Piece[]): number => {
    const end = block.indexOf(close, from)
    const part = block.subarray(from, end === -1 ? block.length : end)
    body.push(part)
    size += part.length
    if (end === -1 && size <= messageLimit) return block.length
    parts = null
    if (size > messageLimit) {
      pieces.push({ kind: 'unfinished', bytes: size })
      return end === -1 ? block.length : skipLine(block, end)
    }
    const message = parseMessage(Buffer.concat(body).toString('utf8'))
    if (message) pieces.push({ kind: 'message', message })
    return skipLine(block, end)
  }

  const scan = (block: Buffer): readonly Piece[] => {
    const pieces: Piece[] = []
    let at = isSkippingLine ? skipLine(block, 0) : 0
    while (at < block.length) {
      if (parts !== null) {
        at = takeBody(block, at, parts, pieces)
        continue
      }
      const start = findHeader(block, at)
      if (start === null) {
        pieces.push({ kind: 'text', bytes: block.subarray(at) })
        break
      }
      const line = block.lastIndexOf(newline, start.from) + 1
      if (line > at) pieces.push({ kind: 'text', bytes: block.subarray(at, line) })
      parts = []
      size = 0
      at = start.body
    }
    return pieces
  }

  const end = (): readonly Piece[] => {
    const unfinished = parts === null ? [] : [{ kind: 'unfinished' as const, bytes: size }]
    parts = null
    return unfinished
  }

  return { scan, end }
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
