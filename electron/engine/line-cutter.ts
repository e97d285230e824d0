/** Longer lines are cut. In bytes. */
export const lineLimit = 2 * 1024 * 1024

const newline = 0x0a

/** Where to cut a line that exceeds the limit; null when it must not be shown. */
export type CutAt = (line: Buffer, at: number) => number | null

export interface LineCutter {
  /** Takes the next bytes of a stream; returns what can be passed on: whole lines, or the beginning of a long one. */
  push(chunk: Uint8Array): readonly Buffer[]
  /** Nothing more comes: the last line, if it had no line break. */
  end(): Buffer | null
}

/**
 * Cuts a stream at its last line break and keeps the rest, because only whole lines can be searched for secrets and
 * messages. A line without end is cut at `limit`; where that is not safe, `hidden` takes the place of the line.
 */
export function createLineCutter(cutAt: CutAt, hidden: Buffer, limit: number = lineLimit): LineCutter {
  let kept: Buffer[] = []
  let size = 0
  let isHiding = false

  const takeKept = (): Buffer => {
    const whole = kept.length === 1 && kept[0] ? kept[0] : Buffer.concat(kept, size)
    kept = []
    size = 0
    return whole
  }
  const keep = (part: Buffer): void => {
    if (part.length === 0) return
    kept.push(part)
    size += part.length
  }
  const cutLong = (): Buffer[] => {
    const blocks: Buffer[] = []
    while (size > limit) {
      const line = takeKept()
      const cut = cutAt(line, limit)
      if (cut === null) {
        isHiding = true
        return [...blocks, hidden]
      }
      blocks.push(line.subarray(0, cut))
      keep(line.subarray(cut))
    }
    return blocks
  }

  const push = (chunk: Uint8Array): readonly Buffer[] => {
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    if (isHiding) {
      const end = bytes.indexOf(newline)
      if (end === -1) return []
      isHiding = false
      bytes = bytes.subarray(end + 1)
    }
    const last = bytes.lastIndexOf(newline)
    if (last === -1) {
      keep(bytes)
      return cutLong()
    }
    keep(bytes.subarray(0, last + 1))
    const whole = takeKept()
    keep(bytes.subarray(last + 1))
    return [whole, ...cutLong()]
  }

  return { push, end: () => (size === 0 ? null : takeKept()) }
}
