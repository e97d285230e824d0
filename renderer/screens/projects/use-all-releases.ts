import type { Output } from '@shared/api'
import { canonicalJson } from '@shared/canonical-json'
import type { Failure } from '@shared/failure'
import type { ChannelId, ProjectId } from '@shared/ids'
import type { ReleaseRow } from '@shared/release-calls'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { useCatalog } from '../../stores/catalog'

/** Releases that are fetched together. */
const pageSize = 100

interface Wanted {
  readonly projectId: ProjectId
  readonly channelId: ChannelId | null
  /** How many there are. */
  readonly total: number
}

interface AllReleases {
  /** Newest first: those that were fetched so far. */
  readonly rows: readonly ReleaseRow[]
  readonly failure: Failure | null
  readonly again: () => void
  /** Fetches further ones; nothing where all are there. */
  readonly more: () => void
}

/** All releases of a project, a page at a time as somebody comes to them. Nothing is fetched for null. */
export function useAllReleases(wanted: Wanted | null): AllReleases {
  const [pages, setPages] = useState(1)
  const { projectId, channelId, total } = wanted ?? { projectId: null, channelId: null, total: 0 }
  const inputs = useMemo(
    () =>
      projectId === null
        ? []
        : Array.from({ length: Math.min(pages, Math.ceil(total / pageSize)) }, (_, page) => ({
            projectId,
            ...(channelId === null ? {} : { channelId }),
            all: { skip: page * pageSize, limit: pageSize }
          })),
    [projectId, channelId, pages, total]
  )
  const loads = useCatalog(
    useShallow(({ entries }) => inputs.map(input => entries[`release.matrix ${canonicalJson(input)}`]?.load ?? null))
  )
  useEffect(() => {
    const undos = inputs.map(input => useCatalog.getState().watch('release.matrix', input))
    return () => {
      for (const undo of undos) undo()
    }
  }, [inputs])
  const rows = useMemo(
    () =>
      loads.flatMap(load =>
        // Entries of different calls lie in one table; these are of this call.
        load?.state === 'ready' ? (load.value as Output<'release.matrix'>).rows : []
      ),
    [loads]
  )
  const failed = loads.find(load => load?.state === 'failed')
  const isWaiting = loads.some(load => load === null || load.state === 'loading')
  const hasMore = !isWaiting && failed === undefined && inputs.length * pageSize < total
  const more = useCallback(() => {
    if (hasMore) setPages(count => count + 1)
  }, [hasMore])
  return {
    rows,
    failure: failed?.state === 'failed' ? failed.failure : null,
    again: () => {
      for (const input of inputs) void useCatalog.getState().again('release.matrix', input)
    },
    more
  }
}
