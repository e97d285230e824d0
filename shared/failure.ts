/**
 * Failures as data. Each has a kind that code may decide by, a plain sentence for the person, and what to do next.
 * Code never decides by the wording.
 */
export const failureKinds = [
  'invalid-input',
  'not-found',
  'conflict',
  'in-use',
  'plan-has-problems',
  'variables-tied',
  'release-corrupt',
  'not-open',
  'frozen',
  'approval-needed',
  'approval-refused',
  'host-unresolved',
  'connection-refused',
  'connection-timeout',
  'connection-lost',
  'host-key-unknown',
  'host-key-changed',
  'authentication-failed',
  'ssh-incompatible',
  'channel-refused',
  'interpreter-missing',
  'tools-missing',
  'disk-low',
  'clock-off',
  'script-failed',
  'timed-out',
  'aborted',
  'mail-failed',
  'mail-not-set-up',
  'http-failed',
  'unhealthy',
  'plan-changed',
  'deployment-failed',
  'not-responsible',
  'already-taken',
  'script-signalled',
  'artifact-missing',
  'package-missing',
  'package-invalid',
  'package-exists',
  'feed-failed',
  'transfer-failed',
  'install-failed',
  'configuration-failed',
  'bundle-invalid',
  'receipt-refused',
  'cancelled',
  'sudo-failed',
  'air-gapped',
  'secret-unavailable',
  'vault-locked',
  'vault-not-set-up',
  'passphrase-wrong',
  'storage-failed',
  'storage-damaged',
  'workspace-locked',
  'forbidden',
  'internal'
] as const

export type FailureKind = (typeof failureKinds)[number]

/** One field that was refused; `path` is dotted from the call's input, such as `steps.0.name`. */
export interface FieldIssue {
  readonly path: string
  readonly message: string
}

export interface Failure {
  readonly kind: FailureKind
  /** What happened, in one plain sentence. Never holds a secret. */
  readonly message: string
  /** What the person can do about it, in one plain sentence. */
  readonly remedy: string
  /** The fields that were refused, for `invalid-input` and for conflicts that belong to a field. */
  readonly issues?: readonly FieldIssue[]
  /** Machine-readable particulars, such as the fingerprints of a changed host key. Never holds a secret. */
  readonly detail?: Readonly<Record<string, string>>
}

/** The failure as words for a terminal: sentence, refused fields, remedy. */
export function describe(failure: Failure): string {
  const fields = (failure.issues ?? []).map(issue => `  ${issue.path}: ${issue.message}`)
  return [failure.message, ...fields, failure.remedy].filter(Boolean).join('\n')
}

/** An `invalid-input` failure that names one field. */
export const invalid = (path: string, message: string, remedy = 'Correct the field and try again.'): Failure => ({
  kind: 'invalid-input',
  message,
  remedy,
  issues: [{ path, message }]
})

/** A `not-found` failure; `what` is the domain word, such as `environment`. */
export const notFound = (what: string, id: string): Failure => ({
  kind: 'not-found',
  message: `There is no ${what} with the id “${id}”.`,
  remedy: `It may have been deleted in the meantime. Reload and choose another ${what}.`
})
