import { type Deployment, isWaiting, openQuestions, type Question } from '@shared/deployment'
import { acquireIds, type Stage, stageNumber, stepsOf } from '@shared/plan/plan'
import { actionsOf, endedLanes, runsOfAll } from '../../components/matrix/matrix-model'
import { groupFailures, groupMessage, placesLabel } from './failure-groups'

/** Where a deployment stands, in one sentence for people who listen. */
export function progressSentence(deployment: Deployment): string {
  const { plan } = deployment
  if (deployment.state === 'finished') return deployment.summary
  if (deployment.state === 'interrupted') return 'The deployment was interrupted because Slipway ended while it ran.'
  if (deployment.state === 'queued') return 'The deployment is queued.'
  const all = stepsOf(plan).filter(step => step.stepId !== acquireIds.step)
  const rows = stepsOf(plan)
    .map(step => ({ step, stages: actionsOf(plan, step) }))
    .filter(({ stages }) => stages.some(stage => stage.runs.length > 0))
  const has = (...states: readonly string[]) =>
    rows.find(({ stages }) => runsOfAll(deployment, stages).some(run => states.includes(run.state)))
  const row = has('running', 'retrying') ?? has('waiting') ?? has('pending') ?? rows.at(-1)
  const prefix = prefixOf(deployment)
  if (!row) return `${prefix}No step runs anywhere.`
  const { ended, total } = endedLanes(deployment, row)
  const which = row.step.stepId === acquireIds.step ? '' : `Step ${row.step.number} of ${all.length}, `
  return `${prefix}${which}${row.step.name}: finished on ${ended} of ${total}.`
}

const whatOf = (stage: Stage): string =>
  stage.type === 'acquire' ? `“${stage.name}”` : `Step ${stageNumber(stage)}, ${stage.name},`

function prefixOf(deployment: Deployment): string {
  if (deployment.state === 'cancelling') return 'Cancelling. '
  if (isWaiting(deployment)) return 'Waiting for an answer. '
  return deployment.isPaused ? 'Paused. ' : ''
}

/** Something that is spoken at once, keyed so that it is spoken once. */
export interface Alert {
  readonly key: string
  readonly sentence: string
}

/** A sentence for each failure that is settled. */
export const failureSentences = (deployment: Deployment): readonly Alert[] =>
  groupFailures(deployment)
    .filter(group => group.choices.length === 0)
    .map(group => ({
      key: group.key,
      sentence: `${whatOf(group.stage)} failed on ${placesLabel(group.places)}. ${groupMessage(deployment.plan, group)}`
    }))

/** A sentence for each question that is open. */
export const questionSentences = (deployment: Deployment): readonly Alert[] =>
  openQuestions(deployment).map(question => ({
    key: `question ${question.number}`,
    sentence: questionSentence(deployment, question)
  }))

function questionSentence({ plan }: Deployment, question: Question): string {
  if (question.kind === 'canary') {
    const step = stepsOf(plan).find(item => item.number === question.step)
    return `Step ${question.step}, ${step?.name ?? ''}, is done on its first targets and waits for an answer.`
  }
  const stage = plan.stages.find(item => item.runs.some(run => run.id === question.run))
  const what = stage ? whatOf(stage) : 'A step'
  return question.kind === 'manual'
    ? `${what} waits for an answer.`
    : `${what} failed and waits for an answer. ${question.failure.message}`
}
