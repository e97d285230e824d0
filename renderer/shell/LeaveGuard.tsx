import { useEffect } from 'react'
import { api } from '../api'
import { ConfirmDialog } from '../components/ConfirmDialog'
import { attemptToLeave, hasUnsaved, untilUsedAgain, useUnsavedStore } from '../stores/unsaved'

/** Closes the window or loads it anew; over where the page is used again, because closing was thought better of. */
const leavePage = (wanted: 'close' | 'reload'): Promise<void> => {
  if (wanted === 'close') window.close()
  else window.location.reload()
  return untilUsedAgain()
}

/** Asks before unsaved text is lost, also when the window is being closed or loaded anew. */
export function LeaveGuard() {
  const { pending, endangered, discard, stay } = useUnsavedStore()
  useEffect(() => {
    const onUnload = (event: BeforeUnloadEvent) => {
      if (hasUnsaved()) event.preventDefault()
    }
    window.addEventListener('beforeunload', onUnload)
    // The question cannot be shown while the page is being left; it is asked as soon as it stayed.
    const unsubscribe = api.subscribe(event => {
      if (event.type === 'window.held') attemptToLeave(() => leavePage(event.wanted))
    })
    return () => {
      window.removeEventListener('beforeunload', onUnload)
      unsubscribe()
    }
  }, [])
  if (!pending) return null
  return (
    <ConfirmDialog
      title="Leave without saving?"
      confirmLabel="Leave and lose the changes"
      cancelLabel="Keep editing"
      isDangerous
      onConfirm={discard}
      onCancel={stay}
    >
      {endangered.map(what => `${what} has unsaved changes.`).join(' ')}
    </ConfirmDialog>
  )
}
