import { trim } from '../characters'
import { type Moment, momentOf } from './moment'

const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december'
]
const monthName = `(?<name>${months.map(name => `${name}|${name.slice(0, 3)}`).join('|')})`
const dayName = '(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\\s+)?'
const time =
  '(?<hour>\\d{1,2}):(?<minute>\\d{1,2})(?::(?<second>\\d{1,2})(?:[.,](?<fraction>\\d+))?)?(?:\\s*(?<half>[ap])m?)?'
const zone = '\\s*(?<zone>z|gmt|utc|[-+]\\d{1,2}(?::?\\d{2})?)'
const rest = `(?:(?:t|\\s+|,\\s*)${time})?(?:${zone})?$`

/** The ways of writing a date that the invariant culture reads. Two numbers with a slash are the month first. */
const forms = [
  '(?<year>\\d{4})[-/.](?<month>\\d{1,2})(?:[-/.](?<day>\\d{1,2}))?',
  '(?<month>\\d{1,2})[-/.](?<day>\\d{1,2})[-/.](?<year>\\d{4}|\\d{2})',
  `(?<day>\\d{1,2})[-\\s]\\s*${monthName},?[-\\s]\\s*(?<year>\\d{4}|\\d{2})`,
  `${monthName}\\s+(?<day>\\d{1,2}),?\\s+(?<year>\\d{4})`,
  `(?<year>\\d{4})[-\\s]${monthName}[-\\s](?<day>\\d{1,2})`,
  `${monthName},?\\s+(?<year>\\d{4})`
].map(date => new RegExp(`^${dayName}${date}${rest}`, 'i'))

/** A text as .NET reads a date and time in its invariant culture. Null when it is none; a time alone is none here. */
export function parseDate(text: string): Moment | null {
  const trimmed = trim(text)
  if (trimmed.length > longestDate) return null
  for (const form of forms) {
    const groups = form.exec(trimmed)?.groups
    if (groups !== undefined) return read(groups)
  }
  return null
}

/** Longer ones would only keep the patterns busy. */
const longestDate = 100

function read(groups: Readonly<Record<string, string | undefined>>): Moment | null {
  const number = (name: string, absent: number): number => (groups[name] === undefined ? absent : Number(groups[name]))
  const month = groups.name === undefined ? number('month', 0) : monthOf(groups.name)
  const hour = hourOf(number('hour', 0), groups.half?.toLowerCase())
  if (hour === null) return null
  const year = fullYear(groups.year ?? '')
  const zone = groups.zone?.toLowerCase()
  return momentOf(
    [year, month, number('day', 1), hour, number('minute', 0), number('second', 0)],
    groups.fraction ?? '',
    zone === undefined ? null : offsetOf(zone),
    zone !== undefined && /^[a-z]/.test(zone)
  )
}

const monthOf = (name: string): number => months.findIndex(month => month.startsWith(name.toLowerCase())) + 1

/** Two digits mean a year up to 2049. */
const fullYear = (year: string): number =>
  year.length > 2 ? Number(year) : Number(year) + (Number(year) < 50 ? 2000 : 1900)

function hourOf(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour
  if (hour < 1 || hour > 12) return null
  return (hour % 12) + (half === 'p' ? 12 : 0)
}

function offsetOf(zone: string): number {
  const [, sign, hours = '0', minutes = '0'] = /^([-+])(\d{1,2}):?(\d{2})?$/.exec(zone) ?? []
  const size = Number(hours) * 60 + Number(minutes)
  return sign === '-' ? -size : size
}
