import { basename } from 'node:path'
import type { Failure } from '@shared/failure'
import { FailureError } from '@shared/failure-error'

/** Refuses an archive: what is wrong with it, in words that go on from “… cannot be used:”. */
export type Refuse = (why: string) => FailureError

/** Refusals of one archive. */
export const refusing =
  (file: string): Refuse =>
  why =>
    new FailureError({
      kind: 'package-invalid',
      message: `${basename(file)} cannot be used: ${why}.`,
      remedy: 'Nothing of it was taken. Make the package anew, or get it from where it was made once more.',
      detail: { file }
    } satisfies Failure)

/** A name from an archive, short and printable. */
export const quoted = (name: string): string => JSON.stringify(name.length > 120 ? `${name.slice(0, 117)}…` : name)

const systemCode = /^E[A-Z]+$/

/** What a thrown error means: refusals stay, the system's errors stay, and everything else is damage of the archive. */
export function asRefusal(error: unknown, refuse: Refuse): unknown {
  if (error instanceof FailureError) return error
  if (error instanceof Error && error.name === 'AbortError') return error
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (systemCode.test(code)) return error
  return refuse(`it is damaged or cut short (${error instanceof Error ? error.message : String(error)})`)
}
