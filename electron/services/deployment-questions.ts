import {
  type Answer,
  type Choice,
  choices,
  type DeploymentFact,
  isOpen,
  openQuestions,
  type Question
} from '@shared/deployment'
import type { OpenQuestion } from '@shared/deployment-calls'
import { type Failure, invalid, notFound } from '@shared/failure'
import type { DeploymentId } from '@shared/ids'
import { sameName } from '@shared/model/text'
import { choiceNames, choicesOf } from '@shared/questions'
import { fail, ok, type Result } from '@shared/result'
import { runWords } from './audit-turns'
import type { ServiceContext } from './context'
import { type Live, type Lives, summaryOf } from './deployment-live'
import type { Recorder } from './deployment-record'
import { sentenceList } from './rules'

/** One answer to one question, or to several of a kind. */
export interface Answered {
  readonly deploymentId: DeploymentId
  /** By their numbers. */
  readonly questions: readonly number[]
  readonly choice: Choice
  readonly note: string
}

/**
 * What people are asked while deployments are under way. Answering takes two steps, so that two people do not answer the
 * same question: whoever has taken it answers it.
 */
export function createDeploymentQuestions(context: ServiceContext, lives: Lives, recorder: Recorder) {
  const { store, user } = context

  const liveOf = async (id: DeploymentId): Promise<Result<Live>> => {
    const live = lives.get(id)
    if (live && isOpen(live.state)) return ok(live)
    return fail((await store.deployments.get(id)) ? notAsked : notFound('deployment', id))
  }

  /** A question that is still open and that this person may answer. */
  const openFor = ({ state }: Live, number: number, path: string): Result<Question> => {
    const question = state.questions[number - 1]
    if (!question) return fail(invalid(path, 'must be the number of a question of this deployment'))
    if (question.answer !== null) return fail(answeredBefore(question.answer))
    return mayAnswer(question, user) ? ok(question) : fail(notResponsible(question))
  }

  const taking = (question: Question): Result<readonly DeploymentFact[]> => {
    if (question.takenBy === null) return ok([{ kind: 'question-taken', question: question.number, by: user }])
    return sameName(question.takenBy, user) ? ok([]) : fail(takenBy(question.takenBy))
  }

  const answering = (live: Live, { questions, choice, note }: Answered): Result<readonly DeploymentFact[]> => {
    const numbers = [...new Set(questions)]
    const facts: DeploymentFact[] = []
    const kinds = new Set<Question['kind']>()
    for (const [index, number] of numbers.entries()) {
      const path = `questions.${index}`
      const found = openFor(live, number, path)
      if (!found.ok) return found
      const question = found.value
      if (question.takenBy === null) return fail(notTaken)
      if (!sameName(question.takenBy, user)) return fail(takenBy(question.takenBy))
      const refusal = whyNot(live, question, choice)
      if (refusal) return fail(refusal)
      kinds.add(question.kind)
      facts.push({ kind: 'question-answered', question: number, choice, by: user, note })
    }
    return kinds.size > 1 ? fail(invalid('questions', 'must be questions of one kind')) : ok(facts)
  }

  /** Several facts are recorded one right after the other, so that it is all of them or none. */
  const record = async (live: Live, facts: Result<readonly DeploymentFact[]>): Promise<Result<null>> => {
    if (!facts.ok) return facts
    if (facts.value.length > 0) await recorder.record(live, ...facts.value)
    return ok(null)
  }

  return {
    /** Those that nobody has answered yet, the oldest first. */
    list: async (): Promise<Result<readonly OpenQuestion[]>> =>
      ok(
        [...lives.values()]
          .filter(live => isOpen(live.state))
          .flatMap(live => openQuestions(live.state).map(question => ({ deployment: summaryOf(live), question })))
          .sort((a, b) => a.question.askedAt - b.question.askedAt)
      ),

    take: async (id: DeploymentId, number: number): Promise<Result<null>> => {
      const live = await liveOf(id)
      if (!live.ok) return live
      const question = openFor(live.value, number, 'question')
      return question.ok ? record(live.value, taking(question.value)) : question
    },

    answer: async (answered: Answered): Promise<Result<null>> => {
      const live = await liveOf(answered.deploymentId)
      return live.ok ? record(live.value, answering(live.value, answered)) : live
    }
  }
}

const mayAnswer = ({ responsible }: Question, user: string): boolean =>
  responsible.length === 0 || responsible.some(name => sameName(name, user))

/** Why a question cannot be answered so; null when it can. */
function whyNot({ state }: Live, question: Question, choice: Choice): Failure | null {
  const offered = choicesOf(state.plan, question)
  if (offered.includes(choice)) return null
  const names = sentenceList(offered.map(item => `“${choiceNames[item]}”`))
  const isForbidden = question.kind === 'failure' && (choices.failure as readonly Choice[]).includes(choice)
  return isForbidden
    ? {
        ...invalid('choice', `must be one of ${names}`, `Choose one of ${names}.`),
        message: forbiddenWords(state.plan, question, choice)
      }
    : invalid('choice', `must be one of ${names}`, `Choose one of ${names}.`)
}

function forbiddenWords(
  plan: Parameters<typeof runWords>[0],
  question: Question & { kind: 'failure' },
  choice: Choice
) {
  const stage = plan.stages.find(item => item.runs.some(run => run.id === question.run))
  const what = runWords(plan, question.run)
  if (stage?.isRequired !== true) return `${what} runs on no target, so there is none to exclude.`
  return choice === 'ignore'
    ? `${what} is required, so its failure cannot be ignored.`
    : `${what} is required, so its target cannot be excluded.`
}

const notAsked: Failure = {
  kind: 'conflict',
  message: 'The deployment is over, so nobody is asked anything any more.',
  remedy: 'Nothing needs to be done.'
}

const answeredBefore = ({ choice, by }: Answer): Failure => ({
  kind: 'conflict',
  message:
    choice === 'withdrawn'
      ? 'The question was withdrawn.'
      : `${by} has answered “${choiceNames[choice]}” in the meantime.`,
  remedy: 'Nothing needs to be done.'
})

const notResponsible = ({ responsible }: Question): Failure => ({
  kind: 'not-responsible',
  message: `Only ${sentenceList(responsible)} may answer this.`,
  remedy: 'Ask one of them to answer.'
})

const takenBy = (name: string): Failure => ({
  kind: 'already-taken',
  message: `${name} has taken it upon them to answer this.`,
  remedy: `Ask ${name}, or leave it to them.`,
  detail: { takenBy: name }
})

const notTaken: Failure = {
  kind: 'conflict',
  message: 'Nobody has taken it upon them to answer this yet.',
  remedy: 'Take it first, then answer.'
}
