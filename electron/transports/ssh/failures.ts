import type { Failure } from '@shared/failure'
import { addressOf } from '@shared/model/target'

interface Place {
  readonly host: string
  readonly port: number
}

/** The system error code such as `ECONNREFUSED`, or an empty string. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

export function resolveFailure(place: Place, error: unknown): Failure {
  const temporary = codeOf(error) === 'EAI_AGAIN'
  return {
    kind: 'host-unresolved',
    message: temporary
      ? `The name ${place.host} (port ${place.port}) could not be looked up, because no name server answered.`
      : `The name ${place.host} (port ${place.port}) has no address.`,
    remedy: temporary
      ? 'Check this machine’s network connection and name servers, then try again.'
      : 'Check the spelling of the target’s host, or enter an IP address.'
  }
}

/** Why no TCP connection came about. */
export function tcpFailure(place: Place, error: unknown): Failure {
  const address = addressOf(place)
  switch (codeOf(error)) {
    case 'ECONNREFUSED':
      return {
        kind: 'connection-refused',
        message: `${address} refused the connection.`,
        remedy: 'Check the target’s port and that the SSH server runs on the host.'
      }
    case 'ETIMEDOUT':
      return {
        kind: 'connection-timeout',
        message: `${address} did not answer.`,
        remedy: 'Check the target’s host and port, that the machine is on, and that no firewall is in between.'
      }
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
      return {
        kind: 'connection-timeout',
        message: `There is no network route to ${address}.`,
        remedy: 'Check this machine’s network connection or VPN, and that the host is on.'
      }
    case 'ECONNRESET':
      return lostBeforeHandshake(place)
    default:
      return {
        kind: 'connection-refused',
        message: `No connection to ${address} could be opened: ${codeOf(error) || messageOf(error)}.`,
        remedy: 'Check the target’s host and port and this machine’s network.'
      }
  }
}

export type DialStage = 'resolve' | 'tcp' | 'host-key' | 'authentication'

export function timeoutFailure(place: Place, stage: DialStage, ms: number): Failure {
  const address = addressOf(place)
  const seconds = Math.round(ms / 1000)
  const what: Record<DialStage, string> = {
    resolve: `The name ${place.host} (port ${place.port}) was not looked up within ${seconds} s.`,
    tcp: `${address} did not answer within ${seconds} s.`,
    'host-key': `${address} accepted the connection, but did not speak SSH within ${seconds} s.`,
    authentication: `${address} did not finish the log-in within ${seconds} s.`
  }
  const remedy: Record<DialStage, string> = {
    resolve: 'Check this machine’s network connection and name servers, then try again.',
    tcp: 'Check the target’s host and port, that the machine is on, and that no firewall is in between.',
    'host-key': 'Check that the target’s port is the one of the SSH server, and that the host is not overloaded.',
    authentication: 'Look at the SSH server’s log on the host: its user directory or its name service may be slow.'
  }
  return { kind: 'connection-timeout', message: what[stage], remedy: remedy[stage] }
}

export const lostBeforeHandshake = (place: Place): Failure => ({
  kind: 'connection-lost',
  message: `${addressOf(place)} closed the connection before the SSH handshake was done.`,
  remedy:
    'The SSH server may be at its limit of new connections (MaxStartups), may not allow this address, or another service uses the port. Try again, or look at the server’s log.'
})

export const lostWhileLoggingIn = (place: Place): Failure => ({
  kind: 'connection-lost',
  message: `The connection to ${addressOf(place)} was lost during the log-in.`,
  remedy: 'Try again. If it happens again, look at the SSH server’s log on the host.'
})

export const incompatible = (place: Place, reason: string): Failure => ({
  kind: 'ssh-incompatible',
  message: `${addressOf(place)} and Slipway could not agree on how to encrypt the connection: ${reason}.`,
  remedy:
    'Update the SSH server, or enable current algorithms there, such as curve25519-sha256, aes128-gcm and an ed25519 host key.'
})

export const protocolFailure = (place: Place, reason: string): Failure => ({
  kind: 'connection-lost',
  message: `The connection to ${addressOf(place)} broke off: ${reason}.`,
  remedy: 'Check that the target’s port is the one of an SSH server, then try again.'
})

export const cancelled = (place: Place): Failure => ({
  kind: 'cancelled',
  message: `Connecting to ${addressOf(place)} was cancelled.`,
  remedy: 'Connect again when you want to.'
})

/** `field` is the field of the account that has to be looked at. */
export const authenticationFailed = (
  message: string,
  remedy: string,
  detail: { readonly field: 'privateKey' | 'passphrase' | 'password' | 'username'; readonly accepted?: string }
): Failure => ({ kind: 'authentication-failed', message, remedy, detail })
