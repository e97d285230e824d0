import type { TargetId } from '@shared/ids'
import { type Plan, type Stage, stageTypeNames, typeOf } from '@shared/plan/plan'
import { listOf } from '@shared/plan/words'
import { syntaxNames } from '../../lib/step-words'

/** `Bash`, `Manual Intervention`. */
export const kindWords = (stage: Stage): string =>
  stage.syntax === undefined ? stageTypeNames[typeOf(stage)] : syntaxNames[stage.syntax]

/** What is said of targets that nobody reaches and that something of a plan runs on; null without any. */
export function bundleWords({ targets, stages }: Pick<Plan, 'targets' | 'stages'>): string | null {
  const used = new Set(stages.flatMap(stage => stage.runs.map(run => run.targetId)))
  const names = targets.filter(({ id, kind }) => kind === 'offline' && used.has(id)).map(({ name }) => name)
  if (names.length === 0) return null
  const what = `What is for ${listOf(names)} goes into`
  return names.length === 1
    ? `${what} a bundle. It runs once somebody carries it there and starts it, and its receipt tells how it went.`
    : `${what} bundles, one for each. They run once somebody carries them there and starts them, and receipts tell how it went.`
}

/** What targets are called. */
export const targetNames = (plan: Plan): ReadonlyMap<TargetId, string> =>
  new Map(plan.targets.map(({ id, name }) => [id, name]))
