import { Button, TextInput, UnstyledButton } from '@mantine/core'
import type { Environment } from '@shared/model/environment'
import type { ReactNode } from 'react'
import { Icon } from '../../components/Icon'
import { copyWords, useCopy } from '../../components/use-copy'
import { secretFile } from './cli-command'
import classes from './LaunchPane.module.css'
import { useConfirmation } from './use-confirmation'

interface ConfirmationProps {
  /** At least one; of those that are production the name has to be typed. */
  readonly environments: readonly Environment[]
  /** What the button says: `Deploy 1.4.2 to Test`. */
  readonly label: string
  /** Whether there is a plan to start. */
  readonly isReady: boolean
  readonly isBusy: boolean
  /** Above the command: what was refused, and what should be known before. */
  readonly children: ReactNode
  readonly command: string
  /** Whether the command names a file that a secret is read from. */
  readonly hasSecrets: boolean
  /** Something was typed. */
  readonly onTyped: () => void
  readonly onStart: () => void
  readonly onClose: () => void
}

/** The last look: production asks for its name. Ctrl+Enter starts from anywhere in the dialog. */
export function Confirmation(props: ConfirmationProps) {
  const { label, isBusy, children, command, hasSecrets, onClose } = props
  const { form, isProduction, name, asksName, typed, type, canStart, start } = useConfirmation(props)
  return (
    <form ref={form} noValidate className={classes.confirmation} data-production={isProduction} onSubmit={start}>
      {children}
      <div className={classes.footer}>
        <SameCommand command={command} hasSecrets={hasSecrets} />
        {asksName && (
          <TextInput
            className={classes.typed ?? ''}
            label={
              <>
                This is production. Type <strong>{name}</strong> to go on
              </>
            }
            value={typed}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
            onChange={event => type(event.currentTarget.value)}
          />
        )}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={isBusy}
            disabled={!canStart}
            data-autofocus={canStart && !isProduction ? true : undefined}
            title={`${label} (Ctrl+Enter)`}
            leftSection={<Icon name={isProduction ? 'shield' : 'deployment'} size={14} />}
            {...(isProduction ? { color: 'red' } : {})}
          >
            {label}
          </Button>
        </div>
      </div>
    </form>
  )
}

/** The command that does the same, to copy. */
export function SameCommand({ command, hasSecrets }: Pick<ConfirmationProps, 'command' | 'hasSecrets'>) {
  const note = hasSecrets
    ? `\n\n${secretFile} stands for a file that the secret is read from; it is never typed here.`
    : ''
  const { outcome, copy, forget } = useCopy()
  return (
    <UnstyledButton
      className={classes.command ?? ''}
      onClick={() => copy(command)}
      onBlur={forget}
      title={`Same as command:\n${command}${note}`}
    >
      <Icon name={outcome === 'copied' ? 'check' : 'terminal'} size={13} />
      <span aria-live="polite" className={classes.commandWord}>
        {copyWords(outcome, 'Same as command:')}
      </span>
      <code className={classes.commandText}>{command}</code>
    </UnstyledButton>
  )
}
