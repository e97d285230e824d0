import type { ExecEnd } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import type { Action, ActionType } from '@shared/model/action'
import type { Resolved, ResolvedValue } from '@shared/variables/resolve'
import type { Context, StagedRun } from '../context'

/** One attempt at one action in one place. */
export interface Attempt<T extends ActionType = ActionType> {
  readonly context: Context
  readonly staged: StagedRun
  /** As the release froze it. */
  readonly action: Extract<Action, { readonly type: T }>
  /** What names stand for in this run, decided now. */
  readonly resolved: Resolved
  /** Replaces `#{…}` in a text of the action. What cannot be replaced stays, and is said in the log. */
  readonly render: (text: string) => string
  /** The same for a text that is kept: a Secret when a secret had a part in it. */
  readonly renderValue: (text: string) => ResolvedValue
  /** Aborted when the attempt is to end: the deployment stops, or the attempt has taken too long. */
  readonly signal: AbortSignal
}

/** The reason of an attempt's `signal` when it was the time limit: then what a script wanted kept is still fetched. */
export const tookTooLong = Symbol('took too long')

/** How an attempt ended. `asks`: a person decides, and the run waits. */
export type AttemptEnd =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'failed'; readonly end: ExecEnd | null; readonly failure: Failure }
  | { readonly kind: 'asks'; readonly instructions: string; readonly responsible: readonly string[] }
  /** It ended because `signal` was aborted. */
  | { readonly kind: 'stopped' }

/** Carries out one kind of action. A throw is a failure of Slipway itself, unless it is a FailureError. */
export type Perform<T extends ActionType> = (attempt: Attempt<T>) => Promise<AttemptEnd>
