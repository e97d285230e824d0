import type { OutputFact } from '@shared/deployment'

/** The most characters of one fact's text, unless a single line is longer. */
export const textLimit = 64 * 1024

/** Decodes whole lines: invalid bytes become U+FFFD, CRLF becomes LF, the last line break goes. */
export function toText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  const unix = text.includes('\r') ? text.replaceAll('\r\n', '\n').replace(/\r$/, '') : text
  return unix.endsWith('\n') ? unix.slice(0, -1) : unix
}

/** Some lines, joined by line breaks, and how many they are. */
export type TextPart = Pick<OutputFact, 'text' | 'lines'>

/** Cuts text between lines into parts of at most `textLimit` characters, or of one line. */
export function splitText(text: string): readonly TextPart[] {
  const parts: TextPart[] = []
  let from = 0
  while (text.length - from > textLimit) {
    const before = text.lastIndexOf('\n', from + textLimit)
    const cut = before > from ? before : text.indexOf('\n', from + textLimit)
    if (cut === -1) break
    parts.push(counted(text.slice(from, cut)))
    from = cut + 1
  }
  parts.push(counted(text.slice(from)))
  return parts
}

function counted(text: string): TextPart {
  let lines = 1
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++
  return { text, lines }
}
