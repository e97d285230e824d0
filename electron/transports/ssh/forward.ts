import type { Duplex } from 'node:stream'
import type { Client } from 'ssh2'
import type { SshHop } from '../../engine/ports'
import { onAbort } from '../on-abort'
import type { Approached } from './approach'
import { cancelled, forwardRefused, messageOf } from './failures'

// Why a channel was not opened, by the numbers of RFC 4254, section 5.1.
const administrativelyProhibited = 1
const resourceShortage = 4

/** Asks a jump host for a stream of bytes to another host (`direct-tcpip`). Never rejects. */
export function forward(
  client: Client,
  via: SshHop,
  place: SshHop,
  whyLost: () => string | null,
  signal: AbortSignal
): Promise<Approached> {
  return new Promise(resolve => {
    const stop = (isForbidden: boolean, isBusy: boolean, words: string) => {
      ignore()
      resolve({ ok: false, failure: forwardRefused(via, place, isForbidden, whyLost() ?? words), isBusy })
    }
    const ignore = onAbort(signal, () => resolve({ ok: false, failure: cancelled(place), isBusy: false }))
    if (signal.aborted) return
    const opened = (error: Error | undefined, stream: Duplex) => {
      // It comes too late for anybody to take it.
      if (signal.aborted) return void (error ?? stream.destroy())
      if (error) {
        const reason = 'reason' in error ? error.reason : null
        const words = messageOf(error).replace(/^\(SSH\) Channel open failure: /, '')
        return stop(reason === administrativelyProhibited, reason === resourceShortage, words)
      }
      ignore()
      resolve({ ok: true, stream })
    }
    try {
      // Where the bytes come from is for the jump host's log only.
      client.forwardOut('127.0.0.1', 0, place.host, place.port, opened)
    } catch (error) {
      stop(false, false, messageOf(error))
    }
  })
}
