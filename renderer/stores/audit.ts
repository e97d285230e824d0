import type { Input } from '@shared/api'
import type { AuditFilter, AuditListing, AuditVerdict } from '@shared/audit'
import { canonicalJson } from '@shared/canonical-json'
import { useCallback, useEffect, useRef, useState } from 'react'
import { api } from '../api'
import { afterFailure, type Load, loading, mapLoad, ready } from './load'

/** How many entries are fetched at once. */
export const auditPageSize = 100

export interface AuditReading {
  readonly load: Load<AuditListing>
  /** Fetches older ones; does nothing while that is under way. */
  readonly more: () => void
  readonly again: () => void
}

/** A listing with a page of the newest entries above it. Where the two do not meet, the page stands alone. */
export function withNewest(listing: AuditListing, newest: AuditListing): AuditListing {
  const known = listing.entries[0]?.seq ?? 0
  const fresh = newest.entries.filter(entry => entry.seq > known)
  const meets = fresh.length < newest.entries.length || !newest.hasMore
  return meets ? { ...newest, entries: [...fresh, ...listing.entries], hasMore: listing.hasMore } : newest
}

/** A listing with a page of older entries below it. */
export function withOlder(listing: AuditListing, older: AuditListing): AuditListing {
  const last = listing.entries.at(-1)?.seq ?? Number.POSITIVE_INFINITY
  return {
    ...listing,
    entries: [...listing.entries, ...older.entries.filter(entry => entry.seq < last)],
    hasMore: older.hasMore
  }
}

/** What a filter lets through, newest first and live; older entries as they are asked for. */
export function useAudit(filter: AuditFilter): AuditReading {
  const [load, setLoad] = useState<Load<AuditListing>>(loading)
  const key = canonicalJson(filter)
  const wanted = useRef({ key, filter })
  wanted.current = { key, filter }
  const isFetchingMore = useRef(false)

  /** Asks for a page and takes the answer, unless the filter was changed meanwhile. */
  const fetch = useCallback(
    async (
      input: Omit<Input<'audit.list'>, 'filter'>,
      take: (now: Load<AuditListing>, page: AuditListing) => Load<AuditListing>
    ) => {
      const asked = wanted.current
      const result = await api.call('audit.list', { ...input, filter: asked.filter, limit: auditPageSize })
      if (wanted.current.key !== asked.key) return
      setLoad(now => (result.ok ? take(now, result.value) : afterFailure(now, result.failure)))
    },
    []
  )
  const again = useCallback(() => void fetch({}, (_, page) => ready(page)), [fetch])

  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter is another listing
  useEffect(again, [again, key])
  useEffect(
    () => followAdded(() => fetch({}, (now, page) => mapLoad(now, listing => withNewest(listing, page)))),
    [fetch]
  )

  const before = load.state === 'ready' && load.value.hasMore ? load.value.entries.at(-1)?.seq : undefined
  const more = useCallback(() => {
    if (before === undefined || isFetchingMore.current) return
    isFetchingMore.current = true
    const fetched = fetch({ before }, (now, page) => mapLoad(now, listing => withOlder(listing, page)))
    void fetched.finally(() => {
      isFetchingMore.current = false
    })
  }, [before, fetch])
  return { load, more, again }
}

/** Runs `work` when the log grew; what comes while it runs is made up for once. Returns the undo. */
function followAdded(work: () => Promise<void>): () => void {
  let isRunning = false
  let isDue = false
  const run = async (): Promise<void> => {
    isDue = isRunning
    if (isRunning) return
    isRunning = true
    await work()
    isRunning = false
    if (isDue) await run()
  }
  return api.subscribe(event => {
    if (event.type === 'audit.added') void run()
  })
}

/** The most entries that are checked again with every new one. */
const shortChain = 2000

export interface Verification {
  readonly load: Load<AuditVerdict>
  readonly isChecking: boolean
  readonly check: () => void
}

/** The verdict on the whole chain: made when the screen opens, and whenever somebody asks for it. */
export function useVerification(): Verification {
  const [load, setLoad] = useState<Load<AuditVerdict>>(loading)
  const [isChecking, setChecking] = useState(true)
  const check = useCallback(async () => {
    setChecking(true)
    const result = await api.call('audit.verify', {})
    setLoad(now => (result.ok ? ready(result.value) : afterFailure(now, result.failure)))
    setChecking(false)
  }, [])
  useEffect(() => void check(), [check])
  // A short chain is checked again as it grows; a long one when somebody asks, because each check reads all of it.
  const isShort = load.state === 'ready' && load.value.sound <= shortChain
  useEffect(() => (isShort ? followAdded(check) : undefined), [isShort, check])
  return { load, isChecking, check: () => void check() }
}
