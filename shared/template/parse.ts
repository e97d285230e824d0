import type { Template, TextToken, Token } from './ast'
import { BoundedCache } from './bounded-cache'
import { TokenReader } from './parse-tokens'
import { depthLimit, Scan, TooDeep } from './scan'

/** `position` counts UTF-16 units from the start and says where the text cannot be read any further. */
export type Parsing =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly error: string; readonly position: number }

const cacheCapacity = 16_000_000
const strict = new BoundedCache<Parsing>(cacheCapacity)
const lenient = new BoundedCache<Template>(cacheCapacity)

/** Reads a text from end to end. One token that cannot be read makes the whole text unreadable, as in Octostache. */
export const parse = (text: string): Parsing => strict.get(text, parseStrictly)

/**
 * Reads a text and takes what cannot be read for plain text, up to where the reader got stuck. Only where constructs lie
 * too deep in each other is the whole text plain.
 */
export const parseLeniently = (text: string): Template => lenient.get(text, parseAround)

function parseStrictly(text: string): Parsing {
  const scan = new Scan(text)
  const reader = new TokenReader(scan)
  const tokens: Token[] = []
  try {
    while (!scan.isAtEnd) {
      const { at } = scan
      const token = reader.token()
      if (token === undefined) return failure(text, reader.furthestFrom(at))
      tokens.push(token)
    }
  } catch (error) {
    return tooDeep(error)
  }
  return { ok: true, template: { tokens } }
}

function parseAround(text: string): Template {
  const scan = new Scan(text)
  const reader = new TokenReader(scan)
  const tokens: Token[] = []
  try {
    while (!scan.isAtEnd) {
      const { at } = scan
      const token = reader.token()
      if (token !== undefined) tokens.push(token)
      else {
        const end = reader.furthestFrom(at)
        tokens.push(plain(text, at, end))
        scan.at = end
      }
    }
    return { tokens }
  } catch (error) {
    tooDeep(error)
    return { tokens: [plain(text, 0, text.length)] }
  }
}

const plain = (text: string, start: number, end: number): TextToken => ({
  kind: 'text',
  text: text.slice(start, end),
  start,
  end
})

function failure(text: string, position: number): Parsing {
  const found = position < text.length ? `'${text[position]}'` : 'end of the text'
  const before = text.slice(0, position).split('\n')
  const place = `Line ${before.length}, Column ${(before.at(-1)?.length ?? 0) + 1}`
  return { ok: false, error: `Parsing failure: unexpected ${found} (${place})`, position }
}

function tooDeep(error: unknown): Parsing {
  if (!(error instanceof TooDeep)) throw error
  const message = `Parsing failure: tokens lie more than ${depthLimit} deep in each other`
  return { ok: false, error: message, position: error.at }
}
