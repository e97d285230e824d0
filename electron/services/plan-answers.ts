import { type Failure, invalid } from '@shared/failure'
import type { SecretId, VariableId } from '@shared/ids'
import { sameName } from '@shared/model/text'
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
  /** To record: sensitive ones are in the vault now. Those of an earlier deployment are copied, so that each has its own. */
  kept(vault: Pick<Vault, 'put' | 'open'>): Promise<Result<{ readonly answers?: readonly PlanAnswer[] }>>
}

/** Stands for a secret that is not in the vault yet; planning asks only whether there is an answer. */
const notKeptYet = 'secret-0000000000' as SecretId

interface Taken {
  readonly prompt: PlanPrompt
  readonly value: { readonly text: string } | { readonly copyOf: SecretId }
}

/**
 * Fits answers to the prompts of a plan. One that nobody asks for is refused, so that no typing error goes unnoticed.
 * @param earlier what was answered in another deployment; counts where nothing is given
 */
export function answersFrom(
  prompts: readonly PlanPrompt[],
  given: readonly GivenAnswer[],
  earlier: readonly PlanAnswer[] = []
): Result<TakenAnswers> {
  const byId = new Map(prompts.map(prompt => [prompt.id, prompt]))
  const taken: Taken[] = []
  for (const [index, { variableId, value }] of given.entries()) {
    const prompt = byId.get(variableId)
    if (!prompt) return fail(notAsked(index))
    // A secret that was left blank is not an answer: the stored one stays.
    if (prompt.type !== 'sensitive' || value !== '') taken.push({ prompt, value: { text: value } })
  }
  const open = prompts.filter(prompt => !taken.some(item => item.prompt.id === prompt.id))
  const all = [...taken, ...open.flatMap(prompt => earlierFor(prompt, earlier))]
  return ok({
    shown: all.map(({ prompt, value }) =>
      prompt.type === 'sensitive' ? secretly(prompt, notKeptYet) : openly(prompt, 'text' in value ? value.text : '')
    ),
    kept: async vault => {
      const answers: PlanAnswer[] = []
      for (const { prompt, value } of all) {
        const kept = await keptAnswer(vault, prompt, value)
        if (!kept.ok) return kept
        answers.push(kept.value)
      }
      return ok(answers.length === 0 ? {} : { answers })
    }
  })
}

/** What prompts offer, for where nobody can be asked. A secret is offered to nobody. */
export const offeredAnswers = (prompts: readonly PlanPrompt[]): readonly GivenAnswer[] =>
  prompts.flatMap(prompt => {
    const value = offeredValue(prompt)
    return value.trim() === '' ? [] : [{ variableId: prompt.id, value }]
  })

function offeredValue(prompt: PlanPrompt): string {
  if (prompt.type === 'text') return prompt.value
  if (prompt.type === 'account') return prompt.accountId
  return prompt.type === 'certificate' ? prompt.certificateId : ''
}

/** By the very row, or else by its name: another release may have the same variable under another id. */
function earlierFor(prompt: PlanPrompt, earlier: readonly PlanAnswer[]): readonly Taken[] {
  const found =
    earlier.find(({ variableId }) => variableId === prompt.id) ??
    earlier.find(({ name }) => sameName(name, prompt.name))
  if (found === undefined || 'secret' in found !== (prompt.type === 'sensitive')) return []
  return [{ prompt, value: 'secret' in found ? { copyOf: found.secret } : { text: found.value } }]
}

async function keptAnswer(
  vault: Pick<Vault, 'put' | 'open'>,
  prompt: PlanPrompt,
  value: Taken['value']
): Promise<Result<PlanAnswer>> {
  if (prompt.type !== 'sensitive') return ok(openly(prompt, 'text' in value ? value.text : ''))
  if ('text' in value) return ok(secretly(prompt, await vault.put(new Secret(value.text))))
  const opened = await vault.open(value.copyOf)
  return opened.ok ? ok(secretly(prompt, await vault.put(opened.value))) : opened
}

const openly = ({ id, name }: PlanPrompt, value: string): PlanAnswer => ({ variableId: id, name, value })
const secretly = ({ id, name }: PlanPrompt, secret: SecretId): PlanAnswer => ({ variableId: id, name, secret })

const notAsked = (index: number): Failure =>
  invalid(
    `answers.${index}.variableId`,
    'must be a variable that this deployment asks for',
    'Look at what the plan asks for, and answer that.'
  )
