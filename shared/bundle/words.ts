const consonants = 'bdfghjklmnprstvz'
const vowels = 'aiou'

/**
 * A fingerprint as eight words that can be read out and compared: 16 bits each, as consonants and vowels in turn.
 * @param hash hex, at least 32 digits; such as the SHA-256 of a public key in DER
 */
export const fingerprintWords = (hash: string): string =>
  Array.from({ length: 8 }, (_, at) => wordOf(Number.parseInt(hash.slice(at * 4, at * 4 + 4), 16))).join(' ')

const wordOf = (bits: number): string =>
  [
    consonants.charAt((bits >> 12) & 15),
    vowels.charAt((bits >> 10) & 3),
    consonants.charAt((bits >> 6) & 15),
    vowels.charAt((bits >> 4) & 3),
    consonants.charAt(bits & 15)
  ].join('')
