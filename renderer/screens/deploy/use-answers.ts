import type { Failure } from '@shared/failure'
import type { VariableId } from '@shared/ids'
import { sameName } from '@shared/model/text'
import type { PlanAnswer, PlanPrompt } from '@shared/plan/plan'
import { useState } from 'react'
import { answerIssues, refusedAnswers, type TypedAnswers } from './answers'

export interface Answering {
  readonly typed: TypedAnswers
  /** Sensitive ones that were answered in the deployment that is done once more: left blank, the same goes. */
  readonly kept: ReadonlySet<VariableId>
  /** What to say below the fields. */
  readonly issues: TypedAnswers
  readonly type: (id: VariableId, value: string) => void
  /** Whether everything asked is answered. If not, says so from now on and goes to the first field that lacks something. */
  readonly check: () => boolean
  /** Takes a refusal; answers whether it is about answers alone and shown beside them. */
  readonly refuse: (failure: Failure) => boolean
}

/** The id of the field that answers a prompt. */
export const answerFieldId = (id: VariableId): string => `answer-${id}`

/** What was typed, apart from the prompts that it answers. */
export interface TypedDraft {
  /** By the row of the variable. */
  readonly typed: TypedAnswers
  readonly type: (id: VariableId, value: string) => void
}

/** Begins with nothing typed; belongs where it outlives the plans that ask. */
export function useTyped(): TypedDraft {
  const [typed, setTyped] = useState<TypedAnswers>({})
  return { typed, type: (id, value) => setTyped(before => ({ ...before, [id]: value })) }
}

const nothingAnswered: readonly PlanAnswer[] = []

/**
 * The answers to the prompts of a plan. They stay while it is planned anew, and when another choice asks the same.
 * @param draft has what was typed
 * @param earlier what was answered before, for what nobody touches
 */
export function useAnswers(prompts: readonly PlanPrompt[], draft: TypedDraft, earlier = nothingAnswered): Answering {
  const [refused, setRefused] = useState<TypedAnswers>({})
  const [isChecked, setChecked] = useState(false)
  const before = answeredBefore(prompts, earlier)
  const typed = { ...before.typed, ...draft.typed }
  const issuesNow = answerIssues(
    prompts.filter(({ id }) => !before.kept.has(id)),
    typed
  )
  const goTo = (issues: TypedAnswers) => {
    const first = prompts.find(({ id }) => id in issues)
    if (first) document.getElementById(answerFieldId(first.id))?.focus()
  }
  return {
    typed,
    kept: before.kept,
    issues: isChecked ? { ...refused, ...issuesNow } : refused,
    type: (id, value) => {
      draft.type(id, value)
      setRefused(({ [id]: _, ...rest }) => rest)
    },
    check: () => {
      setChecked(true)
      goTo(issuesNow)
      return Object.keys(issuesNow).length === 0
    },
    refuse: failure => {
      const { issues, isAll } = refusedAnswers(failure, prompts)
      setRefused(issues)
      goTo(issues)
      return isAll
    }
  }
}

/** By the very row, or else by its name: another release may have the same variable under another id. */
function answeredBefore(prompts: readonly PlanPrompt[], earlier: readonly PlanAnswer[]) {
  const found = prompts.flatMap(prompt => {
    const answer =
      earlier.find(({ variableId }) => variableId === prompt.id) ??
      earlier.find(({ name }) => sameName(name, prompt.name))
    return answer === undefined ? [] : [{ prompt, answer }]
  })
  const typed: TypedAnswers = Object.fromEntries(
    found.flatMap(({ prompt, answer }) =>
      'value' in answer && prompt.type !== 'sensitive' ? [[prompt.id, answer.value]] : []
    )
  )
  const kept = found.flatMap(({ prompt, answer }) =>
    'secret' in answer && prompt.type === 'sensitive' ? [prompt.id] : []
  )
  return { typed, kept: new Set(kept) }
}
