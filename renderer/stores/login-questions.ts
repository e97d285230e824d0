import type { AppEvent } from '@shared/api'
import type { PendingQuestion } from '@shared/login-question'
import { create } from 'zustand'
import { api } from '../api'

interface LoginQuestions {
  /** In the order in which they came; the first one is shown. */
  readonly questions: readonly PendingQuestion[]
  receive(event: AppEvent): void
  /** Asks what is still to be answered: a window that was opened later, or loaded anew, heard of nothing. */
  look(): Promise<void>
  /** One answer for each prompt; null to answer none. */
  answer(id: string, answers: readonly string[] | null): Promise<void>
}

/** What servers ask while Slipway logs in to them. */
export const useLoginQuestions = create<LoginQuestions>()((set, get) => {
  /** Those that were over while the list of them was on its way, which may still have them. */
  const gone = new Set<string>()
  const drop = (id: string) => {
    gone.add(id)
    set({ questions: get().questions.filter(question => question.id !== id) })
  }
  return {
    questions: [],
    receive: event => {
      if (event.type === 'prompt.asked') set({ questions: [...get().questions, event.prompt] })
      if (event.type === 'prompt.closed') drop(event.id)
    },
    look: async () => {
      gone.clear()
      const result = await api.call('prompt.list', {})
      if (!result.ok) return
      const before = result.value.filter(({ id }) => !gone.has(id))
      const known = new Set(before.map(({ id }) => id))
      set({ questions: [...before, ...get().questions.filter(({ id }) => !known.has(id))] })
    },
    answer: async (id, answers) => {
      await api.call('prompt.answer', { id, answers: answers === null ? null : [...answers] })
      drop(id)
    }
  }
})

/** Starts listening; returns the undo. */
export const followLoginQuestions = (): (() => void) => {
  const undo = api.subscribe(event => useLoginQuestions.getState().receive(event))
  void useLoginQuestions.getState().look()
  return undo
}
