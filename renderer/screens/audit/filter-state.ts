import type { AuditFilter } from '@shared/audit'
import type { EnvironmentId, ProjectId } from '@shared/ids'

/** What the filter bar holds. */
export interface FilterState {
  readonly projectId: ProjectId | null
  readonly environmentId: EnvironmentId | null
  readonly user: string | null
  readonly period: Period
  /** Days as `2026-03-31`, or empty; they count for the period `days` only. */
  readonly from: string
  readonly to: string
  readonly text: string
}

export type Period = 'all' | 'today' | 'week' | 'month' | 'days'

export const periodNames: Readonly<Record<Period, string>> = {
  all: 'Any time',
  today: 'Today',
  week: 'Last 7 days',
  month: 'Last 30 days',
  days: 'From … to …'
}

export const everything: FilterState = {
  projectId: null,
  environmentId: null,
  user: null,
  period: 'all',
  from: '',
  to: '',
  text: ''
}

/** The start of a day of this workstation's calendar, `days` later; undefined for what is no day. */
function startOf(day: string, days = 0): number | undefined {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? []
  if (year === undefined) return undefined
  const moment = new Date(Number(year), Number(month) - 1, Number(date) + days).getTime()
  return moment >= 0 ? moment : undefined
}

/** Midnight `days` before the day of `now`. */
const midnight = (now: number, days: number): number => {
  const date = new Date(now)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - days).getTime()
}

/** From when to when, in ms since 1970 UTC. */
function spanOf({ period, from, to }: FilterState, now: number): Pick<AuditFilter, 'from' | 'to'> {
  if (period === 'today') return { from: midnight(now, 0) }
  if (period === 'week') return { from: midnight(now, 6) }
  if (period === 'month') return { from: midnight(now, 29) }
  if (period === 'all') return {}
  const [start, end] = [startOf(from), startOf(to, 1)]
  return { ...(start === undefined ? {} : { from: start }), ...(end === undefined ? {} : { to: end }) }
}

/** The filter bar as a filter. */
export const toFilter = (state: FilterState, now: number): AuditFilter => ({
  ...(state.projectId === null ? {} : { projectId: state.projectId }),
  ...(state.environmentId === null ? {} : { environmentId: state.environmentId }),
  ...(state.user === null ? {} : { user: state.user }),
  ...(state.text.trim() === '' ? {} : { text: state.text.trim() }),
  ...spanOf(state, now)
})
