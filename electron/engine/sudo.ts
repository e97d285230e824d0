import type { Failure } from '@shared/failure'
import type { Command, Sudo } from './ports'
import { quoteShell } from './quote'

/** Another user that a command runs as. */
export interface OtherUser {
  readonly name: string
  readonly sudo: Exclude<Sudo, { kind: 'none' }>
}

/** Exit codes by which the way to the other user says that it ends before the command began. */
export const noSudo = 118
export const refused = 119

/** What is said where the shell has nothing built in by which it could hand over a password. */
const noMeans = 'slipway: no printf built in'

/**
 * Runs as the login user. It reads how to become whom, asks sudo once with nothing but the password to read, and only
 * then starts the command: with the whole input to read, sudo would take the script for a second and a third password,
 * and hosts lock accounts after three wrong ones. `-k` keeps a password that sudo remembers from changing what is read.
 */
const outer = [
  'IFS= read -r k',
  'IFS= read -r u',
  'p=',
  'if [ "$k" = password ]; then IFS= read -r p; fi',
  'cd /',
  `command -v sudo >/dev/null 2>&1 || { echo "sudo: command not found"; exit ${noSudo}; }`,
  // A program would have the password as an argument, for everybody on the host to see.
  'w=none',
  'if [ "$(command -v printf)" = printf ]; then w=printf; elif [ "$(command -v print)" = print ]; then w=print; fi',
  `if [ "$k $w" = "password none" ]; then echo "${noMeans}"; exit ${refused}; fi`,
  'w() { if [ $w = printf ]; then printf "%s\\n" "$p"; else print -r -- "$p"; fi; }',
  'if [ "$k" = password ]; ' +
    'then m=$(w | LC_ALL=C sudo -k -S -H -p "" -u "$u" -- sh -c "echo slipway-in" 2>&1); ' +
    'else m=$(LC_ALL=C sudo -n -H -u "$u" -- sh -c "echo slipway-in" 2>&1 </dev/null); fi',
  'p=',
  `case $m in *slipway-in) ;; *) set -f; echo $m; exit ${refused};; esac`,
  'if [ "$k" = password ]; then exec sudo -k -S -H -p "" -u "$u" -- "$@"; else exec sudo -n -H -u "$u" -- "$@"; fi'
].join('; ')

const begin = 'slipway-begin'

/**
 * Runs as the other user. Where sudo wanted no password, the password is still there to be read: everything before the
 * line that begins the command's own input is read over. A user without a home that can be written to, as services have
 * them, gets a folder of its own below /tmp.
 */
const inner = [
  `while IFS= read -r l; do case $l in ${begin}) break;; esac; done`,
  'l=',
  'cd /',
  'o=$(umask)',
  'umask 077',
  'if mkdir -p -- "$HOME/.slipway/work" 2>/dev/null && [ -w "$HOME/.slipway/work" ]; then :; ' +
    'else d=/tmp/slipway-$(id -u); mkdir -m 700 "$d" 2>/dev/null; ' +
    'if [ -d "$d" ] && [ -O "$d" ] && [ -w "$d" ]; then if [ -L "$d" ]; then :; else export SLIPWAY_WORK="$d"; fi; fi; fi',
  'umask "$o"',
  'exec "$@"'
].join('; ')

/** The command as another user of the same POSIX host. Its line stays a constant: whom and how is in the input. */
export function asUser({ name, sudo }: OtherUser, { argv, stdin }: Command): Command {
  const password = sudo.kind === 'password' ? sudo.password.reveal() : null
  // The first of the two is for the question whether sudo lets us, the second for sudo itself.
  const head = [sudo.kind, name, ...(password === null ? [] : [password, password]), begin, ''].join('\n')
  const words = ['sh', '-c', outer, 'slipway', 'sh', '-c', inner, 'slipway', ...argv] as const
  return {
    argv: words,
    line: `exec ${words.map(word => (/^[\w./-]+$/.test(word) ? word : quoteShell(word))).join(' ')}`,
    stdin: Buffer.concat([Buffer.from(head), stdin])
  }
}

/** Where something was to run as another user, in words. */
export interface SudoScene {
  readonly step: string
  readonly place: string
  /** The user it was to run as. */
  readonly runAs: string
}

/**
 * Why a command that never began could not become the other user; null when it was not for that. The exit code
 * decides; what sudo said only makes the sentence more precise.
 */
export function sudoFailure(code: number, said: string | null, { step, place, runAs }: SudoScene): Failure | null {
  if (code !== noSudo && code !== refused) return null
  const what = `“${step}” could not run as ${runAs} on ${place}`
  if (code === noSudo)
    return failed(
      `${what}: sudo is not installed there.`,
      `Install sudo on ${place}, or let the step run as the account itself.`
    )
  const known = reasons.find(({ words }) => words.test(said ?? ''))
  if (known) return failed(`${what}: ${known.why}.`, known.remedy(place, runAs))
  const heard = said === null ? '.' : `. It said: ${said}`
  return failed(
    `${what}: sudo refused${heard}`,
    `Try “sudo -u ${runAs} true” as the account on ${place} to see what is wrong.`
  )
}

const failed = (message: string, remedy: string): Failure => ({ kind: 'sudo-failed', message, remedy })

interface Reason {
  readonly words: RegExp
  readonly why: string
  readonly remedy: (place: string, runAs: string) => string
}

const reasons: readonly Reason[] = [
  {
    words: /incorrect password|no password was provided|try again|authentication failure/i,
    why: 'the password for sudo is wrong',
    remedy: () => 'Correct the password for sudo in the account.'
  },
  {
    words: new RegExp(noMeans),
    why: 'sh there has neither printf nor print built in, and would show the password to everybody on the host',
    remedy: place =>
      `Make another shell sh on ${place}, such as dash, or allow the account without a password (NOPASSWD).`
  },
  {
    words: /must have a tty/i,
    why: 'sudo there works on a terminal only',
    remedy: place => `Take “requiretty” out of the sudo rules on ${place}, at least for the account.`
  },
  {
    words: /unknown user/i,
    why: 'there is no such user',
    remedy: place => `Correct the user in the step, or make that user on ${place}.`
  },
  {
    words: /password is required|terminal is required/i,
    why: 'sudo wants a password, and the account has none for it',
    remedy: place =>
      `Store the password for sudo in the account, or allow the account on ${place} without one (NOPASSWD).`
  },
  {
    words: /not in the sudoers file|not allowed|may not run/i,
    why: 'the sudo rules there do not allow it to the account',
    remedy: (place, runAs) => `Allow the account to run “sh” as ${runAs} in the sudo rules on ${place}.`
  }
]
