import type { AppEvent, CallName, CatalogEntity, Input, Output } from '@shared/api'
import { canonicalJson } from '@shared/canonical-json'
import { useCallback, useEffect } from 'react'
import { create } from 'zustand'
import { api } from '../api'
import { upsertSummary } from '../lib/deployment-list'
import { afterFailure, type Load, loading, ready } from './load'

/** Calls that only read, with the kinds of records whose change makes their answer old. */
const reads = {
  'workspace.info': [],
  'vault.status': [],
  'data.status': [],
  'environment.list': ['environment'],
  'account.list': ['account'],
  'target.list': ['target'],
  'jumpHost.list': ['jump-host'],
  'policy.list': ['policy'],
  'health.list': ['target', 'policy'],
  'group.list': ['group'],
  'project.list': ['project'],
  'process.get': ['process'],
  'variables.get': ['variables'],
  'variables.check': ['variables', 'library-set', 'process', 'environment', 'target'],
  'variables.explain': ['variables', 'library-set', 'process', 'environment', 'target', 'release'],
  'variables.preview': ['variables', 'library-set', 'process', 'environment', 'target', 'release'],
  'library.list': ['library-set', 'variables'],
  'library.get': ['library-set', 'variables'],
  'certificate.list': ['certificate', 'variables', 'library-set'],
  'release.list': ['release'],
  'release.get': ['release', 'process', 'variables', 'library-set'],
  'release.suggestVersion': ['release'],
  'deployment.list': ['project', 'environment']
} as const satisfies Partial<Record<CallName, readonly CatalogEntity[]>>

export type ReadName = keyof typeof reads

interface Entry {
  readonly name: ReadName
  readonly input: Input<ReadName>
  readonly load: Load<unknown>
  /** Counts fetches, so that only the newest one's answer is taken. */
  readonly fetch: number
}

interface Catalog {
  readonly entries: Readonly<Record<string, Entry>>
  /** Fetches unless it was fetched before. */
  need<Name extends ReadName>(name: Name, input: Input<Name>): void
  /** Fetches again; settles when the answer is in. */
  again<Name extends ReadName>(name: Name, input: Input<Name>): Promise<void>
  /** Fetches everything again that depends on these; settles when the answers are in. */
  refresh(...entities: readonly CatalogEntity[]): Promise<void>
  receive(event: AppEvent): void
}

const keyOf = (name: ReadName, input: Input<ReadName>): string => `${name} ${canonicalJson(input)}`

/** Everything the window has read, by call and input. Fetched on first use and again whenever it changed. */
export const useCatalog = create<Catalog>()((set, get) => {
  const put = (key: string, entry: Entry) => set(({ entries }) => ({ entries: { ...entries, [key]: entry } }))

  const fetchEntry = async (name: ReadName, input: Input<ReadName>): Promise<void> => {
    const key = keyOf(name, input)
    const fetch = (get().entries[key]?.fetch ?? 0) + 1
    put(key, { name, input, load: get().entries[key]?.load ?? loading, fetch })
    const result = await api.call(name, input)
    const current = get().entries[key]
    if (current?.fetch !== fetch) return
    put(key, { ...current, load: result.ok ? ready(result.value) : afterFailure(current.load, result.failure) })
  }

  const change = (name: ReadName, map: (value: unknown, entry: Entry) => unknown) => {
    for (const [key, entry] of Object.entries(get().entries)) {
      if (entry.name !== name || entry.load.state !== 'ready') continue
      // Counts as a fetch: an answer that is on its way is older than this.
      put(key, { ...entry, load: ready(map(entry.load.value, entry)), fetch: entry.fetch + 1 })
    }
  }

  return {
    entries: {},
    need: (name, input) => {
      if (!get().entries[keyOf(name, input)]) void fetchEntry(name, input)
    },
    again: (name, input) => fetchEntry(name, input),
    refresh: async (...entities) => {
      const old = Object.values(get().entries).filter(({ name }) =>
        (reads[name] as readonly CatalogEntity[]).some(entity => entities.includes(entity))
      )
      await Promise.all(old.map(({ name, input }) => fetchEntry(name, input)))
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
          upsertSummary(list as Output<'deployment.list'>, event.summary, entry.input as Input<'deployment.list'>)
        )
      }
    }
  }
})

/** One that is not in the list yet belongs to a target whose list is on its way. */
const upsertHealth = (list: Output<'health.list'>, health: Output<'health.list'>[number]): Output<'health.list'> =>
  list.map(item => (item.targetId === health.targetId ? health : item))

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
    if (input !== null) useCatalog.getState().need(name, input)
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
