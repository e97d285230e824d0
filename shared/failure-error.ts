import type { Failure } from './failure'

/**
 * Carries a failure out of a call whose answer has no room for one, such as a write of the store. Whoever answers
 * to a person turns it back into the value it carries; every other error is a defect.
 */
export class FailureError extends Error {
  readonly failure: Failure

  constructor(failure: Failure, cause?: unknown) {
    super(failure.message, { cause })
    this.name = 'FailureError'
    this.failure = failure
  }
}
