import { atGreenwich, localOffset, type Moment } from './moment'

/** `date` is .NET's DateTime, which may not know its offset; `offset` is DateTimeOffset, which always does. */
export type DateKind = 'date' | 'offset'

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December'
]

const roundTrip = "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffff"
const standardForms: ReadonlyMap<string, string> = new Map([
  ['d', 'MM/dd/yyyy'],
  ['D', 'dddd, dd MMMM yyyy'],
  ['f', 'dddd, dd MMMM yyyy HH:mm'],
  ['F', 'dddd, dd MMMM yyyy HH:mm:ss'],
  ['g', 'MM/dd/yyyy HH:mm'],
  ['G', 'MM/dd/yyyy HH:mm:ss'],
  ['m', 'MMMM dd'],
  ['M', 'MMMM dd'],
  ['o', `${roundTrip}K`],
  ['O', `${roundTrip}K`],
  ['r', "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'"],
  ['R', "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'"],
  ['s', "yyyy'-'MM'-'dd'T'HH':'mm':'ss"],
  ['t', 'HH:mm'],
  ['T', 'HH:mm:ss'],
  ['u', "yyyy'-'MM'-'dd HH':'mm':'ss'Z'"],
  ['U', 'dddd, dd MMMM yyyy HH:mm:ss'],
  ['y', 'yyyy MMMM'],
  ['Y', 'yyyy MMMM']
])

/** As .NET formats a date in its invariant culture. Null when it refuses the format. */
export function formatDate(moment: Moment, format: string, kind: DateKind): string | null {
  if (format.length > 1) return formatCustom(moment, format)
  const letter = format === '' ? 'G' : format
  const form = standardForms.get(letter)
  if (form === undefined || (letter === 'U' && kind === 'offset')) return null
  if (format === '' && kind === 'offset') return formatCustom(moment, `${form} zzz`)
  const isInGreenwich = letter === 'U' || (kind === 'offset' && /[rRu]/.test(letter))
  return formatCustom(isInGreenwich ? atGreenwich(moment) : moment, form)
}

const pieces = /d+|f+|F+|g+|h+|H+|K|m+|M+|s+|t+|y+|z+|'([^']*)('?)|"([^"]*)("?)|\\([\s\S]?)|%(.?)|[\s\S]/g

function formatCustom(moment: Moment, format: string): string | null {
  let text = ''
  const date = new Date(moment.clock)
  for (const match of format.matchAll(pieces)) {
    const [whole, single, closed, double, closedDouble, escaped, alone] = match
    const quoted = single ?? double
    if (quoted !== undefined && (closed ?? closedDouble) === '') return null
    if (escaped === '' || alone === '' || alone === '%') return null
    const piece = quoted ?? escaped ?? part(alone ?? whole, moment, date)
    if (piece === null) return null
    // A fraction that is nothing takes the point before it along.
    if (/^F/.test(alone ?? whole) && piece === '' && text.endsWith('.')) text = text.slice(0, -1)
    text += piece
  }
  return text
}

function part(form: string, moment: Moment, date: Date): string | null {
  const { length } = form
  const padded = (value: number, size = Math.min(length, 2)): string => String(value).padStart(size, '0')
  switch (form.charAt(0)) {
    case 'd':
      return length < 3 ? padded(date.getUTCDate()) : named(days, date.getUTCDay(), length)
    case 'M':
      return length < 3 ? padded(date.getUTCMonth() + 1) : named(months, date.getUTCMonth(), length)
    case 'y':
      return year(date.getUTCFullYear(), length)
    case 'h':
      return padded(date.getUTCHours() % 12 || 12)
    case 'H':
      return padded(date.getUTCHours())
    case 'm':
      return padded(date.getUTCMinutes())
    case 's':
      return padded(date.getUTCSeconds())
    case 't':
      return (date.getUTCHours() < 12 ? 'AM' : 'PM').slice(0, Math.min(length, 2))
    case 'g':
      return 'A.D.'
    case 'f':
    case 'F':
      return length > 7 ? null : fractionOf(form, date, moment)
    case 'z':
      return offsetText(moment.offset ?? localOffset(moment.clock), length)
    case 'K':
      if (moment.isUtc) return 'Z'
      return moment.offset === null ? '' : offsetText(moment.offset, 3)
    default:
      return form
  }
}

const named = (names: readonly string[], index: number, length: number): string =>
  (names[index] ?? '').slice(0, length === 3 ? 3 : undefined)

const year = (value: number, length: number): string =>
  length < 3 ? String(value % 100).padStart(length, '0') : String(value).padStart(length, '0')

function fractionOf(form: string, date: Date, { ticks }: Moment): string {
  const all = String(date.getUTCMilliseconds() * 10_000 + ticks)
    .padStart(7, '0')
    .slice(0, form.length)
  return form.startsWith('F') ? all.replace(/0+$/, '') : all
}

function offsetText(offset: number, length: number): string {
  const size = Math.abs(offset)
  const hours = String(Math.floor(size / 60)).padStart(Math.min(length, 2), '0')
  const minutes = length < 3 ? '' : `:${String(size % 60).padStart(2, '0')}`
  return `${offset < 0 ? '-' : '+'}${hours}${minutes}`
}
