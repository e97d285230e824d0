import { Button } from '@mantine/core'
import { useState } from 'react'
import { Icon } from '../../components/Icon'
import { copyText } from '../../components/log/copy-text'

interface CopyTextButtonProps {
  readonly text: string
  readonly label: string
  /** Whether a dialog begins on it. */
  readonly isFirst?: boolean
}

/** Puts a text on the clipboard, and says whether that worked until the person goes on. */
export function CopyTextButton({ text, label, isFirst = false }: CopyTextButtonProps) {
  const [outcome, setOutcome] = useState<'none' | 'copied' | 'failed'>('none')
  const words = { none: label, copied: 'Copied', failed: 'Could not be copied' }
  return (
    <Button
      variant="default"
      data-autofocus={isFirst || undefined}
      leftSection={<Icon name={outcome === 'copied' ? 'check' : 'copy'} size={14} />}
      onClick={() => setOutcome(copyText(text) ? 'copied' : 'failed')}
      onBlur={() => setOutcome('none')}
    >
      <span aria-live="polite">{words[outcome]}</span>
    </Button>
  )
}
