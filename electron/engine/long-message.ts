/**
 * Follows a message beyond the length that can be kept, to find where it ends. Nothing of it may be shown, for its value
 * may be a secret that is declared only after it; but what is a log behind an opening by chance must not vanish either.
 * So it goes on up to its `]`, of whatever length, as long as it can be a message: values of base64, and little between
 * them. Where it cannot, it is over with the line, unless what is known of it says that it holds a secret.
 */
export interface LongMessage {
  /** Where in these bytes its `]` is, or the first byte that cannot be its; null when it goes on behind them. */
  end(bytes: Buffer): number | null
}

const close = 0x5d
/** More than names, keys and white space between two values come to. */
const mostBetween = 4096

const flagged = (signs: RegExp): Uint8Array =>
  Uint8Array.from({ length: 128 }, (_, code) => (signs.test(String.fromCharCode(code)) ? 1 : 0))

// Also as URLs have it, and with the dashes around a key: both are mistakes that would show a secret.
const inValue = flagged(/[A-Za-z0-9+/=_\s-]/)
const betweenValues = flagged(/[\w.\-=\s]/)
const quotes = flagged(/['"]/)

/** `head`: the message as far as it was kept, behind its `[`. */
export function createLongMessage(head: Buffer): LongMessage {
  if (isDeclaredSecret(head)) {
    return {
      end: bytes => {
        const at = bytes.indexOf(close)
        return at === -1 ? null : at
      }
    }
  }
  let quote = 0
  let between = 0
  const goesOn = (byte: number): boolean => {
    if (quote === 0) {
      if (quotes[byte] !== 1) return betweenValues[byte] === 1 && ++between <= mostBetween
      quote = byte
      return true
    }
    if (byte !== quote) return inValue[byte] === 1
    quote = 0
    between = 0
    return true
  }
  const end = (bytes: Buffer): number | null => {
    for (let at = 0; at < bytes.length; at++) if (!goesOn(bytes[at] ?? 0)) return at
    return null
  }
  const isBroken = end(head) !== null
  return { end: bytes => (isBroken ? 0 : end(bytes)) }
}

const isDeclaredSecret = (head: Buffer): boolean => {
  const text = head.toString('latin1')
  return /^\s*mask\s/.test(text) || /\ssensitive\s*=\s*['"]/i.test(text)
}
