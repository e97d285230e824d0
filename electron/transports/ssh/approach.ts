import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Failure } from '@shared/failure'
import type { SshHop } from '../../engine/ports'
import { onAbort } from '../on-abort'
import type { SshConnection } from './connection'
import type { OnPassed } from './dial'
import { resolveFailure, tcpFailure } from './failures'

/** A way to a host's SSH server, as far as a stream of bytes. Never rejects. */
export type Approach = (hop: SshHop, onPassed: OnPassed, signal: AbortSignal) => Promise<Approached>

export type Approached =
  | { readonly ok: true; readonly stream: Duplex }
  /** `isBusy`: asking again soon can help. */
  | { readonly ok: false; readonly failure: Failure; readonly isBusy: boolean }

/** From this machine by TCP. */
export const directly: Approach = async (hop, onPassed, signal) => {
  const stop = (failure: Failure): Approached => ({ ok: false, failure, isBusy: false })
  const addresses = await resolve(hop.host, signal).catch((error: unknown) => ({ error }))
  if ('error' in addresses) return stop(resolveFailure(hop, addresses.error))
  onPassed('resolve', addresses.map(item => item.address).join(', '))
  const socket = await openSocket(hop, addresses, signal).catch((error: unknown) => ({ error }))
  if ('error' in socket) return stop(tcpFailure(hop, socket.error))
  onPassed('tcp', `connected to ${socket.remoteAddress ?? hop.host}`)
  return { ok: true, stream: socket }
}

/** Through a jump host that is logged in to: it looks up the name and connects, and the bytes go through it. */
export const through =
  (via: SshConnection): Approach =>
  async (hop, onPassed, signal) => {
    onPassed('resolve', `left to jump host “${via.hop.who.name}”`)
    const forwarded = await via.forward(hop, signal)
    if (forwarded.ok) onPassed('tcp', `connected through jump host “${via.hop.who.name}”`)
    return forwarded
  }

/** The system's resolver cannot be interrupted, so its late answer is dropped. */
function resolve(host: string, signal: AbortSignal): Promise<LookupAddress[]> {
  return new Promise((found, reject) => {
    const ignore = onAbort(signal, () => reject(signal.reason))
    lookup(host, { all: true }).then(found, reject).finally(ignore)
  })
}

// Where a name has several addresses, how long one may take before the next is tried.
const addressTimeout = 3_000
// How much is taken from a socket at a time.
const readBytes = 64 * 1024

function openSocket(hop: SshHop, addresses: LookupAddress[], signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({
      host: hop.host,
      port: hop.port,
      // Without it each small packet waits for the answer to the one before: 40 ms a turn.
      noDelay: true,
      // Else each read asks for 64 KB of its own, for answers that are a few bytes long.
      onread: {
        buffer: Buffer.allocUnsafeSlow(readBytes),
        callback: (count: number, buffer: Uint8Array): boolean => socket.push(Buffer.from(buffer.subarray(0, count)))
      },
      autoSelectFamily: addresses.length > 1,
      autoSelectFamilyAttemptTimeout: addressTimeout,
      lookup: (_host, options, done) => {
        const [first] = addresses
        if (options.all === true) done(null, addresses)
        else done(null, first?.address ?? '', first?.family)
      }
    })
    const ignore = onAbort(signal, () => {
      socket.destroy()
      reject(signal.reason)
    })
    const settle = () => {
      ignore()
      socket.off('connect', connected)
      socket.off('error', failed)
    }
    const connected = () => {
      settle()
      resolve(socket)
    }
    const failed = (error: Error) => {
      settle()
      reject(error)
    }
    socket.once('connect', connected)
    socket.once('error', failed)
  })
}
