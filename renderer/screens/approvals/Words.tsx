import { CopyButton, UnstyledButton } from '@mantine/core'
import { Icon } from '../../components/Icon'
import classes from './approvals.module.css'

/** The words of a key, to be read out and compared; a click copies them. */
export function Words({ words, label }: { readonly words: string; readonly label: string }) {
  return (
    <CopyButton value={words}>
      {({ copied, copy }) => (
        <UnstyledButton className={classes.words ?? ''} onClick={copy} title="Copy the words">
          <span className="visually-hidden">{label}: </span>
          <code>{words}</code>
          <Icon name={copied ? 'check' : 'copy'} size={13} label={copied ? 'Copied' : 'Copy'} />
        </UnstyledButton>
      )}
    </CopyButton>
  )
}
