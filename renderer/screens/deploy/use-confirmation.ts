import type { Environment } from '@shared/model/environment'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useFocusWhenThere } from '../../components/FirstFocus'
import { isForDialog, isMod } from '../../lib/keys'
import { topDialog } from '../../lib/use-return-focus'

interface Confirmed {
  /** At least one; of those that are production the name has to be typed. */
  readonly environments: readonly Environment[]
  /** Whether there is a plan to start. */
  readonly isReady: boolean
  readonly isBusy: boolean
  /** Something was typed. */
  readonly onTyped: () => void
  readonly onStart: () => void
}

/** Whether no dialog, drawer or menu lies over the form: in one of those, the key means what is asked there. */
const isOnTop = (form: HTMLFormElement, event: KeyboardEvent): boolean =>
  form.closest('[role="dialog"]') === null ? !isForDialog(event) : topDialog()?.contains(form) === true

/**
 * The guard before something is deployed: production asks for its name, and Ctrl+Enter starts from anywhere on the screen
 * or in the dialog that it lies in.
 */
export function useConfirmation({ environments, isReady, isBusy, onTyped, onStart }: Confirmed) {
  const [typed, setTyped] = useState('')
  const [wasReady, setWasReady] = useState(isReady)
  if (isReady && !wasReady) setWasReady(true)
  const form = useRef<HTMLFormElement>(null)
  const dangerous = environments.filter(({ isProduction }) => isProduction)
  const isProduction = dangerous.length > 0
  const name = dangerous.map(item => item.name).join(', ')
  const isConfirmed = !isProduction || typed.trim() === name
  useFocusWhenThere(isReady, () => form.current?.querySelector<HTMLElement>('[data-autofocus]'))
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !isMod(event) || event.defaultPrevented) return
      if (form.current === null || !isOnTop(form.current, event)) return
      event.preventDefault()
      form.current.requestSubmit()
    }
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [])
  return {
    form,
    isProduction,
    /** What has to be typed. */
    name,
    /** Whether it is asked for. Once it was, it stays: another plan must not take the field from whoever is typing. */
    asksName: isProduction && (isReady || wasReady),
    typed,
    type: (text: string) => {
      onTyped()
      setTyped(text)
    },
    canStart: isReady && isConfirmed,
    start: (event: FormEvent) => {
      event.preventDefault()
      if (isReady && isConfirmed && !isBusy) onStart()
    }
  }
}
