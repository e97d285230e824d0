import { type Release, Slots } from './slots'

/**
 * Limits handshakes in flight, overall and for each server: many at once stall the event loop, and a server drops
 * connections beyond its own limit for those that are not logged in yet.
 */
export class HandshakeSlots {
  readonly #all: Slots
  readonly #perServer: number
  readonly #servers = new Map<string, Slots>()

  constructor(all: number, perServer: number) {
    this.#all = new Slots(all)
    this.#perServer = perServer
  }

  /** Null when aborted while waiting. `server` is `host:port`. */
  async take(server: string, signal: AbortSignal): Promise<Release | null> {
    const own = this.#servers.get(server) ?? new Slots(this.#perServer)
    this.#servers.set(server, own)
    // The server's own place first: whoever waits for a busy server must not hold up the others.
    const inner = await own.take(signal)
    const outer = inner === null ? null : await this.#all.take(signal)
    const leave = () => {
      outer?.()
      inner?.()
      if (own.isIdle) this.#servers.delete(server)
    }
    if (outer !== null) return leave
    leave()
    return null
  }
}
