import type { ActionOf } from '@shared/model/action'
import { ok, type Result } from '@shared/result'
import type { HttpPort, HttpResponse } from '../ports'

/** What an answer must be like, with everything replaced. */
export interface Expectation {
  /** Codes and ranges, such as `200-299,304`. */
  readonly status: string
  readonly body: NonNullable<ActionOf<'http'>['expectBody']> | null
}

/** Whether an answer is right, and in a few words what it was. */
export interface HttpVerdict {
  readonly isRight: boolean
  /** Completes “It …”, such as `answered 503 instead of 200-299`. */
  readonly words: string
}

/** How much of a body a regular expression looks at; in characters. */
const searched = 100_000

/** Whether a status is among codes and ranges such as `200-299,304`. */
export const isExpected = (status: number, ranges: string): boolean =>
  ranges.split(',').some(range => {
    const [from = '', to = from] = range.split('-')
    return status >= Number(from) && status <= Number(to)
  })

/**
 * Judges an answer. Fails only where the regular expression cannot be used.
 * @param shorten masks a text and cuts it down for a sentence
 */
export async function judgeAnswer(
  { status, body }: Pick<HttpResponse, 'status' | 'body'>,
  expected: Expectation,
  http: Pick<HttpPort, 'matches'>,
  shorten: (text: string) => string
): Promise<Result<HttpVerdict>> {
  if (!isExpected(status, expected.status))
    return ok({ isRight: false, words: `answered ${status} instead of ${expected.status.replaceAll(/\s/g, '')}` })
  if (expected.body === null) return ok({ isRight: true, words: `answered ${status}` })
  const { kind, text } = expected.body
  const found = kind === 'contains' ? ok(body.includes(text)) : await http.matches(text, body.slice(0, searched))
  if (!found.ok) return found
  if (found.value) return ok({ isRight: true, words: `answered ${status}, and its body is as expected` })
  const lack = kind === 'contains' ? 'does not contain' : 'does not match'
  return ok({ isRight: false, words: `answered ${status}, but its body ${lack} “${shorten(text)}”` })
}
