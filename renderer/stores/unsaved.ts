import { createContext, useContext, useEffect, useId } from 'react'
import { create } from 'zustand'

/** What the person wanted to do. A promise tells when it is over, as far as this page lives to see it. */
type Proceed = () => void | Promise<void>

interface Unsaved {
  /** What is unsaved, by the form that holds it: `the variables of Web shop`. */
  readonly forms: Readonly<Record<string, string>>
  /** What the person wanted to do, while they are asked whether to drop their changes. */
  readonly pending: Proceed | null
  /** What would be lost by what is pending. */
  readonly endangered: readonly string[]
  /** Whether the person agreed to lose text, and what they wanted is being done. */
  readonly isLeaving: boolean
  hold(form: string, what: string): void
  release(form: string): void
  /**
   * Does it at once when nothing is unsaved; otherwise asks first.
   * @param form the only one that is left, or where those lie that are; without it all of them are.
   */
  attempt(proceed: Proceed, form?: string): void
  /** The person drops their changes. What is still on the screen afterwards is guarded again. */
  discard(): void
  /** The person goes on editing. */
  stay(): void
}

/** Guards typed text: whatever would lose it asks first. */
export const useUnsavedStore = create<Unsaved>()((set, get) => ({
  forms: {},
  pending: null,
  endangered: [],
  isLeaving: false,
  hold: (form, what) => set(({ forms }) => ({ forms: { ...forms, [form]: what } })),
  release: form =>
    set(({ forms }) => ({ forms: Object.fromEntries(Object.entries(forms).filter(([id]) => id !== form)) })),
  attempt: (proceed, form = '') => {
    const { forms, isLeaving } = get()
    const endangered = Object.entries(forms).flatMap(([id, what]) => (id.startsWith(form) ? [what] : []))
    if (isLeaving || endangered.length === 0) void proceed()
    else set({ pending: proceed, endangered })
  },
  discard: () => {
    const { pending } = get()
    set({ pending: null, endangered: [], isLeaving: true })
    const left = pending?.()
    if (left === undefined) set({ isLeaving: false })
    else void left.finally(() => set({ isLeaving: false }))
  },
  stay: () => set({ pending: null, endangered: [] })
}))

/** Whether something typed would be lost now, and nobody agreed to that. */
export const hasUnsaved = (): boolean => {
  const { forms, isLeaving } = useUnsavedStore.getState()
  return !isLeaving && Object.keys(forms).length > 0
}

/** Does something that leaves every form of the window; asks first when one of them holds unsaved text. */
export const attemptToLeave = (proceed: Proceed): void => useUnsavedStore.getState().attempt(proceed)

/**
 * Until the person does something on this page. Settles only where the page is still there although another one was to
 * take its place.
 */
export const untilUsedAgain = (): Promise<void> =>
  new Promise(resolve => {
    const done = () => {
      for (const type of ['keydown', 'pointerdown']) window.removeEventListener(type, done, true)
      resolve()
    }
    for (const type of ['keydown', 'pointerdown']) window.addEventListener(type, done, true)
  })

/** Makes the window start over, and asks nothing: what its text belonged to is not there any more. */
export async function startOver(): Promise<void> {
  useUnsavedStore.setState({ isLeaving: true })
  window.location.assign('/')
  await untilUsedAgain()
  useUnsavedStore.setState({ isLeaving: false })
}

/** Where forms lie, as the beginning of their ids; nowhere in particular by default. */
export const UnsavedPlace = createContext('')

/** The guard of one form. */
export interface Guard {
  /** Lets go at once, for leaving right after a save. */
  readonly letGo: () => void
  /** Does something that leaves this form alone, such as closing its dialog; asks first when it holds unsaved text. */
  readonly leave: (proceed: Proceed) => void
}

/**
 * Says that the calling form holds unsaved text.
 * @param what completes the sentence “… has unsaved changes”, such as `The process of Web shop`.
 */
export function useUnsaved(isDirty: boolean, what: string): Guard {
  const form = useContext(UnsavedPlace) + useId()
  const { hold, release, attempt } = useUnsavedStore.getState()
  useEffect(() => {
    if (!isDirty) return
    hold(form, what)
    return () => release(form)
  }, [form, isDirty, what, hold, release])
  return { letGo: () => release(form), leave: proceed => attempt(proceed, form) }
}
