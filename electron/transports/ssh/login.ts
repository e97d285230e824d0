import type { Failure } from '@shared/failure'
import type { LoginQuestion } from '@shared/login-question'
import { addressOf } from '@shared/model/target'
import { fail, ok, type Result } from '@shared/result'
import type { Secret } from '@shared/secret'
import type { AnyAuthMethod, AuthHandlerMiddleware, Prompt } from 'ssh2'
import type { SshHop } from '../../engine/ports'
import { authenticationFailed } from './failures'
import type { PrivateKeys } from './private-key'

/** How to log in, ready to be sent: the method that is tried at once, and its stand-in. */
export interface Login {
  readonly first: AnyAuthMethod
  /** Answers a server that asks for the password by questions instead. */
  readonly password: string | null
  /** For people: completes “logged in as deploy with …”. */
  readonly means: string
}

/** Checks everything about the login that can be checked without connecting. */
export function prepareLogin(hop: SshHop, keys: PrivateKeys, agentSocket: string | undefined): Result<Login> {
  const { login, username } = hop
  switch (login.kind) {
    case 'private-key': {
      const key = keys.parse(login.privateKey.reveal(), login.passphrase?.reveal() ?? null)
      if (!key.ok) return key
      return ok({
        first: { type: 'publickey', username, key: key.value },
        password: null,
        means: 'a private key'
      })
    }
    case 'password': {
      const password = login.password.reveal()
      return ok({ first: { type: 'password', username, password }, password, means: 'a password' })
    }
    case 'agent':
      if (agentSocket === undefined || agentSocket === '')
        return fail(
          authenticationFailed(
            'The account logs in with the SSH agent, and no agent runs on this machine.',
            'Start an SSH agent (so that SSH_AUTH_SOCK is set) before Slipway, or choose an account with a private key.',
            { field: 'username' }
          )
        )
      return ok({ first: { type: 'agent', username, agent: agentSocket }, password: null, means: 'the SSH agent' })
  }
}

/** A question that is not shown while typing can only be the password's; anything else is for a person. */
const isPasswordQuestion = (prompts: readonly Prompt[]): boolean =>
  prompts.length === 1 && prompts[0] !== undefined && prompts[0].echo !== true

/**
 * Drives ssh2's log-in: the right method at once, never `none`, then the server's questions. Calls `giveUp` when nothing
 * is left to try; the caller then ends the connection.
 */
export function authHandler(
  hop: SshHop,
  login: Result<Login>,
  giveUp: (failure: Failure) => void,
  ask: (question: LoginQuestion) => Promise<readonly Secret[] | null>
): AuthHandlerMiddleware {
  let hasTriedFirst = false
  let hasTriedQuestions = false
  return (left, partialSuccess, next) => {
    if (!login.ok) return giveUp(login.failure)
    const { first, password } = login.value
    if (!hasTriedFirst) {
      hasTriedFirst = true
      return next(first)
    }
    const accepted: readonly string[] = left ?? []
    const isFurther = partialSuccess === true
    // Questions stand in for a password, or are a second proof after a first one that was good.
    const isWorthwhile = isFurther || (password !== null && !accepted.includes('password'))
    if (hasTriedQuestions || !isWorthwhile || !accepted.includes('keyboard-interactive'))
      return giveUp(refused(hop, accepted, isFurther))
    hasTriedQuestions = true
    const unanswered = () => giveUp(refused(hop, accepted, true))
    next({
      type: 'keyboard-interactive',
      username: hop.username,
      prompt: answering(hop, isFurther ? null : password, ask, unanswered)
    })
  }
}

type OnPrompt = Extract<AnyAuthMethod, { type: 'keyboard-interactive' }>['prompt']

/** Answers the one question that can only be the password's by it, once, and puts all others to a person. */
function answering(
  { who }: SshHop,
  password: string | null,
  ask: (question: LoginQuestion) => Promise<readonly Secret[] | null>,
  unanswered: () => void
): OnPrompt {
  let unused = password
  return (title, instructions, _language, prompts, finish) => {
    // Some servers only have something to say.
    if (prompts.length === 0) return finish([])
    if (unused !== null && isPasswordQuestion(prompts)) {
      finish([unused])
      unused = null
      return
    }
    const shown = prompts.map(({ prompt, echo }) => ({ text: prompt, echo: echo === true }))
    void ask({ host: who.name, title, instructions, prompts: shown }).then(answers => {
      if (answers === null) unanswered()
      else finish(answers.map(answer => answer.reveal()))
    })
  }
}

type LoginKind = SshHop['login']['kind']

const credential: Record<LoginKind, string> = {
  'private-key': 'the account’s private key',
  password: 'the account’s password',
  agent: 'every key of the SSH agent'
}

const check: Record<LoginKind, string> = {
  'private-key':
    'Check “User name” and “Private key” in the account, and that the matching public key is in the user’s ~/.ssh/authorized_keys on the host.',
  password: 'Check “User name” and “Password” in the account.',
  agent:
    'Check “User name” in the account, that ssh-add -l lists the right key, and that its public key is in the user’s ~/.ssh/authorized_keys on the host.'
}

const field = { 'private-key': 'privateKey', password: 'password', agent: 'username' } as const
const method: Record<LoginKind, string> = { 'private-key': 'publickey', password: 'password', agent: 'publickey' }

function refused(hop: SshHop, accepted: readonly string[], wantsMore: boolean): Failure {
  const { kind } = hop.login
  const who = `${hop.username} on ${addressOf(hop)}`
  const detail = { field: field[kind], accepted: accepted.join(',') }
  if (wantsMore)
    return authenticationFailed(
      `Logging in as ${who} takes a further proof of identity, which nobody gave.`,
      'Answer what the server asks, in the window or at a terminal, or use an account that can log in with one private key alone.',
      detail
    )
  if (accepted.length > 0 && !accepted.includes(method[kind]))
    return authenticationFailed(
      `${addressOf(hop)} does not accept ${credential[kind]}: it accepts ${accepted.join(', ')} only.`,
      'Choose an account of a kind that the host accepts, or allow this kind in its sshd_config.',
      detail
    )
  return authenticationFailed(`The host refused ${credential[kind]} for ${who}.`, check[kind], detail)
}
