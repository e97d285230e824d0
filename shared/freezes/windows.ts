import type { EnvironmentId, ProjectId } from '../ids'
import type { Freeze } from '../model/freeze'

/** A time of a freeze, in milliseconds since 1970 UTC: `from` belongs to it, `to` does not. */
export interface FreezeWindow {
  readonly from: number
  readonly to: number
}

type Times = Pick<Freeze, 'startsAt' | 'endsAt' | 'repeats'>

const day = 24 * 60 * 60 * 1000

/** What a clock on the wall shows. Months count from 0, as those of Date. */
interface WallTime {
  readonly year: number
  readonly month: number
  readonly date: number
  readonly time: readonly [hours: number, minutes: number, seconds: number, milliseconds: number]
}

const wallOf = (at: number): WallTime => {
  const then = new Date(at)
  return {
    year: then.getFullYear(),
    month: then.getMonth(),
    date: then.getDate(),
    time: [then.getHours(), then.getMinutes(), then.getSeconds(), then.getMilliseconds()]
  }
}

const asUtc = ({ year, month, date, time }: WallTime): number => Date.UTC(year, month, date, ...time)

/** How far the clock of this machine is ahead of UTC at a moment, in milliseconds. */
const aheadAt = (at: number): number => -new Date(at).getTimezoneOffset() * 60_000

/**
 * The moments at which the clock shows this: one as a rule, two where it is set back. Where it is set forward and never
 * shows it, those before and after the gap. A freeze begins at the earliest of them and ends at the latest.
 */
function momentsOf(wall: WallTime): readonly [earliest: number, latest: number] {
  const utc = asUtc(wall)
  const candidates = [utc - aheadAt(utc - day), utc - aheadAt(utc + day)]
  const shown = candidates.filter(at => at + aheadAt(at) === utc)
  const found = shown.length > 0 ? shown : candidates
  return [Math.min(...found), Math.max(...found)]
}

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month + 1, 0)).getUTCDate()

/** The same date so many months later; the last of the month where it has no such day. */
function monthsLater(wall: WallTime, months: number): WallTime {
  const all = wall.year * 12 + wall.month + months
  const [year, month] = [Math.floor(all / 12), ((all % 12) + 12) % 12]
  return { ...wall, year, month, date: Math.min(wall.date, daysIn(year, month)) }
}

const daysLater = (wall: WallTime, days: number): WallTime => {
  const moved = new Date(Date.UTC(wall.year, wall.month, wall.date + days))
  return { ...wall, year: moved.getUTCFullYear(), month: moved.getUTCMonth(), date: moved.getUTCDate() }
}

function later(wall: WallTime, repeats: NonNullable<Freeze['repeats']>, times: number): WallTime {
  if (repeats === 'daily') return daysLater(wall, times)
  if (repeats === 'weekly') return daysLater(wall, 7 * times)
  return monthsLater(wall, repeats === 'monthly' ? times : 12 * times)
}

/** The window of a repetition; 0 for the first one. It goes over as many midnights as the first, to the same time of day. */
export function windowNumber({ startsAt, endsAt, repeats }: Times, times: number): FreezeWindow {
  if (repeats === undefined || times === 0) return { from: startsAt, to: endsAt }
  const [first, last] = [wallOf(startsAt), wallOf(endsAt)]
  const noon = [12, 0, 0, 0] as const
  const midnights = Math.round((asUtc({ ...last, time: noon }) - asUtc({ ...first, time: noon })) / day)
  const start = later(first, repeats, times)
  const end = { ...daysLater(start, midnights), time: last.time }
  return { from: momentsOf(start)[0], to: momentsOf(end)[1] }
}

/** The longest time between two beginnings, in days: whoever divides by it never comes out too late. */
const longestPeriod = { daily: 1, weekly: 7, monthly: 31, yearly: 366 } as const

/** The window that is under way at a moment, or else the next one; null when it is over for good. */
export function windowAt(freeze: Times, at: number): FreezeWindow | null {
  const { startsAt, repeats } = freeze
  if (repeats === undefined) return at < freeze.endsAt ? windowNumber(freeze, 0) : null
  const passed = (at - startsAt) / (longestPeriod[repeats] * day)
  for (let times = Math.max(0, Math.floor(passed) - 2); ; times++) {
    const window = windowNumber(freeze, times)
    if (at < window.to) return window
  }
}

/** Whether a moment lies in one of its windows. */
export const isFrozenAt = (freeze: Times, at: number): boolean => {
  const window = windowAt(freeze, at)
  return window !== null && window.from <= at
}

/** The most that one window may take before it runs into the next one, in days. */
const shortestPeriod = { daily: 1, weekly: 7, monthly: 28, yearly: 365 } as const

/** Whether its windows would run into each other. */
export const runsIntoItself = ({ startsAt, endsAt, repeats }: Times): boolean =>
  repeats !== undefined && endsAt - startsAt > shortestPeriod[repeats] * day

/** Where something is deployed to. */
export interface FreezePlace {
  readonly projectId: ProjectId
  readonly environmentId: EnvironmentId
}

/** Whether a freeze is about a place; one that names nothing is about everything. */
export const concerns = (
  { projects, environments }: Pick<Freeze, 'projects' | 'environments'>,
  { projectId, environmentId }: FreezePlace
): boolean => (projects?.includes(projectId) ?? true) && (environments?.includes(environmentId) ?? true)

/** A freeze that is under way, with its window. */
export interface ActiveFreeze {
  readonly freeze: Freeze
  readonly window: FreezeWindow
}

/** The freezes that keep a place closed at a moment, the one that lasts longest first. */
export const freezesOf = (freezes: readonly Freeze[], place: FreezePlace, at: number): readonly ActiveFreeze[] =>
  freezes
    .flatMap(freeze => {
      const window = concerns(freeze, place) ? windowAt(freeze, at) : null
      return window !== null && window.from <= at ? [{ freeze, window }] : []
    })
    .sort((a, b) => b.window.to - a.window.to)
