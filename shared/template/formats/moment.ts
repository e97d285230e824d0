/** A date and time as it stands on a clock, with where that clock stands. */
export interface Moment {
  /** Milliseconds since 1970 if the clock stood at Greenwich. */
  readonly clock: number
  /** What is beyond the milliseconds, in units of 100 ns: 0 to 9999. */
  readonly ticks: number
  /** Minutes before Greenwich; null when nobody knows. */
  readonly offset: number | null
  /** Whether the text said `Z`. */
  readonly isUtc: boolean
}

const minute = 60_000

/** Minutes by which this computer's clock was before Greenwich at this time of its own. */
export function localOffset(clock: number): number {
  const date = new Date(clock)
  const local = new Date(0)
  local.setFullYear(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate())
  local.setHours(date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds(), 0)
  return -local.getTimezoneOffset()
}

/** The same moment on a clock with another offset. */
export const atOffset = (moment: Moment, offset: number): Moment => ({
  ...moment,
  clock: moment.clock + (offset - (moment.offset ?? localOffset(moment.clock))) * minute,
  offset,
  isUtc: false
})

export const atGreenwich = (moment: Moment): Moment => ({ ...atOffset(moment, 0), isUtc: true })

/** The same moment on this computer's clock. */
export function atHome(moment: Moment): Moment {
  const { clock } = atOffset(moment, 0)
  return atOffset(moment, -new Date(clock).getTimezoneOffset())
}

const firstMoment = Date.UTC(1, 0, 1) - (Date.UTC(1901, 0, 1) - yearOne(1))
const lastMoment = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** `Date.UTC` takes years below 100 for those of the twentieth century. */
function yearOne(year: number): number {
  const date = new Date(0)
  date.setUTCFullYear(year, 0, 1)
  return date.getTime()
}

/** Later by so many milliseconds, to the unit of 100 ns. Null beyond the years 1 to 9999. */
export function later(moment: Moment, milliseconds: number): Moment | null {
  const whole = Math.floor(milliseconds)
  const ticks = moment.ticks + Math.round((milliseconds - whole) * 10_000)
  const clock = moment.clock + whole + Math.floor(ticks / 10_000)
  return clock >= firstMoment && clock <= lastMoment ? { ...moment, clock, ticks: ticks % 10_000 } : null
}

/** The parts of a date as numbers, or null when the calendar has no such day or the clock no such time. */
export function momentOf(
  [year, month, day, hour, minutes, seconds]: readonly [number, number, number, number, number, number],
  fraction: string,
  offset: number | null,
  isUtc: boolean
): Moment | null {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (year < 1 || year > 9999 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
  if (hour > 23 || minutes > 59 || seconds > 59 || Math.abs(offset ?? 0) > 14 * 60) return null
  date.setUTCHours(hour, minutes, seconds)
  const ticks = Math.round(Number(`0.${fraction || '0'}`) * 10_000_000)
  return later({ clock: date.getTime(), ticks: 0, offset, isUtc }, ticks / 10_000)
}
