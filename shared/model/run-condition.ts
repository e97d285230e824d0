import { z } from 'zod'

const expression = z
  .string()
  .max(10_000, 'must be at most 10,000 characters')
  .refine(text => text.trim() !== '', 'must not be empty')

const byName = {
  /** Nothing has failed so far. */
  success: z.strictObject({ when: z.literal('success') }),
  /** Something has failed. */
  failure: z.strictObject({ when: z.literal('failure') }),
  always: z.strictObject({ when: z.literal('always') }),
  /** The expression is truthy, whatever happened before (Octopus: Variable). */
  variable: z.strictObject({ when: z.literal('variable'), expression }),
  /** Nothing has failed so far, and the expression is truthy. */
  successAnd: z.strictObject({ when: z.literal('success-and'), expression }),
  /** The deployment was cancelled; what ran has ended. */
  cancel: z.strictObject({ when: z.literal('cancel') })
}

/**
 * When a step runs, decided as it is about to begin. Success and failure look at the whole deployment so far, not at the
 * step before; members of a parallel group look at what came before the group.
 */
export const stepCondition = z.discriminatedUnion('when', [
  byName.success,
  byName.failure,
  byName.always,
  byName.variable,
  byName.successAnd,
  byName.cancel
])
export type StepCondition = z.infer<typeof stepCondition>

/** When one of several actions of a step runs: success and failure look at the actions before it on the same target. */
export const actionCondition = z.discriminatedUnion('when', [
  byName.success,
  byName.failure,
  byName.always,
  byName.variable,
  byName.successAnd
])
export type ActionCondition = z.infer<typeof actionCondition>

export const onSuccess = { when: 'success' } as const

/** The template that decides, if one does. */
export const expressionOf = (condition: StepCondition): string | null =>
  'expression' in condition ? condition.expression : null
