/** `37 %`, `37.5%`. */
const percentage = /\d\s?%/
/** `12.3 MB / 45 MB`. Without units it may as well be a date. */
const share = /\d\s?[kKMGT]?i?B\s?(?:\/|of)\s?\d/

/** A bar between its ends, or two and more of its signs. */
const bar = /(?<=[[|(])[=#>.█▓▒░━╸╺·* -]+(?=[\])|])|[=#>.█▓▒░━╸╺·*-]{2,}/g

/** The longest line that can be progress; longer ones are never a bar. */
const longest = 400

/**
 * What stays the same of a line that tells of progress while its numbers and its bar grow; null for a line that does not
 * tell of any.
 */
export function skeletonOf(line: string): string | null {
  if (line.length > longest || !isProgress(line)) return null
  return line
    .replace(/\d+(?:[.,:]\d+)*/g, '0')
    .replace(bar, '=')
    .replace(/\b(?:[kKMGT]i?)?B\b/g, 'B')
    .replace(/\s+/g, ' ')
    .trim()
}

function isProgress(line: string): boolean {
  // The signs are looked for first: a search for one character is many times as fast as an expression.
  if (line.includes('%')) return percentage.test(line)
  return line.includes('B') && share.test(line)
}
