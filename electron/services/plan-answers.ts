import { type Failure, invalid } from '@shared/failure'
import type { SecretId, VariableId } from '@shared/ids'
import type { PlanAnswer, PlanPrompt } from '@shared/plan/plan'
import { fail, ok, type Result } from '@shared/result'
import { Secret } from '@shared/secret'
import type { Vault } from '../store/store'

/** What a person typed for a prompt. */
export interface GivenAnswer {
  readonly variableId: VariableId
  readonly value: string
}

/** Answers on their way into a plan. */
export interface TakenAnswers {
  /** To plan with: a sensitive one is present and says nothing. */
  readonly shown: readonly PlanAnswer[]
  /** To record: sensitive ones are in the vault now. */
  kept(vault: Pick<Vault, 'put'>): Promise<{ readonly answers?: readonly PlanAnswer[] }>
}

/** Stands for a secret that is not in the vault yet; planning asks only whether there is an answer. */
const notKeptYet = 'secret-0000000000' as SecretId

/** Fits answers to the prompts of a plan. One that nobody asks for is refused, so that no typing error goes unnoticed. */
export function answersFrom(prompts: readonly PlanPrompt[], given: readonly GivenAnswer[]): Result<TakenAnswers> {
  const byId = new Map(prompts.map(prompt => [prompt.id, prompt]))
  const taken: { readonly prompt: PlanPrompt; readonly value: string }[] = []
  for (const [index, { variableId, value }] of given.entries()) {
    const prompt = byId.get(variableId)
    if (!prompt) return fail(notAsked(index))
    // A secret that was left blank is not an answer: the stored one stays.
    if (prompt.type !== 'sensitive' || value !== '') taken.push({ prompt, value })
  }
  return ok({
    shown: taken.map(({ prompt, value }) => answerOf(prompt, prompt.type === 'sensitive' ? notKeptYet : null, value)),
    kept: async vault => {
      const answers: PlanAnswer[] = []
      for (const { prompt, value } of taken)
        answers.push(answerOf(prompt, prompt.type === 'sensitive' ? await vault.put(new Secret(value)) : null, value))
      return answers.length === 0 ? {} : { answers }
    }
  })
}

const answerOf = ({ id, name }: PlanPrompt, secret: SecretId | null, value: string): PlanAnswer =>
  secret === null ? { variableId: id, name, value } : { variableId: id, name, secret }

const notAsked = (index: number): Failure =>
  invalid(
    `answers.${index}.variableId`,
    'must be a variable that this deployment asks for',
    'Look at what the plan asks for, and answer that.'
  )
