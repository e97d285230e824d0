import { addressOf } from '@shared/model/target'
import { airGapCode } from './guard/air-gap-error'
import { codeOf, messageOf } from './ssh/failures'

interface Place {
  readonly host: string
  readonly port: number
}

/** Why a connection to a server of mail or of the web did not come about or broke off, in words. */
export interface Trouble {
  readonly message: string
  readonly remedy: string
  readonly isAirGapped: boolean
  /** Another try would end the same. */
  readonly isLasting: boolean
}

const certificateCodes =
  /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH|INVALID_PURPOSE)/

/** The error's own code, or the one that it carries for what was beneath it. */
function deepCode(error: unknown): string {
  const inner =
    error instanceof Error
      ? 'originalCode' in error
        ? error.originalCode
        : codeOf(error.cause) || undefined
      : undefined
  return typeof inner === 'string' ? inner : codeOf(error)
}

/** Whether somebody answered whose certificate is not accepted. */
export const isCertificateTrouble = (error: unknown): boolean => certificateCodes.test(deepCode(error))

/** Says what an error of a socket means; `seconds` is how long the server was waited for. */
export function troubleWith(place: Place, error: unknown, seconds: number): Trouble {
  const address = addressOf(place)
  const passing = (message: string, remedy: string): Trouble => ({
    message,
    remedy,
    isAirGapped: false,
    isLasting: false
  })
  const code = deepCode(error)
  if (code === airGapCode)
    return {
      message: `The air gap is on, and nothing may connect to ${address}.`,
      remedy: 'Turn the air gap off in Settings → Network, or leave this out.',
      isAirGapped: true,
      isLasting: true
    }
  if (isCertificateTrouble(error)) return { ...passing(...certificateWords(address, code, error)), isLasting: true }
  if (/^ERR_SSL|^EPROTO/.test(code))
    return {
      ...passing(
        `${address} and Slipway could not agree on an encrypted connection.`,
        'Check that the port is one that speaks TLS, and that the server offers TLS 1.2 or newer.'
      ),
      isLasting: true
    }
  switch (code) {
    case 'ENOTFOUND':
      return passing(
        `The name ${place.host} has no address.`,
        'Check the spelling of the host, or enter an IP address.'
      )
    case 'EAI_AGAIN':
      return passing(
        `The name ${place.host} could not be looked up, because no name server answered.`,
        'Check this machine’s network connection and name servers, then try again.'
      )
    case 'ECONNREFUSED':
      return passing(`${address} refused the connection.`, 'Check host and port, and that the server runs.')
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return passing(
        `There is no network route to ${address}.`,
        'Check this machine’s network connection or VPN, and that the host is on.'
      )
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return passing(
        `${address} did not answer within ${seconds} s.`,
        'Check host and port, that the server is up, and that no firewall is in between.'
      )
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ECONNECTION':
    case 'UND_ERR_SOCKET':
      return passing(
        `${address} closed the connection before it answered.`,
        'Check that the port is the right one, and look at the server’s log.'
      )
    default:
      return passing(
        `The connection to ${address} failed: ${plain(messageOf(error)) || code}.`,
        'Check host and port, and this machine’s network.'
      )
  }
}

function certificateWords(address: string, code: string, error: unknown): readonly [string, string] {
  const bundle = 'Give the file of the authority that issued it (CA file), if you trust it.'
  if (code === 'CERT_HAS_EXPIRED')
    return [`The certificate of ${address} has expired.`, 'Have the server’s certificate renewed.']
  if (code === 'CERT_NOT_YET_VALID')
    return [`The certificate of ${address} is not valid yet.`, 'Check the clocks of this machine and of the server.']
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return [`The certificate of ${address} is for another host.`, 'Use the name that the certificate has.']
  if (/SELF_SIGNED|UNABLE_TO/.test(code))
    return [`The certificate of ${address} is from an authority that is not trusted here.`, bundle]
  return [`The certificate of ${address} is not accepted: ${plain(messageOf(error)) || code}.`, bundle]
}

/** Words of others, on one line, and not too many of them. */
export const plain = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: taking them out is the point
    .replaceAll(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim()
    .replace(/^(.{300}).+$/u, '$1…')
    .replace(/\.$/, '')
