import { parseDouble } from '../double'
import { formatDate } from '../formats/format-date'
import { later, localOffset, type Moment } from '../formats/moment'
import { parseDate } from '../formats/parse-date'
import { type Filter, withOptions } from './filter'

/** The clock's time as a text; there must be nothing in front of it. */
const now =
  (read: (date: Date) => Moment): Filter =>
  (input, options, tools) => {
    const [format = 'O'] = options
    if (input !== null || options.length > 1) return null
    return formatDate(read(tools.now()), format, 'date')
  }

/** Without an offset, as Octostache prints it. */
function localTime(date: Date): Moment {
  const clock = date.getTime() - date.getTimezoneOffset() * 60_000
  return { clock, ticks: 0, offset: null, isUtc: false }
}

const utc = (date: Date): Moment => ({ clock: date.getTime(), ticks: 0, offset: 0, isUtc: true })

const hour = 3_600_000

/** What is added is a number of hours or days; the offset stays as it was written. */
const added = (unit: number): Filter =>
  withOptions(1, 1, (input, [amount = '']) => {
    const moment = parseDate(input)
    const count = parseDouble(amount)
    if (moment === null || count === null || !Number.isFinite(count)) return null
    const result = later(moment, count * unit)
    return result && formatDate(result, 'O', 'date')
  })

/** A date that knows where its clock stands: here, unless the text says otherwise. */
export const withOffset = (moment: Moment): Moment => ({
  ...moment,
  offset: moment.offset ?? localOffset(moment.clock),
  isUtc: false
})

/** Filters about dates, by their names in lower case. */
export const dates: readonly (readonly [name: string, filter: Filter])[] = [
  ['nowdate', now(localTime)],
  ['nowdateutc', now(utc)],
  ['addhours', added(hour)],
  ['adddays', added(24 * hour)]
]
