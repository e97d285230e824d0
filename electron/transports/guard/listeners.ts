import { type AddressInfo, Server } from 'node:net'
import { AirGapError } from './air-gap-error'
import type { Gate } from './gate'

type Listen = (this: Server, ...words: unknown[]) => Server

/** What waits for connections from elsewhere. A path is a socket of this machine, which is no network. */
export function patchListeners({ open }: Gate): () => void {
  const original = Server.prototype.listen as Listen
  const guarded: Listen = function (...words) {
    const place = placeOf(words)
    if (place === null) return original.apply(this, words)
    const close = () => void this.close()
    // Where the system chooses the port, it is known only afterwards.
    const opened = open({ kind: 'listener', ...place }, close)
    if (opened === null) {
      process.nextTick(() => this.emit('error', new AirGapError(`${place.host}:${place.port}`)))
      return this
    }
    this.once('listening', () => {
      const { address, port } = this.address() as AddressInfo
      opened.update({ state: 'open', address, port })
    })
    this.once('error', () => opened.update({ state: 'failed' }))
    this.once('close', () => opened.update({ state: 'closed' }))
    return original.apply(this, words)
  }
  Server.prototype.listen = guarded as typeof Server.prototype.listen
  return () => {
    Server.prototype.listen = original as typeof Server.prototype.listen
  }
}

const everywhere = '0.0.0.0'

function placeOf([first, second]: readonly unknown[]): { readonly host: string; readonly port: number } | null {
  if (typeof first === 'object' && first !== null) {
    const { host, port, path, fd } = first as Record<string, unknown>
    if (path !== undefined || fd !== undefined || '_handle' in first) return null
    return { host: typeof host === 'string' ? host : everywhere, port: Number(port ?? 0) }
  }
  if (typeof first === 'string' && !/^\d+$/.test(first)) return null
  return {
    host: typeof second === 'string' ? second : everywhere,
    port: typeof first === 'function' ? 0 : Number(first ?? 0)
  }
}
