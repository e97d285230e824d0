import { trim } from './characters'

/** A number as .NET prints a double by itself: as short as gives it back, with an exponent where it is long. */
export function formatDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞'
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [mantissa = '', exponent = '0'] = Math.abs(value).toExponential().split('e')
  const digits = mantissa.replace('.', '')
  const sign = value < 0 ? '-' : ''
  return sign + layOut(digits, Number(exponent) + 1)
}

/** Digits with the decimal point before the one with this index. */
function layOut(digits: string, point: number): string {
  if (point > Math.max(digits.length, 15) || point < -4 + 1) {
    const rest = digits.slice(1)
    const exponent = point - 1
    const size = String(Math.abs(exponent)).padStart(2, '0')
    return `${digits.charAt(0)}${rest === '' ? '' : `.${rest}`}E${exponent < 0 ? '-' : '+'}${size}`
  }
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`
  const whole = digits.slice(0, point).padEnd(point, '0')
  const fraction = digits.slice(point)
  return fraction === '' ? whole : `${whole}.${fraction}`
}

const doubleForm = /^[\t-\r ]*([-+]?)(?:(\d[\d,]*)(?:\.(\d*))?|\.(\d+))(?:[eE]([-+]?\d+))?[\t-\r ]*$/

/** A text as .NET reads a double in its invariant culture: with a sign, thousands and an exponent. Null when it is none. */
export function parseDouble(text: string): number | null {
  const special = specials.get(trim(text.slice(0, 40)).toLowerCase())
  if (special !== undefined) return special
  const match = doubleForm.exec(text)
  if (match === null) return null
  const [, sign, whole = '', fraction = '', onlyFraction = '', exponent = '0'] = match
  const number = Number(`${whole.replaceAll(',', '') || '0'}.${fraction || onlyFraction || '0'}e${exponent}`)
  return sign === '-' ? -number : number
}

const specials: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY],
  ['+infinity', Number.POSITIVE_INFINITY],
  ['-infinity', Number.NEGATIVE_INFINITY],
  ['∞', Number.POSITIVE_INFINITY],
  ['-∞', Number.NEGATIVE_INFINITY]
])

const integerForm = /^[\t-\r ]*([-+]?\d+)[\t-\r ]*$/

/** A text as .NET reads a whole number of 32 bits. Null when it is none. */
export function parseInt32(text: string): number | null {
  const [, digits] = integerForm.exec(text) ?? []
  const value = Number(digits)
  return digits !== undefined && value >= -(2 ** 31) && value < 2 ** 31 ? value + 0 : null
}
