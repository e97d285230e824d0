import {
  closedPolicy,
  type NetworkEntry,
  type NetworkPolicy,
  type NetworkReport,
  type NetworkTotal,
  type Reason
} from '@shared/network'
import type { NetworkControl, ServedPlaces } from './services/ports'
import type { GuardLink } from './transports/guard-link'

/** How many entries are kept one by one. */
const entryLimit = 500
/** How many places are told apart in the totals. */
const placeLimit = 1_000

/** What every thread of the app did on the network, and the policy that they all follow. */
export interface NetworkLedger extends NetworkControl, ServedPlaces, GuardLink {}

/** Makes an empty ledger. Until a workspace is open its policy lets nothing through. */
export function createNetworkLedger(now: () => number): NetworkLedger {
  const since = now()
  const entries = new Map<string, NetworkEntry>()
  /** Of the entries that are not kept any more. */
  const folded = new Map<string, NetworkTotal>()
  const counts = { older: 0, undeclared: 0, blocked: 0 }
  const readers = new Set<() => void>()
  const followers = new Set<(policy: NetworkPolicy) => void>()
  const serves = new Set<Reason>()
  /** As it was set. */
  let set = closedPolicy
  /** The same, with where the app listens. */
  let policy = closedPolicy

  const tell = (): void => {
    policy = serves.size === 0 ? set : { ...set, serves: [...serves] }
    for (const follower of followers) follower(policy)
  }

  const makeRoom = (): void => {
    for (const [id, entry] of entries) {
      if (entries.size < entryLimit) return
      // What is open stays in sight, however old; only a machine with that many open connections loses some of them.
      if (isLive(entry) && entries.size < 2 * entryLimit) continue
      entries.delete(id)
      addTo(folded, entry)
      counts.older++
    }
  }

  const record = (entry: NetworkEntry): void => {
    if (!entries.has(entry.id)) {
      makeRoom()
      if (entry.state === 'blocked') counts.blocked++
      else if (entry.why === null) counts.undeclared++
    }
    entries.set(entry.id, entry)
    for (const reader of readers) reader()
  }

  return {
    record,
    refused: address => {
      const id = `page-${entries.size + counts.older}`
      record({ id, at: now(), thread: 'page', ...placeIn(address), ...untouched, why: null, state: 'blocked' })
    },
    lost: thread => {
      for (const [id, entry] of entries)
        if (entry.thread === thread && isLive(entry)) entries.set(id, { ...entry, state: 'closed' })
      for (const reader of readers) reader()
    },
    policy: () => policy,
    follow: follower => {
      followers.add(follower)
      return () => followers.delete(follower)
    },
    setPolicy: next => {
      set = next
      tell()
    },
    serve: place => {
      serves.add(place)
      tell()
      return () => {
        if (serves.delete(place)) tell()
      }
    },
    report: (): NetworkReport => {
      const totals = new Map(folded)
      for (const entry of entries.values()) addTo(totals, entry)
      return {
        since,
        isAirGapped: policy.isAirGapped,
        entries: [...entries.values()].reverse(),
        totals: [...totals.values()],
        ...counts
      }
    },
    subscribe: reader => {
      readers.add(reader)
      return () => readers.delete(reader)
    }
  }
}

const isLive = ({ state }: NetworkEntry): boolean => state === 'open' || state === 'opening'

const untouched = { address: null, bytesIn: 0, bytesOut: 0 } as const

/** The place that an address of the web names; one that names none is shown as it is, without what may be private. */
function placeIn(address: string): Pick<NetworkEntry, 'kind' | 'host' | 'port'> {
  const url = URL.canParse(address) ? new URL(address) : null
  const usual = { 'http:': 80, 'ws:': 80, 'https:': 443, 'wss:': 443 }[url?.protocol ?? ''] ?? null
  return { kind: 'request', host: url?.hostname || (url?.protocol ?? 'unknown'), port: Number(url?.port) || usual }
}

function addTo(totals: Map<string, NetworkTotal>, entry: NetworkEntry): void {
  const own = `${entry.host} ${entry.port}`
  const isRoom = totals.has(own) || totals.size < placeLimit
  const [key, place] = isRoom
    ? [own, { host: entry.host, port: entry.port, why: entry.why }]
    : ['', { host: 'other places', port: null, why: null }]
  const sum = totals.get(key) ?? { ...place, attempts: 0, blocked: 0, bytesIn: 0, bytesOut: 0 }
  totals.set(key, {
    ...sum,
    why: sum.why ?? entry.why,
    attempts: sum.attempts + 1,
    blocked: sum.blocked + (entry.state === 'blocked' ? 1 : 0),
    bytesIn: sum.bytesIn + entry.bytesIn,
    bytesOut: sum.bytesOut + entry.bytesOut
  })
}
