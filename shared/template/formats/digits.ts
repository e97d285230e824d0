/**
 * A number as its digits, so that nothing is lost on the way into a text: 0.DIGITS times ten to the power of `point`.
 * Without leading zeros; zero has no digits.
 */
export interface Digits {
  readonly isNegative: boolean
  readonly digits: string
  readonly point: number
  readonly kind: 'integer' | 'decimal' | 'double'
}

/** Leading zeros go, trailing ones only where they mean nothing. */
export function normalised(number: Digits, keepsTrailing = false): Digits {
  const start = /^0*/.exec(number.digits)?.[0].length ?? 0
  const digits = number.digits.slice(start)
  const point = number.point - start
  if (/^0*$/.test(digits)) return { ...number, digits: '', point: keepsTrailing ? point : 0 }
  return { ...number, digits: keepsTrailing ? digits : digits.replace(/0+$/, ''), point }
}

/** Keeps the first so many digits; half goes away from zero, as in .NET. Trailing zeros go. */
export function rounded(number: Digits, count: number): Digits {
  const { digits, point } = number
  if (count >= digits.length) return normalised(number)
  const kept = digits.slice(0, Math.max(count, 0))
  if (count < 0 || digits.charAt(count) < '5')
    return /^0*$/.test(kept) ? zero(number) : normalised({ ...number, digits: kept })
  const up = String(BigInt(kept === '' ? '0' : kept) + 1n).padStart(count, '0')
  return normalised({ ...number, digits: up, point: point + up.length - count })
}

const zero = (number: Digits): Digits => ({
  ...number,
  digits: '',
  point: 0,
  isNegative: number.isNegative && number.kind === 'double'
})

/** The whole value of a double, to its last digit. */
export function exactDigits(value: number): Digits {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, Math.abs(value))
  const bits = view.getBigUint64(0)
  const exponent = Number(bits >> 52n)
  const fraction = bits & 0xf_ffff_ffff_ffffn
  const mantissa = exponent === 0 ? fraction : fraction | 0x10_0000_0000_0000n
  const power = Math.max(exponent, 1) - 1075
  const scaled = power >= 0 ? mantissa << BigInt(power) : mantissa * 5n ** BigInt(-power)
  const digits = String(scaled)
  return normalised({ ...signOf(value), digits, point: digits.length + Math.min(power, 0) })
}

/** A double to so many digits; without a count to as many as give it back. */
export function shortDigits(value: number, count?: number): Digits {
  const [mantissa = '', exponent = '0'] = Math.abs(value)
    .toExponential(count === undefined ? undefined : count - 1)
    .split('e')
  return normalised({ ...signOf(value), digits: mantissa.replace('.', ''), point: Number(exponent) + 1 })
}

const signOf = (value: number) => ({ isNegative: value < 0 || Object.is(value, -0), kind: 'double' }) as const

const decimalForm = /^[\t-\r ]*([-+]?)[\t-\r ]*(?:(\d[\d,]*)\.?(\d*)|\.(\d+))[\t-\r ]*([-+]?)[\t-\r ]*$/
/** Longer texts would only keep the pattern busy. */
const longestNumber = 1_000
const largestDecimal = 79_228_162_514_264_337_593_543_950_335n

/** A text as .NET reads a decimal number: with thousands, without an exponent, and to 28 or 29 digits. */
export function parseDecimal(text: string): Digits | null {
  const match = text.length > longestNumber ? null : decimalForm.exec(text)
  const [whole, before, integer = '', fraction = '', onlyFraction = '', after] = match ?? []
  if (whole === undefined || (before !== '' && after !== '')) return null
  const left = integer.replaceAll(',', '').replace(/^0+/, '')
  if (left.length > 29 || BigInt(left === '' ? 0 : left) > largestDecimal) return null
  const digits = left + (fraction || onlyFraction)
  const isNegative = before === '-' || after === '-'
  const number: Digits = { isNegative, digits: digits.slice(0, left.length + 28), point: left.length, kind: 'decimal' }
  const significant = normalised(number, true)
  const fitting = significant.digits.length <= 28 ? significant : rounded(significant, 28)
  return fitting.digits === '' ? { ...fitting, isNegative: false } : fitting
}

/** A whole number. */
export function integerDigits(value: number): Digits {
  const digits = String(Math.abs(value))
  return normalised({ isNegative: value < 0, digits, point: digits.length, kind: 'integer' })
}
