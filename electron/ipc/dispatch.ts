import { api, type CallName, type Input, type Output } from '@shared/api'
import type { Failure, FieldIssue } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import { fail, type Result } from '@shared/result'
import type { z } from 'zod'
import type { Handlers } from './handlers'

/** Carries out one call by its name. Whatever it is given, it answers with a result and never throws. */
export type Dispatch = (name: unknown, input: unknown) => Promise<Result<unknown>>

/** The same door with types, for callers inside this process. */
export type Call = <Name extends CallName>(name: Name, input: Input<Name>) => Promise<Result<Output<Name>>>

interface Options {
  readonly handlers: Handlers
  /** A short code that the person can quote and that the log has, too. */
  readonly newReference: () => string
  readonly report: (message: string) => void
}

/** The door that all callers come through: the name is looked up, the input checked, the handler's defects caught. */
export function createDispatch({ handlers, newReference, report }: Options): Dispatch {
  return async (name, input) => {
    if (!isCallName(name)) return fail(noSuchCall)
    try {
      const parsed = schemaOf(name).safeParse(input)
      if (!parsed.success) return fail(refused(parsed.error))
      return await handlerOf(handlers, name)(parsed.data)
    } catch (error) {
      if (error instanceof FailureError) return fail(error.failure)
      const reference = newReference()
      report(`${reference}: the call ${name} broke off: ${withoutInput(error, input)}`)
      return fail(broken(reference))
    }
  }
}

/** Adds the types of the contract to a dispatch. */
export const typed = (dispatch: Dispatch): Call => dispatch as Call

const isCallName = (name: unknown): name is CallName => typeof name === 'string' && Object.hasOwn(api, name)

const schemaOf = (name: CallName): z.ZodType => api[name].input

// Which handler belongs to which input is known to the table's type, but not to a lookup by a name from outside.
const handlerOf = (handlers: Handlers, name: CallName): ((input: unknown) => Promise<Result<unknown>>) =>
  handlers[name] as (input: unknown) => Promise<Result<unknown>>

const noSuchCall: Failure = {
  kind: 'invalid-input',
  message: 'There is no such call.',
  remedy: 'Check the name of the call.',
  issues: [{ path: '', message: 'is not the name of a call' }]
}

const shownIssues = 50

function refused(error: z.ZodError): Failure {
  const issues = firstOfEach(error.issues.map(toIssue)).slice(0, shownIssues)
  const [first] = issues
  const message =
    issues.length === 1 && first?.path
      ? `The field “${first.path}” ${startsLikeSentence(first.message)}.`
      : 'Some fields are not right.'
  return { kind: 'invalid-input', message, remedy: 'Correct the marked fields and try again.', issues }
}

/** One reason for each field is enough: the later ones follow from the first. */
const firstOfEach = (issues: readonly FieldIssue[]): readonly FieldIssue[] =>
  [...new Map([...issues].reverse().map(issue => [issue.path, issue])).values()].reverse()

function toIssue(issue: z.core.$ZodIssue): FieldIssue {
  const path = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') return { path: joined(path, issue.keys[0]), message: 'is not a known field' }
  if (issue.code === 'invalid_type' && issue.input === undefined) return { path, message: 'must be given' }
  return { path, message: issue.message }
}

const joined = (path: string, key: string | undefined): string => [path, key].filter(Boolean).join('.')

const startsLikeSentence = (message: string): string =>
  /^(must|is|has) /.test(message) ? message : `is wrong: ${message}`

const broken = (reference: string): Failure => ({
  kind: 'internal',
  message: 'Slipway could not carry this out because of a defect in itself.',
  remedy: `Try again; if it keeps happening, report it with the reference ${reference}.`,
  detail: { reference }
})

/** The error for the log, without any text that came in with the call: it may be a secret. */
function withoutInput(error: unknown, input: unknown): string {
  let text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  for (const secret of textsIn(input)) text = text.replaceAll(secret, '…')
  return text
}

const shortestSecret = 4

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string' && value.length >= shortestSecret) yield value
  else if (typeof value === 'object' && value !== null)
    for (const member of Object.values(value)) yield* textsIn(member)
}
