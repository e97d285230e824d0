// Sets of signs, as .NET has them, in the notation of JavaScript's flag v.

const wordSigns = '\\p{L}\\p{Mn}\\p{Nd}\\p{Pc}'
const word = `[${wordSigns}]`

/** What an escape of a set stands for, inside and outside of brackets. */
export const sets: ReadonlyMap<string, string> = new Map([
  ['d', '\\p{Nd}'],
  ['D', '\\P{Nd}'],
  ['w', word],
  ['W', `[^${wordSigns}]`],
  ['s', '[\\t-\\r\\x85\\p{Z}]'],
  ['S', '[^\\t-\\r\\x85\\p{Z}]']
])

const wordBoundary = `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`
const noWordBoundary = `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`

/** What an escape of a place stands for. */
export const places: ReadonlyMap<string, string> = new Map([
  ['A', '(?<![^])'],
  ['z', '(?![^])'],
  ['Z', '(?=\\n?(?![^]))'],
  ['b', wordBoundary],
  ['B', noWordBoundary]
])

const controls: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['r', '\r'],
  ['v', '\v'],
  ['f', '\f'],
  ['n', '\n'],
  ['e', '\x1b']
])

const codes = /x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|c([A-Za-z])|(0[0-7]{0,2})/y

/** The sign that an escape stands for, and how long the escape is without its backslash. Undefined for what is not one sign. */
export function escapedSign(
  pattern: string,
  at: number
): { readonly sign: string; readonly length: number } | undefined {
  codes.lastIndex = at
  const match = codes.exec(pattern)
  if (match !== null) {
    const [whole, hex, unicode, control, octal] = match
    const code =
      control === undefined
        ? Number.parseInt(hex ?? unicode ?? octal ?? '', octal ? 8 : 16)
        : control.toUpperCase().charCodeAt(0) - 64
    return { sign: String.fromCharCode(code), length: whole.length }
  }
  const sign = pattern.charAt(at)
  const control = controls.get(sign)
  if (control !== undefined) return { sign: control, length: 1 }
  return /[A-Za-z0-9]|^$/.test(sign) ? undefined : { sign, length: 1 }
}

/** One sign as a pattern that matches it alone. */
export const literal = (sign: string): string =>
  /[A-Za-z0-9_]/.test(sign) ? sign : `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`

/** One sign whatever its case, as a pattern. */
export function anyCase(sign: string): string {
  const [lower, upper] = [sign.toLowerCase(), sign.toUpperCase()]
  return lower === upper || lower.length !== upper.length ? literal(sign) : `[${literal(lower)}${literal(upper)}]`
}
