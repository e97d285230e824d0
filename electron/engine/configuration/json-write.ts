import type { JsonNode } from '@shared/lenient-json'
import { distinctMembers } from '@shared/lenient-json'

/** Writes a value with two spaces of indentation, each member in a line of its own, and `\n` between lines. */
export function writeJson(node: JsonNode): string {
  const chunks: string[] = []
  writeNode(node, '\n', chunks)
  return chunks.join('')
}

/** `lineBreak` is a line break with the indentation of the line that the value is in. */
function writeNode(node: JsonNode, lineBreak: string, chunks: string[]): void {
  switch (node.kind) {
    case 'object': {
      const members = distinctMembers(node.members)
      writeAll('{', members, '}', lineBreak, chunks, ({ name, value }, inner) => {
        chunks.push(quoted(name), ': ')
        writeNode(value, inner, chunks)
      })
      break
    }
    case 'array':
      writeAll('[', node.items, ']', lineBreak, chunks, (item, inner) => {
        writeNode(item, inner, chunks)
      })
      break
    case 'string':
      chunks.push(quoted(node.text))
      break
    case 'number':
      chunks.push(writeNumber(node.raw))
      break
    case 'boolean':
      chunks.push(String(node.value))
      break
    case 'null':
      chunks.push('null')
      break
  }
}

function writeAll<Item>(
  open: string,
  items: readonly Item[],
  close: string,
  lineBreak: string,
  chunks: string[],
  writeItem: (item: Item, lineBreak: string) => void
): void {
  const inner = `${lineBreak}  `
  chunks.push(open)
  items.forEach((item, at) => {
    chunks.push(at === 0 ? inner : `,${inner}`)
    writeItem(item, inner)
  })
  chunks.push(items.length === 0 ? close : lineBreak + close)
}

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t']
])

// Line separators of Unicode are escaped, since JavaScript once took them for line breaks.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what has to be found
const toEscape = /["\\\x00-\x1f\x85\u2028\u2029]/g

const quoted = (text: string): string =>
  `"${text.replaceAll(toEscape, char => shortEscapes.get(char) ?? `\\u${hex(char.charCodeAt(0))}`)}"`

const hex = (code: number): string => code.toString(16).padStart(4, '0')

/** A number in its usual form: integers as they are, others as the shortest text of a double. */
export function writeNumber(raw: string): string {
  // JSON has no such numbers; in quotes other readers at least take the document.
  if (/^-?(?:NaN|Infinity)$/.test(raw)) return quoted(raw)
  if (/^0[xX]/.test(raw)) return BigInt(raw).toString()
  if (/^0[0-7]+$/.test(raw)) return BigInt(`0o${raw}`).toString()
  if (/^[-+]?\d+$/.test(raw)) return BigInt(raw.replace('+', '')).toString()
  return writeDouble(Number(raw))
}

/** The shortest text that reads as the same double, with a decimal point or an exponent, as .NET writes it. */
export function writeDouble(value: number): string {
  if (!Number.isFinite(value)) return quoted(String(value))
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const [digits = '0', power = '0'] = Math.abs(value).toExponential().split('e')
  const exponent = Number(power)
  const sign = value < 0 ? '-' : ''
  if (exponent < -5 || exponent >= 15) {
    return `${sign}${digits}E${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
  }
  return sign + withPoint(digits.replace('.', ''), exponent)
}

/** Digits as a decimal number whose first one counts ten to the power of `exponent`. */
function withPoint(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  return `${whole}.${digits.slice(exponent + 1) || '0'}`
}
