import type { Deployment, ResumeDecision, Run } from '@shared/deployment'
import { applyEvent } from '@shared/deployment-reducer'
import { resuming } from '@shared/deployment-resume'
import type { RunId } from '@shared/ids'
import type { StepCondition } from '@shared/model/run-condition'
import { type Stage, stageNumber, stagesOf, stepsOf, typeOf } from '@shared/plan/plan'
import { countOf } from '@shared/plan/words'
import type { RecoveredRun, RecoveryReport } from '@shared/recovery'
import { isFailure } from '@shared/schedule/lane-progress'
import { placeName, placesLabel } from './failure-groups'

/** What may become of a run; `leave` keeps a failed one as it is. */
export type ResumeChoice = ResumeDecision['choice'] | 'leave'

/** A run about which a person decides when a deployment is continued. */
export interface ResumeRow {
  readonly run: RunId
  readonly place: string
  readonly state: 'failed' | 'unknown'
  /** What is known about how it ended. */
  readonly words: string
  /** What may be chosen. */
  readonly choices: readonly ResumeChoice[]
  /** What a look at the target suggests, or the only way there is; null where nothing is known. */
  readonly suggestion: ResumeChoice | null
}

/** The rows of one action. */
export interface ResumeGroup {
  readonly stage: Stage
  readonly rows: readonly ResumeRow[]
}

const unknownWords = 'It was going on when Slipway ended; nobody knows how it ended.'

function rowOf(deployment: Deployment, stage: Stage, run: Run, found: RecoveredRun | undefined): ResumeRow | null {
  if (run.state !== 'failed' && run.state !== 'unknown') return null
  const planned = stage.runs.find(item => item.id === run.id)
  if (!planned) return null
  // Who was asked is asked again: nobody else's word stands for the answer.
  const isManual = typeOf(stage) === 'manual'
  const canExclude = planned.targetId !== null && stage.isRequired !== true
  return {
    run: run.id,
    place: placeName(deployment.plan, planned),
    state: run.state,
    words: found?.words ?? (run.state === 'failed' ? run.failure.message : unknownWords),
    choices: [
      'retry',
      ...(isManual ? [] : (['done'] as const)),
      ...(canExclude ? (['exclude'] as const) : []),
      ...(run.state === 'failed' ? (['leave'] as const) : [])
    ],
    suggestion: found?.suggestion ?? (isManual ? 'retry' : null)
  }
}

/** What there is to decide, by action; with what a look at the targets found, where there was one. */
export function resumeGroups(deployment: Deployment, report: RecoveryReport | null): readonly ResumeGroup[] {
  const found = new Map(report?.runs.map(item => [item.run, item]))
  return deployment.plan.stages.flatMap(stage => {
    const rows = stage.runs.flatMap(({ id }) => {
      const run = deployment.runs[id]
      return (run && rowOf(deployment, stage, run, found.get(id))) ?? []
    })
    return rows.length === 0 ? [] : [{ stage, rows }]
  })
}

export type Chosen = Readonly<Record<RunId, ResumeChoice | undefined>>

/** What stands for a row of which nobody said anything: failed ones run again; of unknown ones a look may suggest it. */
export const choiceOf = (chosen: Chosen, row: ResumeRow): ResumeChoice | null =>
  chosen[row.run] ?? (row.state === 'failed' ? 'retry' : row.suggestion)

/** The same choice for all rows that offer it. */
export const chooseAll = (chosen: Chosen, rows: readonly ResumeRow[], choice: ResumeChoice): Chosen => ({
  ...chosen,
  ...Object.fromEntries(rows.filter(row => row.choices.includes(choice)).map(row => [row.run, choice]))
})

/** What is to be sent; null while an unknown run is not decided about. */
export function decisionsOf(
  groups: readonly ResumeGroup[],
  chosen: Chosen,
  reason: string
): readonly ResumeDecision[] | null {
  const decisions: ResumeDecision[] = []
  for (const row of groups.flatMap(group => group.rows)) {
    const choice = choiceOf(chosen, row)
    if (choice === null) return null
    if (choice === 'leave') continue
    decisions.push({ run: row.run, choice, reason: choice === 'retry' ? '' : reason.trim() })
  }
  return decisions
}

/** Whether a reason has to be given. */
export const needsReason = (groups: readonly ResumeGroup[], chosen: Chosen): boolean =>
  groups.some(group => group.rows.some(row => ['done', 'exclude'].includes(choiceOf(chosen, row) ?? '')))

/** What will be done, in a line for each action: what was decided, and what was left undone. */
export function whatFollows(
  deployment: Deployment,
  decisions: readonly ResumeDecision[],
  user: string
): readonly string[] {
  const after = applyEvent(deployment, {
    ...resuming(user, decisions),
    seq: deployment.seq + 1,
    at: deployment.changedAt
  })
  const excluded = new Set(after.excluded.map(item => item.targetId))
  const planned = new Map(stepsOf(after.plan).map(step => [step.number, step]))
  const failedIn = Math.min(...groupsThatFailed(after))
  return after.plan.stages.flatMap(stage => {
    const step = planned.get(stage.number)
    const when = step?.condition.when ?? 'success'
    const isHeldBack = (when === 'success' || when === 'success-and') && (step?.group ?? stage.number) > failedIn
    const due = stage.runs.filter(
      ({ id, targetId }) => after.runs[id]?.state === 'pending' && (targetId === null || !excluded.has(targetId))
    )
    if (due.length === 0 || isHeldBack) return []
    const isAll = due.length === stage.runs.length
    const names = due.map(run => placeName(after.plan, run))
    const where = isAll && due.length > 2 ? `all ${countOf(due.length, 'target')}` : placesLabel(names)
    const isOnceMore = due.some(({ id }) => deployment.runs[id]?.state === 'succeeded')
    return [`${stageNumber(stage)}. ${stage.name} on ${where}${conditionWords(when, isOnceMore)}`]
  })
}

/** The groups of steps in which something failed and stays so: what is only for a success does not come after them. */
const groupsThatFailed = ({ plan, runs }: Deployment): readonly number[] =>
  stepsOf(plan).flatMap(step =>
    stagesOf(plan, step).some(stage => stage.runs.some(({ id }) => isFailure(runs[id]))) ? [step.group] : []
  )

/** Steps of which nobody knows yet whether they run, and those that had run before. */
function conditionWords(when: StepCondition['when'], isOnceMore: boolean): string {
  const condition = {
    success: '',
    always: '',
    cancel: 'after a cancel only',
    failure: 'if its condition holds',
    variable: 'if its condition holds',
    'success-and': 'if its condition holds'
  }[when]
  const words = [isOnceMore ? 'once more' : '', condition].filter(part => part !== '').join(' ')
  return words === '' ? '' : `, ${words}`
}
