/** One part of a PEM text: `label` is what stands after BEGIN, `text` is the part with its marks. */
export interface PemBlock {
  readonly label: string
  readonly text: string
  /** What stands between the marks. */
  readonly body: string
}

const begin = '-----BEGIN '
const dashes = '-----'

export const looksLikePem = (bytes: Buffer): boolean => bytes.includes(begin)

/**
 * The parts of a PEM text in their order; what stands around them is ignored. By searching and not by a pattern:
 * patterns take hours over a million letters of marks that never end.
 */
export function pemBlocks(text: string): readonly PemBlock[] {
  const blocks: PemBlock[] = []
  let at = text.indexOf(begin)
  while (at >= 0) {
    const label = labelAt(text, at)
    const next = text.indexOf(begin, at + begin.length)
    const end = label === null ? -1 : text.indexOf(`${dashes}END ${label}${dashes}`, at)
    if (end < 0 && next < 0) break
    if (label !== null && end >= 0 && (next < 0 || end < next)) {
      const start = at + begin.length + label.length + dashes.length
      const stop = end + `${dashes}END ${label}${dashes}`.length
      blocks.push({ label, text: `${text.slice(at, stop)}\n`, body: text.slice(start, end) })
    }
    at = next
  }
  return blocks
}

/** Labels are short; looking no farther keeps the search in a straight line. */
const longestLabel = 100

function labelAt(text: string, at: number): string | null {
  const from = at + begin.length
  const found = text.slice(from, from + longestLabel).indexOf(dashes)
  return found < 0 ? null : text.slice(from, from + found)
}
