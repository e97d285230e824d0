import type { PackageImportId } from '@shared/ids'
import type { PackageImportProgress } from '@shared/package-calls'
import { createRate } from '@shared/transfer-rate'
import type { ServiceContext } from './context'

/** How often progress is told at most, in milliseconds: faster than that nobody reads it. */
const everyMs = 100

/** What an import tells of the file that it is at, and how it learns that nobody wants it any more. */
export interface ImportWatch {
  readonly signal: AbortSignal
  /** A part of the work begins. */
  readonly begin: (phase: PackageImportProgress['phase'], total: number) => void
  /** So many bytes of that part are done. */
  readonly reach: (bytes: number) => void
}

/** One import of several files, one after the other; or of what a feed gives. */
export interface WatchedImport {
  readonly signal: AbortSignal
  /** Of the file at a position, from 0. */
  readonly watch: (path: string, index: number) => ImportWatch
  readonly end: () => void
}

interface UnderWay {
  readonly stop: AbortController
  progress: PackageImportProgress | null
}

type Parts = Pick<ServiceContext, 'now' | 'newId' | 'publish'>

/** The imports that are under way: what is told of them, and how they are cancelled. */
export function createImportProgress({ now, newId, publish }: Parts) {
  const underWay = new Map<PackageImportId, UnderWay>()

  const watching = (
    item: UnderWay,
    at: Pick<PackageImportProgress, 'id' | 'path' | 'feed' | 'number' | 'count'>
  ): ImportWatch => {
    let rate = createRate(now)
    let toldAt = Number.NEGATIVE_INFINITY
    const tell = (progress: PackageImportProgress) => {
      item.progress = progress
      toldAt = now()
      publish({ type: 'package.importing', id: at.id, progress })
    }
    return {
      signal: item.stop.signal,
      begin: (phase, total) => {
        rate = createRate(now)
        tell({ ...at, phase, bytes: 0, total, perSecond: null })
      },
      reach: bytes => {
        rate.add(bytes)
        if (item.progress === null || now() - toldAt < everyMs) return
        const { phase, total } = item.progress
        tell({
          ...at,
          phase,
          bytes: total > 0 ? Math.min(total, Math.round(bytes)) : bytes,
          total,
          perSecond: rate.perSecond()
        })
      }
    }
  }

  return {
    /**
     * @param feed that it is fetched from; null for files and folders of this machine
     * @param stop ends this import as well
     */
    begin: (count: number, feed: PackageImportProgress['feed'], stop: AbortSignal): WatchedImport => {
      const id = newId('import')
      const item: UnderWay = { stop: new AbortController(), progress: null }
      underWay.set(id, item)
      const end = () => item.stop.abort()
      if (stop.aborted) end()
      stop.addEventListener('abort', end, { once: true })
      return {
        signal: item.stop.signal,
        watch: (path, index) => watching(item, { id, path, feed, number: index + 1, count }),
        end: () => {
          stop.removeEventListener('abort', end)
          underWay.delete(id)
          publish({ type: 'package.importing', id, progress: null })
        }
      }
    },

    list: (): readonly PackageImportProgress[] =>
      [...underWay.values()].flatMap(({ progress }) => (progress === null ? [] : [progress])),

    cancel: (id: PackageImportId): void => underWay.get(id)?.stop.abort()
  }
}
