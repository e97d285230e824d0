import { useEffect } from 'react'
import { ConfirmDialog } from '../components/ConfirmDialog'
import { hasUnsaved, useUnsavedStore } from '../stores/unsaved'

/** Asks before unsaved text is lost, also when the window is being closed. */
export function LeaveGuard() {
  const { pending, forms, discard, stay } = useUnsavedStore()
  useEffect(() => {
    const onClose = (event: BeforeUnloadEvent) => {
      if (!hasUnsaved()) return
      event.preventDefault()
      // The question cannot be shown while the window is closing; it is asked right after, and closes it again.
      setTimeout(() => useUnsavedStore.getState().attempt(() => window.close()))
    }
    window.addEventListener('beforeunload', onClose)
    return () => window.removeEventListener('beforeunload', onClose)
  }, [])
  if (!pending) return null
  const [what = 'This form'] = Object.values(forms)
  return (
    <ConfirmDialog
      title="Leave without saving?"
      confirmLabel="Leave and lose the changes"
      cancelLabel="Keep editing"
      isDangerous
      onConfirm={discard}
      onCancel={stay}
    >
      {what} has unsaved changes.
    </ConfirmDialog>
  )
}
