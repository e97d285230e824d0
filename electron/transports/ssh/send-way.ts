import type { Writable } from 'node:stream'
import type { Failure } from '@shared/failure'
import { fail, type Result } from '@shared/result'
import type { Execution, OutputSink, Shipped } from '../../engine/ports'
import type { SpeedLimit } from '../shipping/pace'
import type { SharedReads } from '../shipping/shared-reads'
import type { SftpSource } from './sftp-session'

/** Starts a command whose input is written as it goes. */
export type ExecWithInput = (line: string, onInput: (input: Writable) => void, output: OutputSink) => Execution

/** What sending needs of a connection and of its transport. */
export interface Way {
  readonly exec: ExecWithInput
  /** Called right before much is written. */
  readonly gather: () => void
  readonly openSftp: SftpSource
  readonly reads: SharedReads
  readonly limit: SpeedLimit
  /** The host's address, for people. */
  readonly where: string
  /** Whether a POSIX shell may be expected there. */
  readonly hasShell: boolean
}

/** What sending came to; `no-shell` with why no script could be started. */
export type Sent =
  | { readonly kind: 'ended'; readonly result: Result<Shipped> }
  | { readonly kind: 'no-shell'; readonly result: Result<Shipped> }

/** It ended with a failure. */
export const failed = (failure: Failure): Sent => ({ kind: 'ended', result: fail(failure) })
