import type { Failure } from '@shared/failure'
import { type MailAddress, parseAddresses, withoutRepeats } from '@shared/mail-address'
import { listOf } from '@shared/plan/words'
import { fail, ok, type Result } from '@shared/result'
import type { Mail } from '../ports'
import type { Attempt, AttemptEnd, Perform } from './action'
import { isUselessAgain } from './again'

/** How long to wait before the second and the third try, in milliseconds. */
const pauses: readonly number[] = [5000, 20_000]

/**
 * Sends a mail from this machine. Addresses, subject and body are what they come to at this moment. A server that cannot
 * be reached or says “not now” is asked again; one that refuses is not.
 */
export const performEmail: Perform<'email'> = async attempt => {
  const { context, staged, signal } = attempt
  const mail = mailOf(attempt)
  if (!mail.ok) return failed(mail.failure)
  for (let tries = 1; ; tries++) {
    const sent = await context.ports.mail.send(mail.value, signal)
    if (sent.ok) {
      void context.log.say(staged.id, 'info', sentWords(mail.value))
      return { kind: 'succeeded' }
    }
    if (signal.aborted) return { kind: 'stopped' }
    const pause = pauses[tries - 1]
    if (pause === undefined || isUselessAgain(sent.failure)) return failed(sent.failure)
    const next = `Try ${tries + 1} of ${pauses.length + 1} begins in ${pause / 1000} s.`
    void context.log.say(staged.id, 'warning', `${sent.failure.message} ${next}`)
    await context.ports.sleep(pause, signal)
    if (signal.aborted) return { kind: 'stopped' }
  }
}

const failed = (failure: Failure): AttemptEnd => ({ kind: 'failed', end: null, failure })

/** The mail as it is now, or why there is none. */
function mailOf({ action, render, context }: Attempt<'email'>): Result<Mail> {
  const fields = [
    { name: 'To', ...parseAddresses(render(action.to)) },
    { name: 'CC', ...parseAddresses(render(action.cc ?? '')) },
    { name: 'BCC', ...parseAddresses(render(action.bcc ?? '')) }
  ]
  const wrong = fields.filter(({ bad }) => bad.length > 0)
  if (wrong.length > 0) return fail(badAddresses(wrong))
  const [to = [], cc = [], bcc = []] = withoutRepeats(...fields.map(({ addresses }) => addresses))
  if (to.length === 0) return fail(nobody)
  return ok({
    id: context.ports.token(),
    to,
    cc,
    bcc,
    // A line break would begin another header.
    subject: render(action.subject).replaceAll(/\s+/g, ' ').trim(),
    body: render(action.body),
    isHtml: action.isHtml === true,
    priority: action.priority ?? 'normal'
  })
}

const nobody: Failure = {
  kind: 'mail-failed',
  message: 'There is nobody to send the mail to: “To” is empty once its variables are replaced.',
  remedy: 'Write an address into “To”, or give its variables a value in this place.'
}

const shownBad = 5

function badAddresses(fields: readonly { readonly name: string; readonly bad: readonly string[] }[]): Failure {
  const words = fields.map(({ name, bad }) => {
    const rest = bad.length - shownBad
    const quoted = bad.slice(0, shownBad).map(text => `“${text}”`)
    return `“${name}” holds ${listOf(rest > 0 ? [...quoted, `${rest} more`] : quoted)}`
  })
  return {
    kind: 'mail-failed',
    message: `What should be mail addresses is none: ${listOf(words)}.`,
    remedy: 'Correct them, or the variables that they come from. Commas or semicolons stand between addresses.'
  }
}

/** Whom it went to. What it says is nobody's business but theirs. */
function sentWords({ to, cc, bcc, subject }: Mail): string {
  const named = (list: readonly MailAddress[], how: string) => list.map(({ address }) => `${address}${how}`)
  const all = [...named(to, ''), ...named(cc, ' (copy)'), ...named(bcc, ' (blind copy)')]
  return `Sent “${subject}” to ${all.length === 1 ? '1 address' : `${all.length} addresses`}: ${all.join(', ')}.`
}
