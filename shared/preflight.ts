import type { Failure } from './failure'
import type { TargetId } from './ids'

export const preflightChecks = ['reach', 'shell', 'interpreters', 'sudo', 'disk', 'clock', 'tools'] as const
export type PreflightVerdict = 'ok' | 'warning' | 'error'

/** One thing that was looked at before anything runs. */
export interface PreflightCheck {
  readonly what: (typeof preflightChecks)[number]
  readonly verdict: PreflightVerdict
  /** What was found, in a sentence. */
  readonly words: string
  /** What is wrong and what to do about it; null where nothing is. */
  readonly failure: Failure | null
}

/** What a look at one machine of a plan found. */
export interface PreflightTarget {
  /** Null for this machine, where steps run without a target. */
  readonly targetId: TargetId | null
  readonly name: string
  /** In the order of `preflightChecks`; what could not be looked at, or does not matter to the plan, is absent. */
  readonly checks: readonly PreflightCheck[]
}

export interface PreflightReport {
  /** When it was over, in milliseconds since 1970 UTC. */
  readonly at: number
  /** In the order of the plan's targets, this machine last. */
  readonly targets: readonly PreflightTarget[]
}

/** The worst that was found. */
export function worstOf({ checks }: Pick<PreflightTarget, 'checks'>): PreflightVerdict {
  if (checks.some(check => check.verdict === 'error')) return 'error'
  return checks.some(check => check.verdict === 'warning') ? 'warning' : 'ok'
}
