import { closedPolicy, type Destination, type NetworkReport, type Reason } from '@shared/network'
import { ok, type Result } from '@shared/result'
import type { Store } from '../store/store'
import type { Publish, Signal } from './context'
import type { NetworkControl } from './ports'
import type { createSettings } from './settings'

interface Options {
  readonly store: Store
  readonly settings: Pick<ReturnType<typeof createSettings>, 'current'>
  readonly control: NetworkControl
  readonly publish: Publish
}

/** How many places that steps asked for are remembered; the oldest are forgotten first. */
const expectedLimit = 1000

/** Tells the network's guards where this workspace connects to, and shows what they saw. */
export function createNetwork({ store, settings, control, publish }: Options) {
  let listener: string | null = null
  /** What was declared in this session, by what it is. */
  const known = new Map<string, Destination>()
  /** What steps asked for. */
  const expected = new Map<string, Destination>()
  /** What a person asks for right now. */
  const allowed = new Set<Destination>()

  let isClosed = false

  const refresh = (): void => {
    if (isClosed) return
    const current = new Map(destinationsIn(store).map(place => [keyOf(place), place]))
    for (const [key, place] of known) known.set(key, { ...place, passesAirGap: false })
    for (const [key, place] of current) known.set(key, place)
    const destinations = [...known.values(), ...expected.values(), ...allowed]
    control.setPolicy({ isAirGapped: settings.current().isAirGapped, destinations, listener })
  }
  refresh()
  const ignore = control.subscribe(() => publish({ type: 'network.changed' }))

  return {
    report: async (): Promise<Result<NetworkReport>> => ok(control.report()),

    /** To be told of each change before whoever made it goes on. */
    hear: (signal: Signal): void => {
      if (signal.type === 'catalog.changed') refresh()
    },

    /** Says what will listen on this machine's own addresses from now on. */
    expectListeners: (why: string): void => {
      listener = why
      refresh()
    },

    /** Says what the next connection to a place is for. That alone does not take it through the air gap. */
    expect: (place: Reason): void => {
      const key = keyOf(place)
      if (expected.has(key)) return
      for (const oldest of expected.keys()) if (expected.size >= expectedLimit) expected.delete(oldest)
      expected.set(key, { ...place, passesAirGap: false })
      refresh()
    },

    /** A person asks for a connection: it goes through the air gap, too, until what this answers is called. */
    allow: (place: Reason): (() => void) => {
      const destination = { ...place, passesAirGap: true }
      allowed.add(destination)
      refresh()
      return () => {
        if (allowed.delete(destination)) refresh()
      }
    },

    /** Nothing has a reason to connect any more, because the workspace is being closed. */
    stop: (): void => {
      isClosed = true
      ignore()
      control.setPolicy(closedPolicy)
    }
  }
}

export type Network = ReturnType<typeof createNetwork>

const keyOf = ({ why, host, port }: Reason): string => `${why} ${host} ${port}`

function destinationsIn(store: Store): readonly Destination[] {
  const targets = store.targets
    .all()
    .flatMap(target => (target.kind === 'ssh' ? [destination(`target “${target.name}”`, target)] : []))
  const jumpHosts = store.jumpHosts.all().map(jumpHost => destination(`jump host “${jumpHost.name}”`, jumpHost))
  return [...targets, ...jumpHosts, ...store.mail.all().map(server => destination(mailServerWords, server))]
}

/** What the ledger says of connections to the mail server. */
export const mailServerWords = 'mail server'

const destination = (why: string, { host, port }: { readonly host: string; readonly port: number }): Destination => ({
  host,
  port,
  why,
  passesAirGap: true
})
