import { type HttpApiPlace, plainHttpWarning } from '@shared/model/http-api'
import { isLoopback } from '@shared/network'
import { UsageError } from './errors'

/** A port that somebody typed. @throws UsageError */
export function portOf(text: string, flag: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (port < 1 || port > 65_535) throw new UsageError(`${flag} takes a port from 1 to 65535.`)
  return port
}

/** What `--listen` says: `8065`, `127.0.0.1:8065` or `[::1]:8065`. Without a host, the settings have it. @throws UsageError */
export function listenPlaceOf(text: string): Partial<HttpApiPlace> {
  const match = /^(?:(?:\[([^\]]+)\]|([^:]+)):)?(\d+)$/.exec(text)
  if (!match) throw new UsageError('--listen takes a port, or an address and a port: 8065, 127.0.0.1:8065, [::1]:8065.')
  const [, bracketed, plain, port = ''] = match
  const host = bracketed ?? plain
  return { ...(host === undefined ? {} : { host }), port: portOf(port, '--listen') }
}

/** @throws UsageError where other machines could reach it, and nobody said that this is meant. */
export function checkReach({ host }: Partial<HttpApiPlace>, evenOnNetwork: boolean): void {
  if (host === undefined || evenOnNetwork || isLoopback(host)) return
  throw new UsageError(`${plainHttpWarning}\nAdd --even-on-network if other machines are meant.`)
}
