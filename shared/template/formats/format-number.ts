import { formatDouble } from '../double'
import { formatCustom } from './custom-number'
import { type Digits, exactDigits, rounded, shortDigits } from './digits'

/** A number with what its kind needs besides its digits. */
export type NetNumber =
  | { readonly kind: 'integer'; readonly digits: Digits; readonly value: number }
  | { readonly kind: 'decimal'; readonly digits: Digits }
  | { readonly kind: 'double'; readonly value: number }

/** More decimals than anybody wants are refused before they fill the memory. */
const mostDecimals = 10_000

/** As .NET formats a number in its invariant culture. Null when it refuses the format. */
export function formatNumber(number: NetNumber, format: string): string | null {
  if (number.kind === 'double' && !Number.isFinite(number.value)) return special(number.value)
  const standard = /^([A-Za-z])(\d{0,9})$/.exec(format === '' ? 'G' : format)
  if (standard === null) {
    const custom = number.kind === 'double' ? shortDigits(number.value, 15) : number.digits
    return formatCustom(custom, format)
  }
  const [, letter = '', size = ''] = standard
  const precision = size === '' ? null : Number(size)
  return (precision ?? 0) > mostDecimals ? null : formatStandard(number, letter, precision)
}

const special = (value: number): string => (Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity')

function formatStandard(number: NetNumber, letter: string, precision: number | null): string | null {
  const digits = number.kind === 'double' ? exactDigits(number.value) : number.digits
  switch (letter.toUpperCase()) {
    case 'C':
      return currency(digits, precision ?? 2)
    case 'D':
      return number.kind === 'integer' ? signed(digits, wholePart(digits).padStart(precision ?? 1, '0')) : null
    case 'E':
      return scientific(digits, letter, precision ?? 6)
    case 'F':
      return fixed(digits, precision ?? 2, text => text)
    case 'N':
      return fixed(digits, precision ?? 2, grouped)
    case 'P':
      return `${fixed(shifted(digits, 2), precision ?? 2, grouped)} %`
    case 'G':
      return general(number, letter, precision === 0 ? null : precision)
    case 'R':
      return number.kind === 'double' ? formatDouble(number.value) : null
    case 'X':
      return number.kind === 'integer' ? hexadecimal(number.value, letter, precision ?? 1) : null
    default:
      return null
  }
}

const shifted = (digits: Digits, by: number): Digits =>
  digits.digits === '' ? digits : { ...digits, point: digits.point + by }

const signed = ({ isNegative }: Pick<Digits, 'isNegative'>, text: string): string => (isNegative ? `-${text}` : text)

const wholePart = ({ digits, point }: Digits): string => digits.slice(0, Math.max(point, 0)).padEnd(point, '0') || '0'

/** The digits behind the point, as many as asked for. */
const fraction = ({ digits, point }: Digits, count: number): string =>
  ('0'.repeat(Math.min(Math.max(-point, 0), count)) + digits.slice(Math.max(point, 0)))
    .slice(0, count)
    .padEnd(count, '0')

const grouped = (text: string): string => text.replace(/\B(?=(?:\d{3})+$)/g, ',')

function unsigned(digits: Digits, decimals: number, group: (whole: string) => string): string {
  const whole = group(wholePart(digits))
  return decimals === 0 ? whole : `${whole}.${fraction(digits, decimals)}`
}

function fixed(digits: Digits, decimals: number, group: (whole: string) => string): string {
  const result = rounded(digits, digits.point + decimals)
  return signed(result, unsigned(result, decimals, group))
}

/** The invariant culture has a sign for no currency in particular, and parentheses for debts. */
function currency(digits: Digits, decimals: number): string {
  const result = rounded(digits, digits.point + decimals)
  const text = `¤${unsigned(result, decimals, grouped)}`
  return result.isNegative ? `(${text})` : text
}

function scientific(digits: Digits, letter: string, decimals: number): string {
  const result = rounded(digits, decimals + 1)
  const all = result.digits.padEnd(decimals + 1, '0')
  const mantissa = decimals === 0 ? all : `${all.charAt(0)}.${all.slice(1)}`
  return signed(result, mantissa + exponentOf(result, letter === 'E' ? 'E' : 'e', 3))
}

function exponentOf({ digits, point }: Digits, letter: string, size: number): string {
  const exponent = digits === '' ? 0 : point - 1
  return `${letter}${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(size, '0')}`
}

function general(number: NetNumber, letter: string, precision: number | null): string {
  if (number.kind === 'double' && precision === null) {
    const text = formatDouble(number.value)
    return letter === 'g' ? text.replace('E', 'e') : text
  }
  if (number.kind !== 'double' && precision === null) return plainDecimal(number.digits)
  const all =
    number.kind === 'double'
      ? (precision ?? 0) > 15
        ? exactDigits(number.value)
        : shortDigits(number.value, Math.min(precision ?? 15, 15))
      : number.digits
  const result = rounded(all, precision ?? all.digits.length)
  if (result.digits === '') return signed(result, '0')
  if (result.point > (precision ?? 0) || result.point < -3) {
    const rest = result.digits.slice(1)
    const mantissa = rest === '' ? result.digits : `${result.digits.charAt(0)}.${rest}`
    return signed(result, mantissa + exponentOf(result, letter === 'G' ? 'E' : 'e', 2))
  }
  return signed(
    result,
    unsigned(result, Math.max(0, result.digits.length - result.point), text => text)
  )
}

/** All digits, with the zeros at the end that a decimal number remembers. */
function plainDecimal(digits: Digits): string {
  return signed(
    digits,
    unsigned(digits, Math.max(0, digits.digits.length - digits.point), text => text)
  )
}

const hexadecimal = (value: number, letter: string, size: number): string => {
  const text = (value >>> 0).toString(16).padStart(size, '0')
  return letter === 'X' ? text.toUpperCase() : text
}
