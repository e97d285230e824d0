import type { RunId } from '@shared/ids'
import { type KeyboardEvent, useState } from 'react'

/** What is looked at beside the plan. */
export type Aside =
  | { readonly kind: 'options' }
  | { readonly kind: 'script'; readonly run: RunId }
  | { readonly kind: 'targets' }

export interface LaunchView {
  readonly aside: Aside
  readonly show: (aside: Aside) => void
  /** The variable that is explained; null while none is. */
  readonly explained: string | null
  readonly explain: (name: string | null) => void
  /** Whether Escape leads out of something inside, and not out of the dialog. */
  readonly isInside: boolean
  readonly onKeyDown: (event: KeyboardEvent) => void
}

/** What is open inside of the dialog. Escape closes what was opened last, and the dialog when nothing is. */
export function useLaunchView(): LaunchView {
  const [aside, show] = useState<Aside>({ kind: 'options' })
  const [explained, explain] = useState<string | null>(null)
  const isInside = explained !== null || aside.kind !== 'options'
  return {
    aside,
    show,
    explained,
    explain,
    isInside,
    onKeyDown: event => {
      if (event.key !== 'Escape' || !isInside || event.defaultPrevented) return
      event.stopPropagation()
      if (aside.kind !== 'options') show({ kind: 'options' })
      else explain(null)
    }
  }
}
