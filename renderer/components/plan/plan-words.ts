import type { TargetId } from '@shared/ids'
import { type Plan, type Stage, stageTypeNames, typeOf } from '@shared/plan/plan'
import { syntaxNames } from '../../lib/step-words'

/** `Bash`, `Manual Intervention`. */
export const kindWords = (stage: Stage): string =>
  stage.syntax === undefined ? stageTypeNames[typeOf(stage)] : syntaxNames[stage.syntax]

/** What targets are called. */
export const targetNames = (plan: Plan): ReadonlyMap<TargetId, string> =>
  new Map(plan.targets.map(({ id, name }) => [id, name]))
