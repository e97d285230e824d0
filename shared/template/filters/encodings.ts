const utf8Encoder = new TextEncoder()
const utf8Decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** How a text becomes bytes and comes back. */
export interface Encoding {
  encode(text: string): Uint8Array
  decode(bytes: Uint8Array): string
}

const utf8: Encoding = { encode: text => utf8Encoder.encode(text), decode: bytes => utf8Decoder.decode(bytes) }

const utf16: Encoding = {
  encode(text) {
    const bytes = new Uint8Array(text.length * 2)
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      bytes[2 * i] = code & 0xff
      bytes[2 * i + 1] = code >>> 8
    }
    return bytes
  },
  decode(bytes) {
    const parts: string[] = []
    for (let i = 0; i + 1 < bytes.length; i += 2) {
      parts.push(String.fromCharCode((bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8)))
    }
    return parts.join('') + (bytes.length % 2 === 1 ? '\ufffd' : '')
  }
}

const encodings: ReadonlyMap<string, Encoding> = new Map([
  ['utf8', utf8],
  ['utf-8', utf8],
  ['unicode', utf16]
])

/** By the names that filters know; `unicode` is UTF-16 with the low byte first. Case does not matter. */
export const encodingOf = (name: string): Encoding | undefined => encodings.get(name.toLowerCase())

const base64Signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let i = 0; i < bytes.length; i += 3) {
    const block = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    const signs = [18, 12, 6, 0].map(shift => base64Signs.charAt((block >>> shift) & 63)).join('')
    const missing = Math.max(0, i + 3 - bytes.length)
    parts.push(signs.slice(0, 4 - missing) + '='.repeat(missing))
  }
  return parts.join('')
}

/** Undefined when the text is no base64; white space in it does not matter, padding does. */
export function fromBase64(text: string): Uint8Array | undefined {
  const signs = text.replace(/[ \t\r\n]/g, '')
  if (signs.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(signs)) return undefined
  const { length } = signs.replace(/=+$/, '')
  const bytes = new Uint8Array((length * 3) >>> 2)
  for (let i = 0, bits = 0, at = 0; i < length; i++) {
    bits = ((bits << 6) | base64Signs.indexOf(signs.charAt(i))) & 0xffff
    const have = (i % 4) * 6 + 6 - 8 * (i % 4 === 0 ? 0 : (i % 4) - 1)
    if (i % 4 !== 0) bytes[at++] = (bits >>> (have - 8)) & 0xff
  }
  return bytes
}
