import type { Approval } from '../model/approval'

/** Whether a plan is approved. */
export interface ApprovalStatus {
  /** How many approvals it needs; 0 for none. */
  readonly needed: number
  /** Why, such as `Production asks for 2 approvals.`; null where none is needed. */
  readonly why: string | null
  /** What was brought in for this very plan, also what does not count any more. */
  readonly given: readonly (Approval & { readonly counts: boolean })[]
}
