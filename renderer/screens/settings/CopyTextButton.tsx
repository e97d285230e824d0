import { Button } from '@mantine/core'
import { Icon } from '../../components/Icon'
import { copyWords, useCopy } from '../../components/use-copy'

interface CopyTextButtonProps {
  readonly text: string
  readonly label: string
  /** Whether a dialog begins on it. */
  readonly isFirst?: boolean
}

/** Puts a text on the clipboard, and says whether that worked until the person goes on. */
export function CopyTextButton({ text, label, isFirst = false }: CopyTextButtonProps) {
  const { outcome, copy, forget } = useCopy()
  return (
    <Button
      variant="default"
      data-autofocus={isFirst || undefined}
      leftSection={<Icon name={outcome === 'copied' ? 'check' : 'copy'} size={14} />}
      onClick={() => copy(text)}
      onBlur={forget}
    >
      <span aria-live="polite">{copyWords(outcome, label)}</span>
    </Button>
  )
}
