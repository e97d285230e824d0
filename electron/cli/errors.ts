import type { Failure } from '@shared/failure'

/** How the process ends. `waiting`: a deployment goes on when somebody has answered what it asks. */
export const exitCodes = { success: 0, failed: 1, usage: 2, cancelled: 3, waiting: 4 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Ends a command with a failure for the person. */
export class CommandFailed extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message)
    this.failure = failure
  }
}

/** Ends a command because its words make no sense together. */
export class UsageError extends Error {}
