import { UnstyledButton } from '@mantine/core'
import classes from './Copyable.module.css'
import { Icon } from './Icon'
import { copyWords, useCopy } from './use-copy'

interface CopyableProps {
  readonly text: string
  /** What it is, for people who listen: `Words of who asks`. */
  readonly label: string
  /** What a click copies, for the tip: `the words`. */
  readonly what: string
}

/** A short text that is passed on or compared; a click copies it. */
export function Copyable({ text, label, what }: CopyableProps) {
  const { outcome, copy, forget } = useCopy()
  return (
    <UnstyledButton
      className={classes.copyable ?? ''}
      title={`Copy ${what}`}
      onClick={() => copy(text)}
      onBlur={forget}
    >
      <span className="visually-hidden">{label}: </span>
      <code>{text}</code>
      {outcome === 'none' ? (
        <Icon name="copy" size={13} label="Copy" />
      ) : (
        <Icon name={outcome === 'copied' ? 'check' : 'warning'} size={13} />
      )}
      <span aria-live="polite" className={classes.outcome}>
        {copyWords(outcome, '')}
      </span>
    </UnstyledButton>
  )
}
