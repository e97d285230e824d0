import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** The CRC-32 of some bytes as eight hexadecimal digits. */
export const crc32Hex = (bytes: string | Uint8Array): string => crc32(bytes).toString(16).padStart(8, '0')

const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex')

const seal = /,"sum":"([0-9a-f]{64})"\}$/
const sealLength = ',"sum":""}'.length + 64

/**
 * Closes the text of a JSON object, given without its last brace, with a member `sum`: the SHA-256 of all that is
 * before it. So one byte changed anywhere is noticed, and the file stays plain JSON.
 */
export const sealed = (open: string): string => `${open},"sum":"${sha256Hex(open)}"}`

/** The object that was sealed, without its sum; null when the text is not what was written. */
export function unseal(text: string): Readonly<Record<string, unknown>> | null {
  const found = seal.exec(text.slice(-sealLength))
  if (found === null) return null
  const open = text.slice(0, -sealLength)
  if (sha256Hex(open) !== found[1]) return null
  try {
    const value: unknown = JSON.parse(`${open}}`)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
