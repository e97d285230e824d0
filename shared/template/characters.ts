// Kinds of signs as .NET has them, one UTF-16 unit at a time.

const isAsciiSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13)

/** White space as .NET knows it: with U+0085 and without U+FEFF, unlike JavaScript's. */
export function isWhiteSpace(code: number): boolean {
  if (code < 128) return isAsciiSpace(code)
  return (
    code === 0x85 ||
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  )
}

const letterOrDigit = /[\p{L}\p{Nd}]/u
const plainSigns: ReadonlySet<number> = new Set(
  Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-:/~()@', sign => sign.charCodeAt(0))
)

/** What a name may hold besides white space; also what an option may hold without quotes. */
export const isNameSign = (code: number): boolean =>
  code < 128 ? plainSigns.has(code) : letterOrDigit.test(String.fromCharCode(code))

/** What names are compared by. */
export const fold = (text: string): string => text.toLowerCase()

/** Without white space at the start, as .NET trims. */
export function trimStart(text: string): string {
  let start = 0
  while (start < text.length && isWhiteSpace(text.charCodeAt(start))) start++
  return text.slice(start)
}

/** Without white space at the end, as .NET trims. */
export function trimEnd(text: string): string {
  let end = text.length
  while (end > 0 && isWhiteSpace(text.charCodeAt(end - 1))) end--
  return text.slice(0, end)
}

/** Without white space around it, as .NET trims. */
export const trim = (text: string): string => trimStart(trimEnd(text))

/** The first characters of a text that do not grow when their case changes; .NET maps one to one. */
const mapEach = (text: string, map: (sign: string) => string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
  /^[\u0000-\u007f]*$/.test(text)
    ? map(text)
    : Array.from(text, sign => {
        const mapped = map(sign)
        return mapped.length === sign.length ? mapped : sign
      }).join('')

export const upperCase = (text: string): string => mapEach(text, sign => sign.toUpperCase())
export const lowerCase = (text: string): string => mapEach(text, sign => sign.toLowerCase())
