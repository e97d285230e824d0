import { type DeploymentSummary, hasSucceeded } from '@shared/deployment'
import type { DeploymentId, EnvironmentId, ReleaseId, TenantId } from '@shared/ids'
import { endedAtOf } from '@shared/what-is-there'
import { z } from 'zod'
import type { Turn } from './places'
import type { Standing, StandingTimes } from './store'

/** A deployment, and when it was queued: by that it is told which of several is the newest. */
interface Mark {
  readonly id: DeploymentId
  readonly queuedAt: number
}

/** One that succeeded. */
interface Success extends Mark {
  /** By that it is told which of several is there; absent in records from before it was kept. */
  readonly endedAt?: number | undefined
}

interface StandingPlace {
  readonly environmentId: EnvironmentId
  /** Absent for without a tenant. */
  readonly tenantId?: TenantId | undefined
  readonly newest: Mark
  /** Those that succeeded, the one that ended last first, at most `keptSuccesses` of them. */
  readonly successes: readonly Success[]
}

/** Where one release was deployed to; the id is that of the release. Runs of runbooks are not in it. */
export interface StandingsRecord {
  readonly id: ReleaseId
  readonly places: readonly StandingPlace[]
}

/** More than one, so that it is known what remains where the newest is removed. */
const keptSuccesses = 3

const isMark = (value: unknown): value is Mark =>
  isObject(value) && typeof value.id === 'string' && typeof value.queuedAt === 'number'

const isSuccess = (value: unknown): value is Success =>
  isMark(value) && (!('endedAt' in value) || typeof value.endedAt === 'number')

const isPlace = (value: unknown): value is StandingPlace =>
  isObject(value) &&
  typeof value.environmentId === 'string' &&
  (value.tenantId === undefined || typeof value.tenantId === 'string') &&
  isMark(value.newest) &&
  Array.isArray(value.successes) &&
  value.successes.every(isSuccess)

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** Checked by hand: there are ten thousands of them, and all are read when a workspace is opened. */
export const standingsRecord: z.ZodType<StandingsRecord> = z.custom<StandingsRecord>(
  value =>
    isObject(value) && typeof value.id === 'string' && Array.isArray(value.places) && value.places.every(isPlace),
  'must say where a release was deployed to'
)

/** As readers see it. */
export const standingsIn = (record: StandingsRecord | undefined): readonly Standing[] =>
  (record?.places ?? []).map(({ environmentId, tenantId = null, newest, successes }) => ({
    environmentId,
    tenantId,
    newest: newest.id,
    success: successes[0]?.id ?? null,
    earlier: successes[1]?.id ?? null
  }))

/** Whether a deployment is one of those by which it is known where its release stands. */
export const isNamedIn = (record: StandingsRecord | undefined, id: DeploymentId): boolean =>
  (record?.places ?? []).some(({ newest, successes }) => [newest, ...successes].some(mark => mark.id === id))

/** The same with when they were queued, and when they ended. */
export const standingTimesIn = (record: StandingsRecord | undefined): readonly StandingTimes[] =>
  (record?.places ?? []).map(({ environmentId, tenantId = null, newest, successes }) => ({
    environmentId,
    tenantId,
    newest,
    success: successes[0] === undefined ? null : { id: successes[0].id, endedAt: endOf(successes[0]) }
  }))

const endOf = ({ endedAt, queuedAt }: Success): number => endedAt ?? queuedAt

/**
 * What is known of a release after one of its deployments came to be as `summary` says; the very same record where
 * nothing changes.
 */
export function standingsAfter(
  record: StandingsRecord | undefined,
  summary: DeploymentSummary,
  turn: Turn
): StandingsRecord | undefined {
  if (summary.runbook !== null) return record
  const places = record?.places ?? []
  const before = places.find(isAt(summary))
  const after = placeAfter(before, summary, turn)
  if (after === before) return record
  const others = places.filter(place => place !== before)
  return { id: summary.releaseId, places: [...others, after] }
}

function placeAfter(
  before: StandingPlace | undefined,
  summary: DeploymentSummary,
  { isNew, isNow }: Turn
): StandingPlace {
  const { id, queuedAt } = summary
  const mark = { id, queuedAt }
  const isNewest = before === undefined || isNew || before.newest.queuedAt <= queuedAt
  const newest = isNewest && before?.newest.id !== id ? mark : (before?.newest ?? mark)
  const known = before?.successes ?? []
  const isKnown = known.some(item => item.id === id)
  const one = { ...mark, endedAt: endedAtOf(summary) }
  const successes = isKnown === hasSucceeded(summary) ? known : successesAfter(known, one, { isOne: !isKnown, isNow })
  if (before !== undefined && newest === before.newest && successes === known) return before
  return { ...placeOf(summary), newest, successes }
}

function successesAfter(
  known: readonly Success[],
  one: Success,
  { isOne, isNow }: { readonly isOne: boolean; readonly isNow: boolean }
): readonly Success[] {
  const others = known.filter(({ id }) => id !== one.id)
  if (!isOne) return others
  const later = isNow ? [] : others.filter(other => endOf(other) > endOf(one))
  return [...later, one, ...others.slice(later.length)].slice(0, keptSuccesses)
}

/** What is left once a deployment is gone; null for nothing. `left` says what else there was in its place. */
export function standingsWithout(
  record: StandingsRecord,
  summary: DeploymentSummary,
  left: StandingsRecord | undefined
): StandingsRecord | null {
  const { id } = summary
  const place = record.places.find(isAt(summary))
  if (place === undefined) return record
  const others = record.places.filter(item => item !== place)
  const successes = place.successes.filter(item => item.id !== id)
  const rest = left?.places.find(isAt(summary))
  const isShown = place.newest.id === id
  const newest = isShown ? rest?.newest : place.newest
  if (newest === undefined) return others.length === 0 ? null : { ...record, places: others }
  if (!isShown && successes.length === place.successes.length) return record
  const older = (rest?.successes ?? []).filter(item => successes.every(kept => kept.id !== item.id))
  const kept = [...successes, ...older].slice(0, keptSuccesses)
  return { ...record, places: [...others, { ...placeOf(summary), newest, successes: kept }] }
}

const placeOf = ({ environmentId, tenant }: DeploymentSummary): Pick<StandingPlace, 'environmentId' | 'tenantId'> => ({
  environmentId,
  ...(tenant === undefined ? {} : { tenantId: tenant.id })
})

const isAt =
  ({ environmentId, tenant }: DeploymentSummary) =>
  (place: StandingPlace): boolean =>
    place.environmentId === environmentId && place.tenantId === tenant?.id
