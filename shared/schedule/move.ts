import type { DeploymentFact, Outcome } from '../deployment'
import type { RunId, TargetId } from '../ids'

/** What is to be done now for a deployment. All moves of one answer can be made in their order, without asking again. */
export type Move =
  /** To be recorded as it is: everything that follows from plan and state alone. */
  | { readonly kind: 'record'; readonly fact: ScheduledFact }
  /**
   * The step's turn has come, and its condition has an expression: to be worked out for each of these lanes, whereupon
   * `step-started` or `step-skipped` is recorded.
   */
  | { readonly kind: 'decide-step'; readonly step: number; readonly lanes: readonly (TargetId | null)[] }
  /** The run's turn has come, and its condition has an expression: it begins, or is skipped. */
  | { readonly kind: 'decide-run'; readonly run: RunId }
  /** `run-started` is recorded, and the run attempted: the first time, or again. */
  | { readonly kind: 'begin'; readonly run: RunId }
  /** Everything is over; the only move of its answer. */
  | { readonly kind: 'finish'; readonly outcome: Outcome }

export type ScheduledFact = Extract<
  DeploymentFact,
  {
    kind: 'started' | 'step-started' | 'step-skipped' | 'run-skipped' | 'run-cancelled' | 'asked' | 'question-answered'
  }
>

export interface NextMoves {
  readonly moves: readonly Move[]
  /** When to look again although nothing has happened, in milliseconds since 1970 UTC; null for not. */
  readonly wakeAt: number | null
}

export const record = (fact: ScheduledFact): Move => ({ kind: 'record', fact })
