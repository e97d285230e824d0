import { useEffect, useId } from 'react'
import { create } from 'zustand'

interface Unsaved {
  /** What is unsaved, by the form that holds it: `the variables of Web shop`. */
  readonly forms: Readonly<Record<string, string>>
  /** What the person wanted to do, while they are asked whether to drop their changes. */
  readonly pending: (() => void) | null
  hold(form: string, what: string): void
  release(form: string): void
  /** Does it at once when nothing is unsaved; otherwise asks first. */
  attempt(proceed: () => void): void
  /** The person drops their changes. */
  discard(): void
  /** The person goes on editing. */
  stay(): void
}

/** Guards typed text: whatever would lose it asks first. */
export const useUnsavedStore = create<Unsaved>()((set, get) => ({
  forms: {},
  pending: null,
  hold: (form, what) => set(({ forms }) => ({ forms: { ...forms, [form]: what } })),
  release: form =>
    set(({ forms }) => ({ forms: Object.fromEntries(Object.entries(forms).filter(([id]) => id !== form)) })),
  attempt: proceed => {
    if (Object.keys(get().forms).length === 0) proceed()
    else set({ pending: proceed })
  },
  discard: () => {
    const { pending } = get()
    set({ pending: null, forms: {} })
    pending?.()
  },
  stay: () => set({ pending: null })
}))

/** Whether something typed would be lost now. */
export const hasUnsaved = (): boolean => Object.keys(useUnsavedStore.getState().forms).length > 0

/** Does something that would leave the current form; asks first when that form holds unsaved text. */
export const attemptToLeave = (proceed: () => void): void => useUnsavedStore.getState().attempt(proceed)

/**
 * Says that the calling form holds unsaved text.
 * @param what completes the sentence “… has unsaved changes”, such as `The process of Web shop`.
 * @returns a function that lets go at once, for leaving right after a save.
 */
export function useUnsaved(isDirty: boolean, what: string): () => void {
  const form = useId()
  const { hold, release } = useUnsavedStore.getState()
  useEffect(() => {
    if (!isDirty) return
    hold(form, what)
    return () => release(form)
  }, [form, isDirty, what, hold, release])
  return () => release(form)
}
