import type { Failure } from '@shared/failure'
import type { VariableId } from '@shared/ids'
import type { PlanPrompt } from '@shared/plan/plan'
import { useState } from 'react'
import { answerIssues, refusedAnswers, type TypedAnswers } from './answers'

export interface Answering {
  readonly typed: TypedAnswers
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

/** The answers to the prompts of a plan. They stay while it is planned anew, and when another choice asks the same. */
export function useAnswers(prompts: readonly PlanPrompt[]): Answering {
  const [typed, setTyped] = useState<TypedAnswers>({})
  const [refused, setRefused] = useState<TypedAnswers>({})
  const [isChecked, setChecked] = useState(false)
  const own = answerIssues(prompts, typed)
  const goTo = (issues: TypedAnswers) => {
    const first = prompts.find(({ id }) => id in issues)
    if (first) document.getElementById(answerFieldId(first.id))?.focus()
  }
  return {
    typed,
    issues: isChecked ? { ...refused, ...own } : refused,
    type: (id, value) => {
      setTyped(before => ({ ...before, [id]: value }))
      setRefused(({ [id]: _, ...rest }) => rest)
    },
    check: () => {
      setChecked(true)
      goTo(own)
      return Object.keys(own).length === 0
    },
    refuse: failure => {
      const { issues, isAll } = refusedAnswers(failure, prompts)
      setRefused(issues)
      goTo(issues)
      return isAll
    }
  }
}
