import type { Failure } from './failure'

/** The outcome of anything that can fail for a reason the user should read. Failures travel as values, never as throws. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure }

export const ok = <T>(value: T): Result<T> => ({ ok: true, value })
export const fail = <T = never>(failure: Failure): Result<T> => ({ ok: false, failure })

/** Ends a switch over a closed union: a new member becomes a type error here instead of a silent gap. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`)
}
