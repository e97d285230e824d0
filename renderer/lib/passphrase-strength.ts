export type Strength = 'weak' | 'fair' | 'strong'

const classes = [
  { pattern: /[a-z]/, size: 26 },
  { pattern: /[A-Z]/, size: 26 },
  { pattern: /[0-9]/, size: 10 },
  { pattern: /[^a-zA-Z0-9]/, size: 32 }
] as const

/** Bits from which on guessing takes long even for somebody with many machines. */
const fairFrom = 45
const strongFrom = 70

/**
 * A hint how hard a passphrase is to guess, from its length and variety. It knows no dictionary, so it flatters words:
 * it is there to make a passphrase longer, not to vouch for it.
 */
export function strengthOf(passphrase: string): Strength {
  const alphabet = classes.reduce((sum, { pattern, size }) => sum + (pattern.test(passphrase) ? size : 0), 0)
  // Repeated and neighbouring characters, as in aaaa and 1234, add next to nothing.
  let counted = 0
  let before: number | null = null
  for (const character of passphrase) {
    const code = character.codePointAt(0) ?? 0
    counted += before !== null && Math.abs(code - before) <= 1 ? 0.2 : 1
    before = code
  }
  const distinct = new Set(passphrase).size
  const bits = Math.min(counted, distinct * 2) * Math.log2(Math.max(alphabet, 2))
  if (bits >= strongFrom) return 'strong'
  return bits >= fairFrom ? 'fair' : 'weak'
}
