import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { connect, type Socket } from 'node:net'
import type { Failure } from '@shared/failure'
import type { HostKeyPin } from '@shared/model/target'
import type { Result } from '@shared/result'
import type { SshEndpoint } from '../../engine/ports'
import { onAbort } from '../on-abort'
import { type Deadline, startDeadline } from './deadline'
import { cancelled, type DialStage, resolveFailure, tcpFailure, timeoutFailure } from './failures'
import { type Handshake, shakeHands } from './handshake'
import type { Login } from './login'

export interface DialOptions {
  /** How long everything up to the log-in may take, from when it is this connection's turn. Milliseconds. */
  readonly readyTimeout: number
  readonly keepaliveInterval: number
  readonly keepaliveCount: number
}

/** Told as each stage is passed, with what was found. */
export type OnPassed = (stage: DialStage, detail: string) => void

export type Dialled =
  | ({ readonly ok: true } & Handshake)
  | {
      readonly ok: false
      readonly failure: Failure
      readonly stage: DialStage
      readonly hostKey: HostKeyPin | null
      /** The server closed before it showed its key: it may be at its limit, and asking again soon can help. */
      readonly isBusy: boolean
    }

/** One attempt to log in: resolve, connect, handshake, host key, authentication. Never rejects. */
export async function dial(
  endpoint: SshEndpoint,
  login: Result<Login>,
  options: DialOptions,
  onPassed: OnPassed,
  signal: AbortSignal
): Promise<Dialled> {
  const deadline = startDeadline(options.readyTimeout, signal)
  let stage: DialStage = 'resolve'
  const passed: OnPassed = (done, detail) => {
    const following = {
      resolve: 'tcp',
      tcp: 'host-key',
      'host-key': 'authentication',
      authentication: 'authentication'
    }
    stage = following[done] as DialStage
    onPassed(done, detail)
  }
  const stop = (failure: Failure): Dialled => ({
    ok: false,
    failure: interrupted(endpoint, stage, deadline, options) ?? failure,
    stage,
    hostKey: null,
    isBusy: false
  })
  try {
    const addresses = await resolve(endpoint.host, deadline.signal).catch((error: unknown) => ({ error }))
    if ('error' in addresses) return stop(resolveFailure(endpoint, addresses.error))
    passed('resolve', addresses.map(item => item.address).join(', '))

    const socket = await openSocket(endpoint, addresses, deadline.signal).catch((error: unknown) => ({ error }))
    if ('error' in socket) return stop(tcpFailure(endpoint, socket.error))
    passed('tcp', `connected to ${socket.remoteAddress ?? endpoint.host}`)

    const outcome = await shakeHands(socket, endpoint, login, options, passed, deadline.signal)
    if (outcome.ok) return outcome
    const failure = interrupted(endpoint, stage, deadline, options)
    return failure === null ? { ...outcome, stage } : { ...outcome, failure, stage, isBusy: false }
  } finally {
    deadline.clear()
  }
}

function interrupted(
  endpoint: SshEndpoint,
  stage: DialStage,
  deadline: Deadline,
  options: DialOptions
): Failure | null {
  if (!deadline.signal.aborted) return null
  return deadline.isExpired() ? timeoutFailure(endpoint, stage, options.readyTimeout) : cancelled(endpoint)
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

function openSocket(endpoint: SshEndpoint, addresses: LookupAddress[], signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: endpoint.host,
      port: endpoint.port,
      // Without it each small packet waits for the answer to the one before: 40 ms a turn.
      noDelay: true,
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
