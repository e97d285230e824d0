import type { AppEvent } from '@shared/api'
import type { PendingQuestion } from '@shared/login-question'
import { create } from 'zustand'
import { api } from '../api'

interface LoginQuestions {
  /** In the order in which they came; the first one is shown. */
  readonly questions: readonly PendingQuestion[]
  receive(event: AppEvent): void
  /** One answer for each prompt; null to answer none. */
  answer(id: string, answers: readonly string[] | null): Promise<void>
}

/** What servers ask while Slipway logs in to them. */
export const useLoginQuestions = create<LoginQuestions>()((set, get) => {
  const drop = (id: string) => set({ questions: get().questions.filter(question => question.id !== id) })
  return {
    questions: [],
    receive: event => {
      if (event.type === 'prompt.asked') set({ questions: [...get().questions, event.prompt] })
      if (event.type === 'prompt.closed') drop(event.id)
    },
    answer: async (id, answers) => {
      await api.call('prompt.answer', { id, answers: answers === null ? null : [...answers] })
      drop(id)
    }
  }
})

/** Starts listening; returns the undo. */
export const followLoginQuestions = (): (() => void) =>
  api.subscribe(event => useLoginQuestions.getState().receive(event))
