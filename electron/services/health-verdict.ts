import type { ConnectionStageReport } from '@shared/connection-report'
import type { Failure, FailureKind } from '@shared/failure'
import { type HealthStatus, isInTrouble, type Policy, type TargetHealth } from '@shared/model/health'
import { hopStages } from '@shared/model/target'
import { countOf } from '@shared/plan/words'
import type { CheckedByScript } from '../engine/check-script'
import type { Platform } from '../engine/commands'

/** What a health check found. */
export interface Findings {
  readonly stages: readonly ConnectionStageReport[]
  /** Null when the policy has no script, or nobody got far enough to run it. */
  readonly script: CheckedByScript | null
}

export type Verdict = Pick<TargetHealth, 'status' | 'summary' | 'stages'>

/** Somebody else may be answering: that is worse than nobody. */
const isHostKeyTrouble = (kind: FailureKind | undefined): boolean =>
  kind === 'host-key-changed' || kind === 'host-key-unknown'

/** Nobody could get in, so nothing is known about the machine itself. */
const outOfReach: ReadonlySet<FailureKind> = new Set(['connection-lost', 'connection-timeout'])

/**
 * The status of a target. A host key that is not the accepted one makes it unhealthy, never merely unavailable, and
 * stands first whatever else was found.
 */
export function verdictOf({ stages, script }: Findings): Verdict {
  const lines = [...stages.map(lineOf), ...(script === null ? [] : scriptLines(script))]
  const key = stages.find(stage => stage.outcome === 'failed' && isHostKeyTrouble(stage.failure?.kind))
  const failed = key ?? stages.find(stage => stage.outcome === 'failed')
  const ordered = key === undefined ? lines : [lineOf(key), ...lines.filter((_, index) => stages[index] !== key)]
  const say = (status: HealthStatus, summary: string): Verdict => ({ status, summary, stages: ordered })
  if (failed?.failure !== undefined)
    return say(key === undefined && isUnreachable(failed) ? 'unavailable' : 'unhealthy', failed.failure.message)
  const bad = ordered.filter(line => line.outcome === 'failed')
  if (script?.end === 'lost') return say('unavailable', bad[0]?.detail ?? '')
  if (bad[0] !== undefined) return say('unhealthy', bad[0].detail)
  const warned = ordered.filter(line => line.outcome === 'warning')
  if (warned[0] === undefined) return say('healthy', 'Everything that was looked at is in order.')
  const others = warned.length === 1 ? '' : ` (and ${countOf(warned.length - 1, 'more warning')})`
  return say('has-warnings', `${warned[0].detail}${others}`)
}

/** What a connection test found, in the parts that policies tell apart. */
export interface TestedStages {
  readonly platform: Platform
  /** Getting there and logging in. */
  readonly way: readonly ConnectionStageReport[]
  /** The machine itself; empty when nobody got that far. */
  readonly machine: readonly ConnectionStageReport[]
}

/**
 * What a connection test says about the health of its target: what a check by the policy would have said, as far as the
 * test looked. Null when it adds nothing to what is known.
 * @param before what is known so far
 */
export function verdictOfTest(
  { platform, way, machine }: TestedStages,
  policy: Pick<Policy, 'isConnectionOnly' | 'script'>,
  before: Pick<TargetHealth, 'stages'> | undefined
): Verdict | null {
  // A person has not said yet who may answer there, or did not want to go on; neither is the target's fault.
  if (way.some(({ failure }) => failure?.kind === 'host-key-unknown' || failure?.kind === 'cancelled')) return null
  const found = verdictOf({ stages: policy.isConnectionOnly ? way : [...way, ...machine], script: null })
  if (isInTrouble(found.status) || !runsScript(platform, policy)) return found
  const lines = before?.stages ?? []
  const hasRun = lines.some(({ stage, outcome }) => stage === 'script' && outcome !== 'skipped')
  const wasUsable = !lines.some(({ stage, outcome }) => stage !== 'script' && outcome === 'failed')
  // The script looked at more than the test did, so what came of it stays.
  if (hasRun && wasUsable) return null
  const script: Line = {
    host: '',
    stage: 'script',
    outcome: 'skipped',
    detail: 'A connection test does not run it.',
    remedy: ''
  }
  return {
    status: 'unknown',
    summary: 'It can be used, and the script of its policy did not run yet. Check its health.',
    stages: [...found.stages, script]
  }
}

/** Whether a policy has a script that runs on such a target. */
export const runsScript = (
  platform: Platform,
  { isConnectionOnly, script }: Pick<Policy, 'isConnectionOnly' | 'script'>
): boolean => !isConnectionOnly && script.trim() !== '' && platform !== 'windows'

/**
 * Why a target cannot be used; null when it can. What kept it from being reached keeps its kind, and so does a host key
 * that is not the accepted one; everything else is `unhealthy`.
 */
export function failureOf(name: string, findings: Findings): Failure | null {
  const { status, summary, stages } = verdictOf(findings)
  if (status === 'healthy' || status === 'has-warnings') return null
  const failed = findings.stages.filter(stage => stage.outcome === 'failed')
  const key = failed.find(stage => isHostKeyTrouble(stage.failure?.kind))
  const first = key ?? failed[0]
  if (first?.failure !== undefined && (key !== undefined || isUnreachable(first))) return first.failure
  const remedy = stages.find(stage => stage.outcome === 'failed')?.remedy ?? ''
  if (status === 'unavailable') return { kind: 'connection-lost', message: `${name}: ${summary}`, remedy }
  return { kind: 'unhealthy', message: `${name} is unhealthy: ${summary}`, remedy }
}

const isUnreachable = ({ stage, failure }: ConnectionStageReport): boolean =>
  (hopStages as readonly string[]).includes(stage) || (failure !== undefined && outOfReach.has(failure.kind))

type Line = TargetHealth['stages'][number]

function lineOf({ host, stage, outcome, detail, failure }: ConnectionStageReport): Line {
  const notShown = failure?.kind === 'host-key-changed' ? failure.detail?.expectedFingerprint : undefined
  return {
    host: host.name,
    stage,
    outcome,
    detail: failure?.message ?? detail,
    remedy: failure?.remedy ?? '',
    ...(notShown === undefined ? {} : { notShown })
  }
}

function scriptLines({ end, how, reason, warnings, errors }: CheckedByScript): readonly Line[] {
  const line = (outcome: Line['outcome'], detail: string, remedy = ''): Line => ({
    host: '',
    stage: 'script',
    outcome,
    detail,
    remedy
  })
  const remedy = 'Read the script of the policy to see what it looks for.'
  const own =
    end === 'succeeded'
      ? warnings.length + errors.length === 0
        ? [line('ok', 'The policy’s script found nothing.')]
        : []
      : [
          line(
            'failed',
            reason === '' ? `The policy’s script ended with ${how}.` : reason,
            end === 'late' ? 'Let the script do less, or find out what it waits for on the target.' : remedy
          )
        ]
  return [
    ...own,
    ...errors.map(text => line('failed', text, remedy)),
    ...warnings.map(text => line('warning', text, remedy))
  ]
}
