import { notifications } from '@mantine/notifications'
import { create } from 'zustand'
import { api, askForVaultWith } from '../api'
import { useUnsavedStore } from './unsaved'

export type VaultQuestion = 'set-up' | 'unlock'

interface VaultDialog {
  /** The dialog that lies over everything else: one at a time, however many calls wait for it. */
  readonly asking: VaultQuestion | null
  readonly waiting: readonly ((isOpen: boolean) => void)[]
  /** Shows the dialog, or joins the one that is shown; resolves to whether the vault is open then. */
  ask(question: VaultQuestion): Promise<boolean>
  /** Ends the dialog, and answers all who wait. */
  settle(isOpen: boolean): void
}

export const useVaultDialog = create<VaultDialog>()((set, get) => ({
  asking: null,
  waiting: [],
  ask: question =>
    new Promise(resolve =>
      set(({ asking, waiting }) => ({ asking: asking ?? question, waiting: [...waiting, resolve] }))
    ),
  settle: isOpen => {
    const { waiting } = get()
    set({ asking: null, waiting: [] })
    for (const resolve of waiting) resolve(isOpen)
  }
}))

/** Opens a dialog about the vault from anywhere in the window. */
export const askVault = (question: VaultQuestion): Promise<boolean> => useVaultDialog.getState().ask(question)

/** Locks the vault, and says why not where that is so. */
export async function lockVault(): Promise<void> {
  const result = await api.call('vault.lock', {})
  if (result.ok) notifications.show({ message: 'The vault is locked.' })
  else notifications.show({ color: 'red', title: result.failure.message, message: result.failure.remedy })
}

/** Whether something lies even over the question: the palette, which keeps its keys, or whether to leave. */
const isForAbove = ({ target }: KeyboardEvent): boolean =>
  useUnsavedStore.getState().pending !== null ||
  (target instanceof Element && target.getAttribute('data-mantine-stop-propagation') === 'true')

/** Starts to ask for the vault whenever a call needs it; returns the undo. */
export function followVault(): () => void {
  // Caught before any drawer hears of it: Escape closes the question, not the form that waits for its answer.
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.isComposing || useVaultDialog.getState().asking === null) return
    if (isForAbove(event)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    useVaultDialog.getState().settle(false)
  }
  window.addEventListener('keydown', onKey, { capture: true })
  const undo = [
    () => window.removeEventListener('keydown', onKey, { capture: true }),
    askForVaultWith(({ kind }) => askVault(kind === 'vault-locked' ? 'unlock' : 'set-up')),
    api.subscribe(event => {
      if (event.type !== 'vault.changed' || useVaultDialog.getState().asking === null) return
      const { protection, isLocked } = event.status
      const isOpen = !isLocked && (protection === 'keychain' || protection === 'passphrase')
      if (isOpen) useVaultDialog.getState().settle(true)
    })
  ]
  return () => {
    for (const each of undo) each()
  }
}
