import type { Failure, FailureKind } from '@shared/failure'
import type { Json } from './wire'

/** What a request is answered with. */
export type Answer =
  | { readonly status: number; readonly json: Json }
  /** Plain text in pieces, such as a log that is too long to be held at once. */
  | { readonly status: number; readonly text: AsyncIterable<string> }

export const done = (json: Json): Answer => ({ status: 200, json })
export const created = (json: Json): Answer => ({ status: 201, json })

/** An error as clients read it: they show the message, and each further line below it. */
export const refused = (status: number, message: string, errors: readonly string[] = []): Answer => ({
  status,
  json: { ErrorMessage: message, Errors: errors }
})

/** Kinds whose status is not that of a request that is wrong (400). */
const statuses: Partial<Readonly<Record<FailureKind, number>>> = {
  'not-found': 404,
  conflict: 409,
  'in-use': 409,
  'already-taken': 409,
  'plan-changed': 409,
  'package-exists': 409,
  forbidden: 403,
  'not-responsible': 403,
  // Final for clients, which would ask again for a 503: nothing changes before a person opens the vault.
  'vault-locked': 423,
  'vault-not-set-up': 423,
  'workspace-locked': 503,
  'storage-failed': 500,
  'storage-damaged': 500,
  internal: 500
}

/** A failure as an answer: its sentence, then the fields that were refused, then what to do. */
export const failed = (failure: Failure, status = statuses[failure.kind] ?? 400): Answer =>
  refused(
    status,
    sentenceOf(failure),
    [...(failure.issues ?? []).map(fieldWords), failure.remedy].filter(line => line !== '')
  )

/** The failure of a single field has no sentence besides what is wrong about the field. */
function sentenceOf({ message, issues = [] }: Failure): string {
  const [first] = issues
  if (issues.length !== 1 || first === undefined || first.message !== message) return message
  return first.path === '' ? `${message}.` : `The field “${first.path}” ${message}.`
}

const fieldWords = ({ path, message }: { readonly path: string; readonly message: string }): string =>
  path === '' ? message : `${path}: ${message}`
