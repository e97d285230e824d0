import { randomInt } from 'node:crypto'
import type { z } from 'zod'

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz'

/** A new identity such as `environment-4k0a9xq2zt`: 10 random characters, about 52 bits. */
export function newId<P extends string>(prefix: P): string & z.$brand<P> {
  const random = Array.from({ length: 10 }, () => alphabet[randomInt(alphabet.length)]).join('')
  return `${prefix}-${random}` as string & z.$brand<P>
}
