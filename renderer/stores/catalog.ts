import type { AppEvent, CatalogEntity, Input, Output } from '@shared/api'
import { canonicalJson } from '@shared/canonical-json'
import { cellAfter, tenantCellsAfter } from '@shared/dashboard'
import type { DeploymentSummary } from '@shared/deployment'
import type { ProjectId, ReleaseId } from '@shared/ids'
import { openListingAfter } from '@shared/open-tasks'
import { useCallback, useEffect } from 'react'
import { create } from 'zustand'
import { api } from '../api'
import { listAfter, upsertSummary } from '../lib/deployment-list'
import { matrixAfter } from '../lib/release-matrix'
import { releaseTenantsAfter, tenantOverviewAfter } from '../lib/tenant-news'
import { afterFailure, type Load, loading, ready } from './load'
import { type ReadName, reads } from './reads'

interface Entry {
  readonly name: ReadName
  readonly input: Input<ReadName>
  readonly load: Load<unknown>
  /** The news made it old while nobody looked at it. */
  readonly isOld: boolean
}

/** What an answer is after news; null where it has to be asked for again. */
type News = (value: unknown) => unknown

/** An answer that is on its way. */
interface Flight {
  /** News that may be newer than the answer, in their order. */
  readonly meanwhile: News[]
}

/** How many answers of each call are kept that nobody looks at, for going back to them. */
const keptUnwatched = 20

interface Catalog {
  readonly entries: Readonly<Record<string, Entry>>
  /** Fetches unless it was fetched before, and keeps it up to date; returns the undo. */
  watch<Name extends ReadName>(name: Name, input: Input<Name>): () => void
  /** Fetches again; settles when the answer is in. */
  again<Name extends ReadName>(name: Name, input: Input<Name>): Promise<void>
  /**
   * Fetches again what depends on these and is looked at; settles when the answers are in. What nobody looks at is let
   * go of: a form that opens later must not begin with what is old.
   */
  refresh(...entities: readonly CatalogEntity[]): Promise<void>
  receive(event: AppEvent): void
}

const keyOf = (name: ReadName, input: Input<ReadName>): string => `${name} ${canonicalJson(input)}`

/** Everything the window has read, by call and input. Fetched on first use and again whenever it changed and is looked at. */
export const useCatalog = create<Catalog>()((set, get) => {
  /** The newest fetch of each entry; only its answer is taken. */
  const flights = new Map<string, Flight>()
  /** How many look at an entry. */
  const watchers = new Map<string, number>()
  /** What nobody looks at, the longest forgotten first. */
  const unwatched = new Map<string, ReadName>()

  const put = (key: string, entry: Entry) => set(({ entries }) => ({ entries: { ...entries, [key]: entry } }))

  const fetchEntry = async (name: ReadName, input: Input<ReadName>): Promise<void> => {
    const key = keyOf(name, input)
    const flight: Flight = { meanwhile: [] }
    flights.set(key, flight)
    if (!watchers.has(key)) forget(key, name)
    put(key, { name, input, load: get().entries[key]?.load ?? loading, isOld: false })
    const result = await api.call(name, input)
    const current = get().entries[key]
    if (flights.get(key) !== flight || current === undefined) return
    flights.delete(key)
    if (!result.ok) return put(key, { ...current, load: afterFailure(current.load, result.failure) })
    const value = flight.meanwhile.reduce((known: unknown, after) => after(known) ?? known, result.value)
    put(key, { ...current, load: ready(value) })
    if (flight.meanwhile.some(after => after(value) === null)) renew(key)
  }

  /** Keeps an answer that nobody looks at, and lets go of the longest forgotten one of its call where there are many. */
  const forget = (key: string, name: ReadName): void => {
    unwatched.delete(key)
    unwatched.set(key, name)
    const ofCall = [...unwatched].flatMap(([other, call]) => (call === name ? [other] : []))
    drop(ofCall.slice(0, -keptUnwatched))
  }

  const drop = (keys: readonly string[]): void => {
    if (keys.length === 0) return
    for (const key of keys) {
      unwatched.delete(key)
      flights.delete(key)
    }
    const gone = new Set(keys)
    set(({ entries }) => ({ entries: Object.fromEntries(Object.entries(entries).filter(([key]) => !gone.has(key))) }))
  }

  /** After news that do not say it all: one call at a time, and none for what nobody looks at. */
  const renew = (key: string): void => {
    const entry = get().entries[key]
    // What is on its way is held against the news when it comes.
    if (entry === undefined || flights.has(key)) return
    if (watchers.has(key)) void fetchEntry(entry.name, entry.input)
    else put(key, { ...entry, isOld: true })
  }

  /** Brings news to an answer, also to one that is on its way: it may be older than the news, and know of more. */
  const tell = (key: string, entry: Entry, after: News): void => {
    flights.get(key)?.meanwhile.push(after)
    if (entry.load.state !== 'ready') return
    const value = after(entry.load.value)
    if (value === null) renew(key)
    else put(key, { ...entry, load: ready(value) })
  }

  const change = (name: ReadName, map: (value: unknown, entry: Entry) => unknown) => {
    for (const [key, entry] of Object.entries(get().entries))
      if (entry.name === name) tell(key, entry, value => map(value, entry))
  }

  /** The project of a release, where it was read. */
  const projectOf = (id: ReleaseId): ProjectId | null => {
    const load = get().entries[keyOf('release.get', { id })]?.load
    return load?.state === 'ready' ? (load.value as Output<'release.get'>).release.projectId : null
  }

  /** What shows deployments beside their list: changed where the news say it all, and fetched again where they do not. */
  const followDeployment = (summary: DeploymentSummary) => {
    for (const [key, entry] of Object.entries(get().entries)) {
      const { name, input } = entry
      if (isAbout(name, input, summary, projectOf)) tell(key, entry, value => answerAfter(name, input, value, summary))
    }
  }

  return {
    entries: {},
    watch: (name, input) => {
      const key = keyOf(name, input)
      const count = (by: number) => (watchers.get(key) ?? 0) + by
      watchers.set(key, count(1))
      unwatched.delete(key)
      if (get().entries[key]?.isOld !== false) void fetchEntry(name, input)
      return () => {
        if (count(-1) > 0) watchers.set(key, count(-1))
        else {
          watchers.delete(key)
          forget(key, name)
        }
      }
    },
    again: (name, input) => fetchEntry(name, input),
    refresh: async (...entities) => {
      const old = Object.entries(get().entries).filter(([, { name }]) =>
        (reads[name] as readonly CatalogEntity[]).some(entity => entities.includes(entity))
      )
      drop(old.flatMap(([key]) => (watchers.has(key) ? [] : [key])))
      const seen = old.filter(([key]) => watchers.has(key))
      await Promise.all(seen.map(([, { name, input }]) => fetchEntry(name, input)))
    },
    receive: event => {
      if (event.type === 'catalog.changed') void get().refresh(event.entity)
      if (event.type === 'health.changed')
        change('health.list', list => upsertHealth(list as Output<'health.list'>, event.health))
      if (event.type === 'workspace.changed') change('workspace.info', () => event.info)
      if (event.type === 'vault.changed') {
        change('vault.status', () => event.status)
        // Its notices speak of the vault.
        void get().again('workspace.info', {})
      }
      if (event.type === 'deployment.changed') {
        change('deployment.list', (list, entry) =>
          listAfter(list as Output<'deployment.list'>, event.summary, entry.input as Input<'deployment.list'>)
        )
        change('deployment.listOpen', listing =>
          openListingAfter(listing as Output<'deployment.listOpen'>, event.summary)
        )
        followDeployment(event.summary)
        if (event.summary.runbook !== null)
          change('runbook.list', list => withLastRun(list as Output<'runbook.list'>, event.summary))
      }
    }
  }
})

/** One that is not in the list yet belongs to a target whose list is on its way. */
const upsertHealth = (list: Output<'health.list'>, health: Output<'health.list'>[number]): Output<'health.list'> =>
  list.map(item => (item.targetId === health.targetId ? health : item))

const hasEnded = ({ state }: DeploymentSummary): boolean => state === 'finished' || state === 'interrupted'

type ProjectOf = (id: ReleaseId) => ProjectId | null

/** Whether a deployment, or a run of a runbook, belongs to what a call answered. */
const isAbout = (name: ReadName, input: Input<ReadName>, summary: DeploymentSummary, projectOf: ProjectOf): boolean =>
  (name === 'tenant.overview' && (input as Input<'tenant.overview'>).id === summary.tenant?.id) ||
  (name === 'environment.overview' && (input as Input<'environment.overview'>).id === summary.environmentId) ||
  // Runs of runbooks deploy nothing.
  (summary.runbook === null && isAboutRelease(name, input, summary, projectOf))

const isAboutRelease: typeof isAbout = (name, input, summary, projectOf) =>
  (name === 'release.matrix' && (input as Input<'release.matrix'>).projectId === summary.projectId) ||
  // Also for other releases of the project: what is current there may be another one now.
  (((name === 'release.tenants' && summary.tenant !== undefined) ||
    (name === 'release.progression' && hasEnded(summary))) &&
    (projectOf((input as Input<'release.progression'>).id as ReleaseId) ?? summary.projectId) === summary.projectId) ||
  (hasEnded(summary) &&
    isOfPlace(name) &&
    (input as OfPlace).environmentId === summary.environmentId &&
    (input as OfPlace).tenantId === summary.tenant?.id)

type OfPlace = Input<'release.wouldChange' | 'rollback.ways' | 'rollback.plan'>

/** Whether an answer depends on what an environment has. */
const isOfPlace = (name: ReadName): boolean =>
  name === 'release.wouldChange' || name === 'rollback.ways' || name === 'rollback.plan'

/** What a call would answer now, as the news say; null where it has to be asked. */
function answerAfter(name: ReadName, input: Input<ReadName>, value: unknown, summary: DeploymentSummary): unknown {
  // Entries of different calls lie in one table; the name says which call this one answers.
  if (name === 'release.matrix') return matrixAfter(value as Output<'release.matrix'>, summary)
  if (hasEnded(summary)) return null
  if (name === 'environment.overview') return overviewAfter(value as Output<'environment.overview'>, summary)
  if (name === 'tenant.overview') return tenantOverviewAfter(value as Output<'tenant.overview'>, summary)
  if (name === 'release.tenants')
    return releaseTenantsAfter(value as Output<'release.tenants'>, (input as Input<'release.tenants'>).id, summary)
  return null
}

/** An environment after news about a deployment or a run there that goes on. */
const overviewAfter = (
  overview: Output<'environment.overview'>,
  summary: DeploymentSummary
): Output<'environment.overview'> => ({
  ...overview,
  projects:
    summary.runbook === null
      ? overview.projects.map(item => (item.project.id === summary.projectId ? projectAfter(item, summary) : item))
      : overview.projects,
  deployments: upsertSummary(overview.deployments, summary, { environmentId: summary.environmentId })
})

type ProjectThere = Output<'environment.overview'>['projects'][number]

const projectAfter = (item: ProjectThere, summary: DeploymentSummary): ProjectThere => {
  const { tenant } = summary
  if (tenant === undefined) return { ...item, cell: cellAfter(item.cell ?? undefined, summary) }
  return { ...item, tenants: item.tenants && tenantCellsAfter(item.tenants, summary, tenant.id) }
}

/** The list of runbooks after one of their runs changed. */
const withLastRun = (list: Output<'runbook.list'>, run: DeploymentSummary): Output<'runbook.list'> =>
  list.map(item =>
    item.id === run.runbook?.id && (item.lastRun === null || item.lastRun.queuedAt <= run.queuedAt)
      ? { ...item, lastRun: run }
      : item
  )

export interface Read<T> {
  readonly load: Load<T>
  readonly again: () => void
}

/**
 * What a call answers, kept up to date while the window is open.
 * @param input null while it is not known yet; then it stays “loading” and nothing is called.
 */
export function useRead<Name extends ReadName>(name: Name, input: Input<Name> | null): Read<Output<Name>> {
  const key = input === null ? null : keyOf(name, input)
  const load = useCatalog(({ entries }) => (key === null ? loading : (entries[key]?.load ?? loading)))
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the input, which is a new object each time
  useEffect(() => {
    return input === null ? undefined : useCatalog.getState().watch(name, input)
  }, [key])
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const again = useCallback(() => {
    if (input !== null) void useCatalog.getState().again(name, input)
  }, [key])
  // Entries of different calls lie in one table; the key says which call this one answers.
  return { load: load as Load<Output<Name>>, again }
}

/** Starts listening; returns the undo. */
export const followCatalog = (): (() => void) => api.subscribe(event => useCatalog.getState().receive(event))
