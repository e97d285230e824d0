import type { Duplex } from 'node:stream'
import type { Failure } from '@shared/failure'
import type { HostKeyPin } from '@shared/model/target'
import { addressOf } from '@shared/model/target'
import type { Result } from '@shared/result'
import { Client } from 'ssh2'
import type { Ask, SshHop } from '../../engine/ports'
import { onAbort } from '../on-abort'
import { offeredAlgorithms } from './algorithms'
import type { DialOptions, OnPassed } from './dial'
import {
  authenticationFailed,
  codeOf,
  incompatible,
  lostBeforeHandshake,
  lostWhileLoggingIn,
  messageOf,
  protocolFailure
} from './failures'
import { checkHostKey, describeHostKey } from './host-key'
import { noticeLife } from './liveness'
import { authHandler, type Login } from './login'
import { reusePackets } from './packets'

/** A connection that is logged in. */
export interface Handshake {
  readonly client: Client
  readonly stream: Duplex
  readonly hostKey: HostKeyPin
}

export type HandshakeOutcome =
  | ({ readonly ok: true } & Handshake)
  | { readonly ok: false; readonly failure: Failure; readonly hostKey: HostKeyPin | null; readonly isBusy: boolean }

/** From an open stream to a logged-in client; the stream is gone when it fails. Never rejects. */
export function shakeHands(
  stream: Duplex,
  hop: SshHop,
  login: Result<Login>,
  options: DialOptions,
  onPassed: OnPassed,
  signal: AbortSignal,
  ask: Ask
): Promise<HandshakeOutcome> {
  return new Promise(resolve => {
    const client = new Client()
    let hostKey: HostKeyPin | null = null
    let hasPeerLeft = false
    let isSettled = false
    const over = new AbortController()
    let ignore: () => void = () => undefined
    const settle = (outcome: HandshakeOutcome) => {
      if (isSettled) return
      isSettled = true
      over.abort()
      ignore()
      if (!outcome.ok) stream.destroy()
      resolve(outcome)
    }
    const stop = (failure: Failure, isBusy = false) => settle({ ok: false, failure, hostKey, isBusy })
    const lost = () => (hostKey === null ? stop(lostBeforeHandshake(hop), true) : stop(lostWhileLoggingIn(hop)))

    // Registered before ssh2's own listeners, so that its errors can be told from the far side hanging up.
    stream.once('end', () => {
      hasPeerLeft = true
    })
    client.on('error', error => {
      if (isSettled || isHandledByLogin(error)) return
      if (hasPeerLeft || isSocketError(error)) lost()
      else stop(explain(hop, hostKey, error))
    })
    client.once('close', lost)
    // At the first keys and whenever they change.
    client.on('handshake', () => reusePackets(client))
    client.once('change password', () => stop(passwordExpired(hop)))
    client.once('ready', () => {
      if (hostKey === null || !login.ok) return stop(protocolFailure(hop, 'it skipped the host key'))
      noticeLife(client, stream)
      onPassed('authentication', `logged in as ${hop.username} with ${login.value.means}`)
      settle({ ok: true, client, stream, hostKey })
    })
    ignore = onAbort(signal, () => stop(protocolFailure(hop, 'it was interrupted')))
    if (signal.aborted) return
    client.connect({
      sock: stream,
      username: hop.username,
      algorithms: offeredAlgorithms(hop.hostKey),
      // Our own deadline covers name look-up and connecting, too.
      readyTimeout: 0,
      keepaliveInterval: options.keepaliveInterval,
      keepaliveCountMax: options.keepaliveCount,
      authHandler: authHandler(hop, login, stop, question => ask(question, over.signal)),
      hostVerifier: (key: Buffer) => {
        hostKey = describeHostKey(key)
        const failure = checkHostKey(hop, hostKey)
        if (failure === null) onPassed('host-key', `${hostKey.algorithm} ${hostKey.fingerprint}`)
        else stop(failure)
        return failure === null
      }
    })
  })
}

const levelOf = (error: Error): string => ('level' in error && typeof error.level === 'string' ? error.level : '')

/** After these ssh2 asks our log-in handler what to try next, and that one decides. */
const isHandledByLogin = (error: Error): boolean =>
  levelOf(error) === 'agent' || levelOf(error) === 'client-authentication'

const isSocketError = (error: Error): boolean => levelOf(error) === 'client-socket' || codeOf(error) !== ''

function explain(hop: SshHop, hostKey: HostKeyPin | null, error: Error): Failure {
  // The far side took its leave with a reason, such as too many refused keys.
  const isDisconnect = 'code' in error && typeof error.code === 'number'
  if (isDisconnect && hostKey !== null)
    return authenticationFailed(
      `${addressOf(hop)} ended the log-in of ${hop.username}: ${error.message}.`,
      'Check the account. An SSH agent with many keys is refused after a few of them: remove the others with ssh-add -d.',
      { field: 'username' }
    )
  if (levelOf(error) === 'handshake') return incompatible(hop, messageOf(error).replace(/^Handshake failed: /, ''))
  return protocolFailure(hop, messageOf(error))
}

const passwordExpired = (hop: SshHop): Failure =>
  authenticationFailed(
    `The password of ${hop.username} on ${addressOf(hop)} has expired.`,
    'Set a new password on the host, then change “Password” in the account.',
    { field: 'password' }
  )
