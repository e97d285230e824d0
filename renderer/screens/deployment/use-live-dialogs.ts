import type { Choice, Deployment } from '@shared/deployment'
import type { PlannedStep } from '@shared/plan/plan'
import { useEffect, useState } from 'react'

/** The dialog that lies over the screen of a deployment, if any. */
export type LiveDialog =
  | { readonly kind: 'none' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'cancel-at-once' }
  /** Questions by their numbers; `choice` is what is preselected. */
  | { readonly kind: 'answer'; readonly questions: readonly number[]; readonly choice: Choice | null }
  | { readonly kind: 'resume' }
  | { readonly kind: 'give-up' }
  | { readonly kind: 'width'; readonly step: PlannedStep }

export interface LiveDialogs {
  readonly dialog: LiveDialog
  readonly show: (dialog: LiveDialog) => void
  readonly close: () => void
}

/** Whether what a dialog is about is still so; one that has become pointless closes by itself. */
function isStillDue(dialog: LiveDialog, { state, cancels }: Deployment): boolean {
  switch (dialog.kind) {
    case 'cancel':
      return state === 'queued' || state === 'running'
    case 'cancel-at-once':
      return state === 'cancelling' && cancels < 2
    case 'resume':
      return state === 'finished' || state === 'interrupted'
    case 'give-up':
      return state === 'interrupted'
    case 'width':
      return state === 'running'
    default:
      return true
  }
}

/** Which dialog of a deployment is open: at most one. One that has closed by itself stays closed. */
export function useLiveDialogs(deployment: Deployment): LiveDialogs {
  const [dialog, show] = useState<LiveDialog>({ kind: 'none' })
  const isDue = isStillDue(dialog, deployment)
  useEffect(() => {
    if (!isDue) show({ kind: 'none' })
  }, [isDue])
  return {
    dialog: isDue ? dialog : { kind: 'none' },
    show,
    close: () => show({ kind: 'none' })
  }
}
