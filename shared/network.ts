/** What was asked of the network, and by which part of the app. */
export interface NetworkAttempt {
  /**
   * - `connection`: to `host` and `port`; to a socket of this machine when `port` is null, `host` is then its path
   * - `look-up`: the addresses of the name `host`
   * - `listener`: waits for connections to `host` and `port`
   * - `datagram`: UDP to `host` and `port`
   * - `request`: the page asked for an address; its session never lets one through
   */
  readonly kind: 'connection' | 'look-up' | 'listener' | 'datagram' | 'request'
  readonly host: string
  readonly port: number | null
}

/** One attempt and what became of it: a line of the network ledger. */
export interface NetworkEntry extends NetworkAttempt {
  /** Unique while the app runs. */
  readonly id: string
  /** Milliseconds since 1970 UTC. */
  readonly at: number
  /** `app` is the main thread, `ssh` the thread of the connections to targets, `page` the window. */
  readonly thread: 'app' | 'ssh' | 'page'
  /** The address behind the name, once it is known. */
  readonly address: string | null
  /** What it is for, such as `target “web-1”`. Null: nobody declared it. */
  readonly why: string | null
  /** `blocked`: refused before anything left the machine. */
  readonly state: 'opening' | 'open' | 'closed' | 'failed' | 'blocked'
  readonly bytesIn: number
  readonly bytesOut: number
}

/** A place that something in the workspace is a reason to connect to. */
export interface Destination {
  readonly host: string
  readonly port: number
  /** Such as `target “web-1”`. */
  readonly why: string
  /**
   * Whether the air gap lets it through: a person declared it, and it still stands. Not what was declared earlier in this
   * session, where a deployment that began then may still go, nor what a step asks for by HTTP.
   */
  readonly passesAirGap: boolean
}

/** A place, and what it is used for. */
export type Reason = Omit<Destination, 'passesAirGap'>

/** By what every socket is judged before it opens. */
export interface NetworkPolicy {
  readonly isAirGapped: boolean
  readonly destinations: readonly Destination[]
  /** What listeners on this machine's own addresses are for; null when there should be none. */
  readonly listener: string | null
  /** Where the app itself listens for programs, whichever workspace is open; absent for nowhere. */
  readonly serves?: readonly Reason[]
}

/** Before a workspace is open, nothing has a reason to connect. */
export const closedPolicy: NetworkPolicy = { isAirGapped: true, destinations: [], listener: null }

export interface Verdict {
  /** Null: nobody declared it. */
  readonly why: string | null
  readonly isAllowed: boolean
}

/**
 * Judges an attempt. Without air gap everything is let through, and what nobody declared is recorded as such. With it
 * only what is declared today passes; sockets of this machine are no network and always do.
 */
export function judge(policy: NetworkPolicy, attempt: NetworkAttempt): Verdict {
  switch (attempt.kind) {
    case 'connection':
      return attempt.port === null ? { why: localSocket, isAllowed: true } : judgeDestination(policy, attempt)
    case 'look-up':
      return judgeDestination(policy, attempt)
    case 'listener': {
      const isLocal = isLoopback(attempt.host)
      const served = policy.serves?.find(({ host, port }) => host === attempt.host && port === attempt.port)
      return { why: served?.why ?? (isLocal ? policy.listener : null), isAllowed: isLocal || !policy.isAirGapped }
    }
    case 'datagram':
      return { why: null, isAllowed: !policy.isAirGapped }
    case 'request':
      return { why: null, isAllowed: false }
  }
}

const localSocket = 'a socket of this machine, such as the SSH agent'

function judgeDestination({ isAirGapped, destinations }: NetworkPolicy, { kind, host, port }: NetworkAttempt): Verdict {
  const wanted = plainHost(host)
  const fitting = destinations.filter(
    place => plainHost(place.host) === wanted && (kind === 'look-up' || place.port === port)
  )
  const current = fitting.filter(place => place.passesAirGap)
  const reasons = current.length > 0 ? current : fitting
  const why = reasons.length === 0 ? null : inWords(reasons.map(place => place.why))
  return { why, isAllowed: !isAirGapped || current.length > 0 }
}

const shown = 3
const inWords = (reasons: readonly string[]): string => {
  const unique = [...new Set(reasons)]
  const rest = unique.length - shown
  return [...unique.slice(0, shown), ...(rest > 0 ? [`${rest} more`] : [])].join(', ')
}

/** Names are compared without case, a final dot, and the brackets of IPv6. */
const plainHost = (host: string): string =>
  host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')

/** Whether an address is this machine's own and reachable from nowhere else. */
export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1)$/.test(plainHost(host))

/** What went to and came from one place since the app started. */
export interface NetworkTotal {
  readonly host: string
  readonly port: number | null
  readonly why: string | null
  readonly attempts: number
  readonly blocked: number
  readonly bytesIn: number
  readonly bytesOut: number
}

/** The ledger as it is shown. */
export interface NetworkReport {
  /** When the app began to record. Milliseconds since 1970 UTC. */
  readonly since: number
  /** As the workspace says itself. */
  readonly isAirGapped: boolean
  /** Another workspace that is open has its air gap on, so that it holds for this one as well. */
  readonly isAirGappedByOthers?: boolean
  /** Newest first; the oldest go when there are too many. */
  readonly entries: readonly NetworkEntry[]
  /** How many older entries are not shown; `totals` still count them. */
  readonly older: number
  /** In the order of the first attempt. */
  readonly totals: readonly NetworkTotal[]
  /** Attempts that nobody declared and that were let through. */
  readonly undeclared: number
  /** Attempts that were refused before anything left the machine. */
  readonly blocked: number
}
