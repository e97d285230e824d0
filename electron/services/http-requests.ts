import { webPlace } from '@shared/web-place'
import type { HttpPort } from '../engine/ports'
import type { Network } from './network'

/**
 * Requests of steps, each said to the network's guards before it is made: so that the ledger has what it was for. Where
 * steps go is decided by whoever writes them, and known only when they run; the air gap does not let them through.
 */
export const declaredRequests = (http: HttpPort, network: Pick<Network, 'expect'>): HttpPort => ({
  matches: (pattern, text) => http.matches(pattern, text),
  request: (request, signal) => {
    const place = webPlace(request.proxy ?? request.url)
    if (place !== null) network.expect({ ...place, why: request.why })
    return http.request(request, signal)
  }
})
