/** One part of a PEM text: `label` is what stands after BEGIN, `text` is the part with its marks. */
export interface PemBlock {
  readonly label: string
  readonly text: string
  /** What stands between the marks. */
  readonly body: string
}

const begin = '-----BEGIN '
const end = '-----END '
const dashes = '-----'

export const looksLikePem = (bytes: Buffer): boolean => bytes.includes(begin)

/**
 * The parts of a PEM text in their order; what stands around them is ignored. By searching each letter once and not by
 * a pattern: patterns take hours over a million letters of marks that never end.
 */
export function pemBlocks(text: string): readonly PemBlock[] {
  const blocks: PemBlock[] = []
  let stop = -1
  for (let at = text.indexOf(begin); at >= 0; ) {
    const next = text.indexOf(begin, at + begin.length)
    if (stop < at) stop = text.indexOf(end, at)
    if (stop < 0) break
    const label = labelAt(text, at + begin.length)
    if (label !== null && label === labelAt(text, stop + end.length) && (next < 0 || stop < next)) {
      const after = stop + end.length + label.length + dashes.length
      const body = text.slice(at + begin.length + label.length + dashes.length, stop)
      blocks.push({ label, text: `${text.slice(at, after)}\n`, body })
    }
    at = next
  }
  return blocks
}

/** Labels are short; looking no farther keeps the search in a straight line. */
const longestLabel = 100

function labelAt(text: string, from: number): string | null {
  const found = text.slice(from, from + longestLabel).indexOf(dashes)
  return found < 0 ? null : text.slice(from, from + found)
}
