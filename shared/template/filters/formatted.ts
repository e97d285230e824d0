import { parseDouble, parseInt32 } from '../double'
import { integerDigits, parseDecimal } from '../formats/digits'
import { formatDate } from '../formats/format-date'
import { formatNumber } from '../formats/format-number'
import { atHome, type Moment } from '../formats/moment'
import { parseDate } from '../formats/parse-date'
import { withOffset } from './dates'
import { type Filter, withOptions } from './filter'

/** `Format`: with one option the text is a decimal number or else a date; with two the first says what it is. */
export const formatted: Filter = withOptions(1, 2, (input, options) => {
  const [first = '', second] = options
  if (second === undefined) return asDecimal(input, first) ?? asOffset(input, first)
  return readers.get(first.toLowerCase())?.(input, second) ?? null
})

type Reader = (input: string, format: string) => string | null

const asDecimal: Reader = (input, format) => {
  const digits = parseDecimal(input)
  return digits && formatNumber({ kind: 'decimal', digits }, format)
}

const asInteger: Reader = (input, format) => {
  const value = parseInt32(input)
  return value === null ? null : formatNumber({ kind: 'integer', value, digits: integerDigits(value) }, format)
}

const asDouble: Reader = (input, format) => {
  const value = parseDouble(input)
  return value === null ? null : formatNumber({ kind: 'double', value }, format)
}

const asOffset: Reader = (input, format) => {
  const moment = parseDate(input)
  return moment && formatDate(withOffset(moment), format, 'offset')
}

/** As .NET reads a date that has an offset: on this computer's clock. */
const asDate: Reader = (input, format) => {
  const moment: Moment | null = parseDate(input)
  return moment && formatDate(moment.offset === null ? moment : atHome(moment), format, 'date')
}

const readers: ReadonlyMap<string, Reader> = new Map([
  ['int', asInteger],
  ['int32', asInteger],
  ['double', asDouble],
  ['decimal', asDecimal],
  ['date', asDate],
  ['datetime', asDate],
  ['datetimeoffset', asOffset]
])
