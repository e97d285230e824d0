import type { Failure } from '@shared/failure'
import { addressOf } from '@shared/model/target'
import type { SshHop } from '../../engine/ports'
import { airGapCode } from '../guard/air-gap-error'

interface Place {
  readonly host: string
  readonly port: number
}

/** The system error code such as `ECONNREFUSED`, or an empty string. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The guard of all sockets refused it. */
const airGapped = (place: Place): Failure => ({
  kind: 'air-gapped',
  message: `The air gap is on, and ${addressOf(place)} is neither a target nor a jump host of this workspace.`,
  remedy: 'Add the host as a target or a jump host, or turn the air gap off in Settings → Network.'
})

export function resolveFailure(place: Place, error: unknown): Failure {
  if (codeOf(error) === airGapCode) return airGapped(place)
  const temporary = codeOf(error) === 'EAI_AGAIN'
  return {
    kind: 'host-unresolved',
    message: temporary
      ? `The name ${place.host} (port ${place.port}) could not be looked up, because no name server answered.`
      : `The name ${place.host} (port ${place.port}) has no address.`,
    remedy: temporary
      ? 'Check this machine’s network connection and name servers, then try again.'
      : 'Check the spelling of the host, or enter an IP address.'
  }
}

/** Why no TCP connection came about. */
export function tcpFailure(place: Place, error: unknown): Failure {
  const address = addressOf(place)
  switch (codeOf(error)) {
    case airGapCode:
      return airGapped(place)
    case 'ECONNREFUSED':
      return {
        kind: 'connection-refused',
        message: `${address} refused the connection.`,
        remedy: 'Check the port and that the SSH server runs on the host.'
      }
    case 'ETIMEDOUT':
      return {
        kind: 'connection-timeout',
        message: `${address} did not answer.`,
        remedy: 'Check host and port, that the machine is on, and that no firewall is in between.'
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
        remedy: 'Check host and port and this machine’s network.'
      }
  }
}

/** The failure with the name of the jump host that it is about, so that it is not taken for the target's own. */
export const named = ({ who }: SshHop, failure: Failure): Failure =>
  who.kind === 'target' ? failure : { ...failure, message: `Jump host “${who.name}”: ${failure.message}` }

/** A host in the middle of a sentence. */
export const nameOf = (hop: SshHop): string =>
  hop.who.kind === 'target' ? addressOf(hop) : `jump host “${hop.who.name}” (${addressOf(hop)})`

/** A jump host did not open the way to the next host. `words` are its own. */
export function forwardRefused(via: SshHop, place: Place, isForbidden: boolean, words: string): Failure {
  const address = addressOf(place)
  if (isForbidden)
    return {
      kind: 'connection-refused',
      message: `Jump host “${via.who.name}” does not let connections through to ${address}.`,
      remedy: 'Allow it in the jump host’s sshd_config (AllowTcpForwarding, PermitOpen), or choose another way there.'
    }
  return {
    kind: 'connection-refused',
    message: `${address} could not be reached from jump host “${via.who.name}”: ${words}.`,
    remedy: `Check host and port as “${via.who.name}” sees them, and that the SSH server runs there.`
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
    tcp: 'Check host and port, that the machine is on, and that no firewall is in between.',
    'host-key': 'Check that the port is the one of the SSH server, and that the host is not overloaded.',
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
  remedy: 'Check that the port is the one of an SSH server, then try again.'
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
