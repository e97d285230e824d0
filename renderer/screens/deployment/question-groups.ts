import { type Deployment, openQuestions, type Question } from '@shared/deployment'
import { sameName } from '@shared/model/text'
import { type PlannedStep, type Stage, stepsOf } from '@shared/plan/plan'
import { placeName } from './failure-groups'

/** Whether a person may answer. */
export const mayAnswer = ({ responsible }: Pick<Question, 'responsible'>, user: string): boolean =>
  responsible.length === 0 || responsible.some(name => sameName(name, user))

/** Where a person stands to what is asked. */
export type Standing =
  /** Nobody has taken it. */
  | { readonly kind: 'open' }
  | { readonly kind: 'mine' }
  | { readonly kind: 'taken'; readonly by: string }
  /** Others have to answer. */
  | { readonly kind: 'not-mine' }

/** Where a person stands to several questions that are answered together: the least free of them decides. */
export function standingTo(
  questions: readonly Pick<Question, 'responsible' | 'takenBy'>[],
  user: string | null
): Standing {
  if (user === null || questions.some(question => !mayAnswer(question, user))) return { kind: 'not-mine' }
  const other = questions.find(({ takenBy }) => takenBy !== null && !sameName(takenBy, user))
  if (other?.takenBy != null) return { kind: 'taken', by: other.takenBy }
  return { kind: questions.every(({ takenBy }) => takenBy !== null) ? 'mine' : 'open' }
}

type ManualQuestion = Extract<Question, { kind: 'manual' }>
type CanaryQuestion = Extract<Question, { kind: 'canary' }>

/** The same question about several targets, answered at once. */
export type QuestionGroup =
  | {
      readonly kind: 'manual'
      readonly key: string
      readonly stage: Stage
      readonly questions: readonly ManualQuestion[]
      /** Names of the places, in the order of the questions. */
      readonly places: readonly string[]
    }
  | {
      readonly kind: 'canary'
      readonly key: string
      readonly step: PlannedStep
      readonly questions: readonly CanaryQuestion[]
    }

/** What is asked at this moment apart from failures, the oldest first; equal questions of one action together. */
export function groupQuestions(deployment: Deployment): readonly QuestionGroup[] {
  const { plan } = deployment
  const groups = new Map<string, QuestionGroup>()
  for (const question of openQuestions(deployment)) {
    if (question.kind === 'failure') continue
    if (question.kind === 'canary') {
      const step = stepsOf(plan).find(item => item.number === question.step)
      const key = `canary ${question.number}`
      if (step) groups.set(key, { kind: 'canary', key, step, questions: [question] })
      continue
    }
    const stage = plan.stages.find(item => item.runs.some(run => run.id === question.run))
    const planned = stage?.runs.find(run => run.id === question.run)
    if (!stage || !planned) continue
    const key = JSON.stringify([
      'manual',
      stage.actionId,
      question.instructions,
      question.responsible,
      question.takenBy
    ])
    const known = groups.get(key)
    const before = known?.kind === 'manual' ? known : { kind: 'manual' as const, key, stage, questions: [], places: [] }
    groups.set(key, {
      ...before,
      questions: [...before.questions, question],
      places: [...before.places, placeName(plan, planned)]
    })
  }
  return [...groups.values()]
}
