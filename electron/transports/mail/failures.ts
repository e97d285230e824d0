import type { Failure } from '@shared/failure'
import { addressOf } from '@shared/model/target'
import { listOf } from '@shared/plan/words'
import { redacted } from '@shared/secret'
import type { MailServer } from '../../engine/ports'
import { plain, troubleWith } from '../net-trouble'
import { codeOf, messageOf } from '../ssh/failures'

const lasting = { again: 'useless' } as const

/** What a server said, without what it may repeat of the password. */
export function wordsOf({ login }: Pick<MailServer, 'login'>, response: string): string {
  if (login === null) return plain(response)
  const password = login.password.reveal()
  const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64')
  const forms = [password, base64(password), base64(`\u0000${login.user}\u0000${password}`)]
  return plain(forms.reduce((text, form) => text.replaceAll(form, redacted), response))
}

/** The reply that an error is about; null when the server said nothing. */
function replyIn(error: unknown): { readonly code: number; readonly words: string } | null {
  if (!(error instanceof Error) || !('responseCode' in error) || !('response' in error)) return null
  const { responseCode, response } = error
  return typeof responseCode === 'number' && typeof response === 'string'
    ? { code: responseCode, words: response }
    : null
}

/** 5yz is for good; 4yz, and a session that got out of step, may go better the next time. */
const isForGood = (code: number): boolean => code >= 500 && code < 600 && code !== 503

/** Why the connection did not come about or broke off. */
export function connectionFailure(server: MailServer, error: unknown): Failure {
  const { message, remedy, isAirGapped, isLasting } = troubleWith(server, error, Math.round(server.timeoutMs / 1000))
  return {
    kind: isAirGapped ? 'air-gapped' : 'mail-failed',
    message,
    remedy,
    ...(isLasting ? { detail: lasting } : {})
  }
}

/** Why the session did not begin: no greeting, no encryption. */
export function sessionFailure(server: MailServer, error: unknown): Failure {
  const reply = replyIn(error)
  const address = addressOf(server)
  if (reply === null) return noSession(server, error)
  if (codeOf(error) === 'ETLS')
    return {
      kind: 'mail-failed',
      message: `${address} does not encrypt by STARTTLS: ${wordsOf(server, reply.words)}.`,
      remedy: 'Choose TLS from the start, usually at port 465, or no encryption, if the network is trusted.',
      detail: lasting
    }
  return {
    kind: 'mail-failed',
    message: `${address} does not take mail now: ${wordsOf(server, reply.words)}.`,
    remedy: 'Look at the server’s log; it may not accept connections from this machine.',
    ...(isForGood(reply.code) ? { detail: lasting } : {})
  }
}

function noSession(server: MailServer, error: unknown): Failure {
  const failure = connectionFailure(server, error)
  if (codeOf(error) !== 'EPROTOCOL') return failure
  return {
    ...failure,
    message: `${addressOf(server)} does not speak as a mail server does.`,
    remedy: 'Check the port; a port for TLS from the start needs that chosen here, too.'
  }
}

/** Why nobody could log in. */
export function loginFailure(server: MailServer, error: unknown): Failure {
  const reply = replyIn(error)
  if (reply === null && codeOf(error) !== 'EAUTH') return connectionFailure(server, error)
  const said = wordsOf(server, reply?.words ?? messageOf(error))
  return {
    kind: 'mail-failed',
    message: `${addressOf(server)} refused the log-in of ${server.login?.user ?? 'nobody'}: ${said}.`,
    remedy: 'Correct user and password in Settings → Mail; some servers want a password made for programs.',
    ...(reply !== null && !isForGood(reply.code) ? {} : { detail: lasting })
  }
}

export const noLogin = (server: MailServer): Failure => ({
  kind: 'mail-failed',
  message: `${addressOf(server)} offers no log-in${server.security === 'none' ? ' without encryption' : ''}.`,
  remedy: server.security === 'none' ? 'Choose STARTTLS or TLS, or leave the user out.' : 'Leave the user out.',
  detail: lasting
})

/** Why the mail was not taken. */
export function deliveryFailure(server: MailServer, error: unknown): Failure {
  const reply = replyIn(error)
  if (reply === null)
    return codeOf(error) === 'EMESSAGE' || codeOf(error) === 'EENVELOPE'
      ? refusal(server, wordsOf(server, messageOf(error)), true)
      : connectionFailure(server, error)
  return refusal(server, wordsOf(server, reply.words), isForGood(reply.code))
}

const refusal = (server: MailServer, said: string, isLasting: boolean): Failure => ({
  kind: 'mail-failed',
  message: `${addressOf(server)} ${isLasting ? 'refused the mail' : 'does not take the mail now'}: ${said}.`,
  remedy: 'Check the addresses, also whom mails are from in Settings → Mail, and what this user may send.',
  ...(isLasting ? { detail: lasting } : {})
})

/** The mail was taken for some of the addresses. Sending it again would give these a second one. */
export function partlyRefused(
  server: MailServer,
  accepted: readonly string[],
  refused: readonly { readonly address: string; readonly response: string }[]
): Failure {
  const each = refused.map(({ address, response }) => `${address} (${wordsOf(server, response)})`)
  return {
    kind: 'mail-failed',
    message: `${addressOf(server)} took the mail for ${listOf(accepted)}, and refused it for ${listOf(each)}.`,
    remedy: 'Correct the addresses that were refused.',
    detail: lasting
  }
}

export const givenUp: Failure = {
  kind: 'cancelled',
  message: 'Sending the mail was given up.',
  remedy: 'Send it again when you want to.'
}
