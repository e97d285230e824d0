import type { AppEvent, Input } from '@shared/api'
import type { Failure } from '@shared/failure'
import type { PackageImportId } from '@shared/ids'
import type { ImportedPackage, PackageImportProgress } from '@shared/package-calls'
import type { Result } from '@shared/result'
import { create } from 'zustand'
import { api } from '../api'
import { useCatalog } from './catalog'

/** What a person says about files whose name does not say it, or that are there already. */
export type ImportChoices = Pick<Input<'package.import'>, 'packageId' | 'version' | 'onConflict'>

interface PackageImports {
  /** What is being imported or fetched, in the order in which it was begun. */
  readonly underWay: readonly PackageImportProgress[]
  /** Those that somebody cancelled and that are not over yet. */
  readonly cancelled: readonly PackageImportId[]
  /** How many calls are on their way. */
  readonly open: number
  readonly failure: Failure | null
  /** What became of each file; null while nobody needs to look at it. */
  readonly results: readonly ImportedPackage[] | null
  /** Lets the person choose files or a folder. */
  choose(what: 'files' | 'folder'): Promise<void>
  importPaths(paths: readonly string[], how?: ImportChoices): Promise<void>
  cancel(id: PackageImportId): Promise<void>
  close(): void
  receive(event: AppEvent): void
  /** Asks what goes on: a window that was opened later heard of nothing. */
  look(): Promise<void>
}

/** Imports of packages, and fetches from feeds. They go on whichever screen is open, so what is known of them is kept here. */
export const usePackageImports = create<PackageImports>()((set, get) => {
  const take = async (begin: () => Promise<Result<readonly ImportedPackage[] | null>>) => {
    set(({ open }) => ({ open: open + 1, failure: null }))
    const result = await begin()
    set(({ open }) => ({ open: open - 1 }))
    if (!result.ok) return set({ failure: result.failure })
    const found = result.value
    if (found === null) return
    // Another try at one of several leaves what became of the others.
    const tried = new Set(found.map(({ path }) => path))
    set(({ results }) => ({ results: [...(results ?? []).filter(({ path }) => !tried.has(path)), ...found] }))
    await useCatalog.getState().refresh('package')
  }
  const put = (progress: PackageImportProgress) =>
    set(({ underWay }) => ({
      underWay: underWay.some(({ id }) => id === progress.id)
        ? underWay.map(item => (item.id === progress.id ? progress : item))
        : [...underWay, progress]
    }))
  return {
    underWay: [],
    cancelled: [],
    open: 0,
    failure: null,
    results: null,
    choose: what => take(() => api.call('package.choose', { what })),
    importPaths: async (paths, how = {}) => {
      if (paths.length > 0) await take(() => api.call('package.import', { paths: [...paths], ...how }))
    },
    cancel: async id => {
      set(({ cancelled }) => ({ cancelled: [...cancelled, id] }))
      const result = await api.call('package.cancelImport', { id })
      if (!result.ok)
        set(({ cancelled }) => ({ cancelled: cancelled.filter(other => other !== id), failure: result.failure }))
    },
    close: () => set({ results: null }),
    receive: event => {
      if (event.type !== 'package.importing') return
      if (event.progress !== null) return put(event.progress)
      set(({ underWay, cancelled }) => ({
        underWay: underWay.filter(({ id }) => id !== event.id),
        cancelled: cancelled.filter(id => id !== event.id)
      }))
    },
    look: async () => {
      const result = await api.call('package.imports', {})
      if (!result.ok) return
      // What was pushed meanwhile is newer.
      for (const progress of result.value) if (!get().underWay.some(({ id }) => id === progress.id)) put(progress)
    }
  }
})

/** Starts listening; returns the undo. */
export const followPackageImports = (): (() => void) =>
  api.subscribe(event => usePackageImports.getState().receive(event))
