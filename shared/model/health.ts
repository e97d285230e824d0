import { z } from 'zod'
import { policyId, targetId } from '../ids'
import { name, notes } from './text'

/**
 * How a target was found at its last health check or connection test. `unavailable`: it could not be reached or logged in to.
 * `unhealthy`: a check failed. `has-warnings`: it works, and something should be looked at. `unknown`: never checked.
 */
export const healthStatuses = ['healthy', 'has-warnings', 'unhealthy', 'unavailable', 'unknown'] as const
export type HealthStatus = (typeof healthStatuses)[number]

/** What health checks of a group of targets look at, and how often (Octopus: machine policy). */
export const policyInput = z.strictObject({
  name,
  description: notes.default(''),
  /** Minutes between checks while Slipway runs. Null, unless somebody asks for more: checks on demand only. */
  intervalMinutes: z
    .number()
    .int('must be a whole number')
    .min(1, 'must be at least 1 minute')
    .max(10_080, 'must be at most a week (10,080 minutes)')
    .nullable()
    .default(null),
  /** Only that somebody can log in is checked, and nothing is run. */
  isConnectionOnly: z.boolean().default(false),
  /** Runs on the target after the built-in checks; its exit code other than 0 makes the target unhealthy. Empty: none. */
  script: z.string().max(100_000, 'must be at most 100,000 characters').default(''),
  /** Free disk space below which the target has warnings, in megabytes; 0 never warns. */
  warnBelowMegabytes: z
    .number()
    .int('must be a whole number')
    .min(0, 'must not be negative')
    .max(100_000_000, 'must be at most 100,000,000')
    .default(1024),
  /** Programs that have to be on the account's PATH. */
  requiredTools: z
    .array(
      z
        .string()
        .trim()
        .regex(/^[A-Za-z0-9_.+-]{1,64}$/, 'must be the name of a program, such as tar')
    )
    .max(50, 'must be at most 50 programs')
    .default([])
})
export type PolicyInput = z.infer<typeof policyInput>

export const policy = policyInput.extend({
  id: policyId,
  /** Exactly one policy is the default; it cannot be deleted. */
  isDefault: z.boolean()
})
export type Policy = z.infer<typeof policy>

const stageOutcome = z.strictObject({
  host: z.string(),
  stage: z.string(),
  outcome: z.enum(['ok', 'warning', 'failed', 'skipped']),
  detail: z.string(),
  /** What to do about it; empty when all is well. */
  remedy: z.string(),
  /** The fingerprint of the accepted host key, where the host showed another one. */
  notShown: z.string().optional()
})

/** The result of a target's last health check or connection test. */
export const targetHealth = z.strictObject({
  id: targetId,
  status: z.enum(healthStatuses),
  /** Milliseconds since 1970 UTC. */
  checkedAt: z.number(),
  /** One sentence for people. */
  summary: z.string(),
  stages: z.array(stageOutcome)
})
export type TargetHealth = z.infer<typeof targetHealth>

/** What is shown about a target's health: the last result, and what comes next. */
export interface HealthView {
  readonly targetId: TargetHealth['id']
  readonly status: HealthStatus
  /** Milliseconds since 1970 UTC; null when it was never checked. */
  readonly checkedAt: number | null
  /** One sentence for people. */
  readonly summary: string
  readonly stages: TargetHealth['stages']
  /** Whether a check is under way at this moment. */
  readonly isChecking: boolean
  /** When it is checked next by schedule; null when nothing is planned. Milliseconds since 1970 UTC. */
  readonly nextDueAt: number | null
}

/**
 * Whether a host showed another key than the accepted one when it was looked at last. No longer once another key is
 * accepted, whatever was seen before.
 */
export const hasOtherKey = (health: readonly Pick<HealthView, 'stages'>[], host: string, accepted: string): boolean =>
  health.some(({ stages }) => stages.some(line => line.host === host && line.notShown === accepted))

/** How a status is called. */
export const healthWords: Readonly<Record<HealthStatus, string>> = {
  healthy: 'healthy',
  'has-warnings': 'has warnings',
  unhealthy: 'unhealthy',
  unavailable: 'unavailable',
  unknown: 'unknown'
}

/** Whether a deployment to such a target is likely to fail. */
export const isInTrouble = (status: HealthStatus): boolean => status === 'unhealthy' || status === 'unavailable'
