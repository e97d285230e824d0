import type { Failure } from '@shared/failure'
import { durationOf } from '@shared/plan/words'
import { fail, ok, type Result } from '@shared/result'
import type { HttpRequest, HttpResponse } from '../ports'
import { recordOutput } from '../record-output'
import type { Attempt, AttemptEnd, Perform } from './action'
import { isUselessAgain } from './again'
import { type Prepared, prepareRequest, webAddress, withoutLogin } from './http-request'
import { type Expectation, isExpected, judgeAnswer } from './http-verdict'

/** How many redirects are followed for one answer. */
const mostRedirects = 5
/** How much of a body becomes an output variable, and how much of a wrong one is shown; in characters. */
const keptBody = 10_000
const shownBody = 1000

/**
 * Asks a web server from this machine, once or until its answer is right. The last answer becomes the output variables
 * `Http.Status` and `Http.Body`. What headers hold is never said.
 */
export const performHttp: Perform<'http'> = async attempt => {
  const prepared = prepareRequest(attempt)
  if (!prepared.ok) return failed(prepared.failure)
  const expected = expectationOf(attempt)
  const readable = await checkPattern(attempt, expected)
  if (!readable.ok) return failed(readable.failure)
  const course: Course = { attempt, prepared: prepared.value, expected, last: null, said: new Set() }
  const end = await askUntilRight(course)
  if (course.last === null || end.kind === 'stopped') return end
  const kept = await keepAnswer(attempt, course.last)
  return end.kind === 'succeeded' && kept !== null ? failed(kept) : end
}

/** What is known while an action asks again and again. */
interface Course {
  readonly attempt: Attempt<'http'>
  readonly prepared: Prepared
  readonly expected: Expectation
  /** The last answer; null as long as there is none. */
  last: HttpResponse | null
  /** Redirects that the log has already. */
  readonly said: Set<string>
}

const failed = (failure: Failure): AttemptEnd => ({ kind: 'failed', end: null, failure })

function expectationOf({ action, render }: Attempt<'http'>): Expectation {
  const { expectStatus = '200-299', expectBody } = action
  return { status: expectStatus, body: expectBody ? { ...expectBody, text: render(expectBody.text) } : null }
}

/** A regular expression that cannot be read is known before anything is asked. */
const checkPattern = async ({ context }: Attempt<'http'>, { body }: Expectation): Promise<Result<boolean>> =>
  body?.kind === 'matches' ? context.ports.http.matches(body.text, '') : ok(true)

async function askUntilRight(course: Course): Promise<AttemptEnd> {
  const { attempt, prepared } = course
  const { action, context, signal } = attempt
  const { now, sleep } = context.ports
  const { until } = action
  const deadline = until === undefined ? null : now() + until.forSeconds * 1000
  for (let tries = 1; ; tries++) {
    const startedAt = now()
    const tried = await askOnce(course, deadline === null ? null : deadline - startedAt)
    if (signal.aborted) return { kind: 'stopped' }
    if (!tried.ok && isUselessAgain(tried.failure)) return failed(tried.failure)
    const words = tried.ok ? tried.value.words : `failed: ${tried.failure.message}`
    const took = durationOf(now() - startedAt)
    if (tried.ok && tried.value.isRight) {
      void context.log.say(attempt.staged.id, 'info', `${prepared.shown} ${words}, after ${took}.`)
      return { kind: 'succeeded' }
    }
    const pause = (until?.everySeconds ?? 0) * 1000
    if (until === undefined || deadline === null || now() + pause >= deadline)
      return failed(notRight(course, tried, tries))
    const again = `Asks again in ${until.everySeconds} s.`
    void context.log.say(attempt.staged.id, 'info', `Try ${tries}: ${prepared.shown} ${ended(words)} ${again}`)
    await sleep(pause, signal)
    if (signal.aborted) return { kind: 'stopped' }
  }
}

const ended = (words: string): string => (/[.!?]$/.test(words) ? words : `${words}.`)

/** One try: its answer, redirects followed, and what it is worth. `leftMs`: it must not take longer. */
async function askOnce(course: Course, leftMs: number | null) {
  const { attempt, prepared, expected } = course
  const { context } = attempt
  const timeoutMs =
    leftMs === null ? prepared.request.timeoutMs : Math.min(prepared.request.timeoutMs, Math.max(1000, leftMs))
  const answer = await ask(course, { ...prepared.request, timeoutMs })
  if (!answer.ok) return answer
  course.last = answer.value
  const shorten = (text: string) => shortened(context.redactor.text(text), 100)
  return judgeAnswer(answer.value, expected, context.ports.http, shorten)
}

/** Only what asks for something and changes nothing is asked again elsewhere. */
const followed: ReadonlySet<string> = new Set(['GET', 'HEAD'])
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

async function ask(course: Course, first: HttpRequest): Promise<Result<HttpResponse>> {
  const { attempt, expected, prepared } = course
  const { context, signal, staged } = attempt
  let request = first
  for (let hops = 0; ; hops++) {
    const answer = await context.ports.http.request(request, signal)
    if (!answer.ok) return answer
    const { status, location } = answer.value
    const isRedirect = redirects.has(status) && location !== null && followed.has(request.method)
    if (!isRedirect || isExpected(status, expected.status)) return answer
    const next = webAddress(location, request.url)
    if (next === null || hops === mostRedirects) return fail(lostOnTheWay(prepared, next === null))
    const words = `Redirected (${status}) to ${prepared.showAddress(next)}.`
    if (!course.said.has(words)) void context.log.say(staged.id, 'info', words)
    course.said.add(words)
    request = redirected(request, next)
  }
}

/** Headers that say nothing about who asks. */
const harmless: ReadonlySet<string> = new Set(['accept', 'accept-language', 'user-agent'])

/** To another origin go no headers that could let somebody in, whatever they are called. */
function redirected(request: HttpRequest, next: URL): HttpRequest {
  const isSame = next.origin === new URL(request.url).origin
  const headers = isSame ? request.headers : request.headers.filter(({ name }) => harmless.has(name.toLowerCase()))
  return { ...request, url: withoutLogin(next), headers, body: null }
}

function lostOnTheWay({ shown }: Prepared, isNowhere: boolean): Failure {
  return {
    kind: 'http-failed',
    message: isNowhere
      ? `${shown} leads to what is no web address.`
      : `${shown} leads on and on: more than ${mostRedirects} redirects.`,
    remedy: 'Ask for the address where the answer is, or look at the configuration of the server.'
  }
}

function notRight({ attempt, prepared, last }: Course, tried: Result<{ words: string }>, tries: number): Failure {
  const { action, context, staged } = attempt
  const isAnswer = tried.ok && last !== null && last.body.trim() !== ''
  if (isAnswer) {
    const start = shortened(context.redactor.text(last.body), shownBody)
    void context.log.say(staged.id, 'verbose', `The body of the last answer begins:\n${start}`)
  }
  const { until } = action
  if (until !== undefined) {
    const words = tried.ok ? `the last try ${tried.value.words}` : `the last try failed: ${tried.failure.message}`
    const count = tries === 1 ? '1 try' : `${tries} tries`
    return {
      kind: 'http-failed',
      message: ended(`${prepared.shown} was not right within ${until.forSeconds} s and ${count}; ${words}`),
      remedy: 'Look at what the server says, and at its own log; give it more time if it merely starts slowly.'
    }
  }
  if (!tried.ok) return tried.failure
  return {
    kind: 'http-failed',
    message: `${prepared.shown} ${tried.value.words}.`,
    remedy: isAnswer
      ? 'Read the beginning of the answer in the log (level verbose), and the server’s own log.'
      : 'Look at the server’s own log.'
  }
}

const shortened = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')}…`

/** Passes the answer on as scripts do. A body that holds a secret becomes one. Returns what kept it from being stored. */
async function keepAnswer({ context, staged }: Attempt<'http'>, { status, body }: HttpResponse) {
  const failure = await recordOutput(context, staged, 'Http.Status', String(status))
  return (await recordOutput(context, staged, 'Http.Body', startOf(body, context.redactor))) ?? failure
}

/** The beginning of a body. No secret lies across its end, where half of one would not be known for what it is. */
function startOf(body: string, redactor: Attempt['context']['redactor']): string {
  if (body.length <= keptBody) return body
  const bytes = Buffer.from(body, 'utf8')
  const most = Buffer.byteLength(body.slice(0, keptBody).replace(/[\uD800-\uDBFF]$/, ''), 'utf8')
  const cut = redactor.safeCut(bytes, most)
  return cut === null ? '' : bytes.subarray(0, cut).toString('utf8')
}
