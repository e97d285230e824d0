/** A schedule that people can put together without knowing cron. */
export type Preset =
  /** At minutes that divide the hour evenly. */
  | { readonly kind: 'minutes'; readonly every: number }
  /** At hours that divide the day evenly, at a minute of them. */
  | { readonly kind: 'hours'; readonly every: number; readonly minute: number }
  /** On these days of the week, 0 for Sunday; none for every day. */
  | { readonly kind: 'days'; readonly weekdays: readonly number[]; readonly time: DayTime }
  | { readonly kind: 'months'; readonly day: number | 'last'; readonly time: DayTime }

/** A time of the day. */
export interface DayTime {
  readonly hour: number
  readonly minute: number
}

/** The intervals that come to the same times in every hour, and on every day. */
export const minuteIntervals = [1, 5, 10, 15, 20, 30] as const
export const hourIntervals = [1, 2, 3, 4, 6, 8, 12] as const

export const weekdayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const
/** As weeks are written here: from Monday on. */
export const weekdayOrder = [1, 2, 3, 4, 5, 6, 0] as const

/** The cron expression of a preset, of five fields. */
export function cronOf(preset: Preset): string {
  switch (preset.kind) {
    case 'minutes':
      return `${stepOf(preset.every)} * * * *`
    case 'hours':
      return `${preset.minute} ${stepOf(preset.every)} * * *`
    case 'days':
      return `${preset.time.minute} ${preset.time.hour} * * ${weekdaysText(preset.weekdays)}`
    case 'months':
      return `${preset.time.minute} ${preset.time.hour} ${preset.day === 'last' ? 'L' : preset.day} * *`
  }
}

const stepOf = (every: number): string => (every === 1 ? '*' : `*/${every}`)

/** Monday to Friday as a range, since most people know that one. */
function weekdaysText(weekdays: readonly number[]): string {
  const sorted = weekdayOrder.filter(day => weekdays.includes(day))
  if (sorted.length === 0 || sorted.length === 7) return '*'
  return sorted.join(',') === '1,2,3,4,5' ? '1-5' : sorted.join(',')
}

/** The preset that a cron expression is; null where it is none of them. */
export function presetOf(cron: string): Preset | null {
  const all = cron.trim().split(/\s+/)
  const fields = all.length === 6 && all[0] === '0' ? all.slice(1) : all
  const [minute = '', hour = '', day = '', month, weekday = ''] = fields
  if (fields.length !== 5 || month !== '*') return null
  return intervalOf(minute, hour, day, weekday) ?? dailyOf(minute, hour, day, weekday)
}

function intervalOf(minute: string, hour: string, day: string, weekday: string): Preset | null {
  if (day !== '*' || weekday !== '*') return null
  const every = everyOf(minute, minuteIntervals)
  if (every !== null) return hour === '*' ? { kind: 'minutes', every } : null
  const at = numberOf(minute, 59)
  const hours = everyOf(hour, hourIntervals)
  return at === null || hours === null ? null : { kind: 'hours', every: hours, minute: at }
}

function dailyOf(minute: string, hour: string, day: string, weekday: string): Preset | null {
  const [at, of] = [numberOf(minute, 59), numberOf(hour, 23)]
  if (at === null || of === null) return null
  const time = { hour: of, minute: at }
  if (day === '*') {
    const weekdays = weekdaysOf(weekday)
    return weekdays === null ? null : { kind: 'days', weekdays, time }
  }
  if (weekday !== '*') return null
  if (day === 'L') return { kind: 'months', day: 'last', time }
  const number = numberOf(day, 31)
  return number === null || number === 0 ? null : { kind: 'months', day: number, time }
}

function everyOf(field: string, intervals: readonly number[]): number | null {
  if (field === '*') return 1
  const every = field.startsWith('*/') ? numberOf(field.slice(2), 59) : null
  return every !== null && intervals.includes(every) ? every : null
}

function weekdaysOf(field: string): readonly number[] | null {
  if (field === '*') return []
  const days: number[] = []
  for (const part of field.split(',')) {
    const [from = '', to = from, ...more] = part.split('-')
    const [first, last] = [numberOf(from, 6), numberOf(to, 6)]
    if (first === null || last === null || last < first || more.length > 0) return null
    for (let day = first; day <= last; day++) days.push(day)
  }
  return weekdayOrder.filter(day => days.includes(day))
}

function numberOf(text: string, most: number): number | null {
  if (!/^\d{1,2}$/.test(text)) return null
  const number = Number(text)
  return number <= most ? number : null
}
