import { useState } from 'react'
import { copyText } from './log/copy-text'

/** Copies a text, and says what became of it until the person goes on: `forget` belongs to the blur of the button. */
export function useCopy() {
  const [outcome, setOutcome] = useState<'none' | 'copied' | 'failed'>('none')
  return {
    outcome,
    copy: (text: string) => setOutcome(copyText(text) ? 'copied' : 'failed'),
    forget: () => setOutcome('none')
  }
}

/** What a button that copies says: its own words, or what became of it. */
export const copyWords = (outcome: ReturnType<typeof useCopy>['outcome'], label: string): string =>
  ({ none: label, copied: 'Copied', failed: 'Could not be copied' })[outcome]
