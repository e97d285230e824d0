import { closedPolicy, type Destination, type NetworkReport } from '@shared/network'
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

/** Tells the network's guards where this workspace connects to, and shows what they saw. */
export function createNetwork({ store, settings, control, publish }: Options) {
  let listener: string | null = null
  /** All destinations of this session, by what they were. */
  const known = new Map<string, Destination>()

  const refresh = (): void => {
    const current = new Map(destinationsIn(store).map(place => [`${place.why} ${place.host} ${place.port}`, place]))
    for (const [key, place] of known) known.set(key, { ...place, isFormer: true })
    for (const [key, place] of current) known.set(key, place)
    control.setPolicy({ isAirGapped: settings.current().isAirGapped, destinations: [...known.values()], listener })
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

    /** Nothing has a reason to connect any more, because the workspace is being closed. */
    stop: (): void => {
      ignore()
      control.setPolicy(closedPolicy)
    }
  }
}

function destinationsIn(store: Store): readonly Destination[] {
  const targets = store.targets
    .all()
    .flatMap(target => (target.kind === 'ssh' ? [destination(`target “${target.name}”`, target)] : []))
  const jumpHosts = store.jumpHosts.all().map(jumpHost => destination(`jump host “${jumpHost.name}”`, jumpHost))
  return [...targets, ...jumpHosts]
}

const destination = (why: string, { host, port }: { readonly host: string; readonly port: number }): Destination => ({
  host,
  port,
  why,
  isFormer: false
})
