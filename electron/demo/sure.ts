import type { Failure } from '@shared/failure'
import type { Result } from '@shared/result'

/** A service refused something that the demo's content is made of. */
export class Refused extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message)
    this.failure = failure
  }
}

/** The value, where a failure means giving up altogether. @throws Refused */
export function sure<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new Refused(result.failure)
}
