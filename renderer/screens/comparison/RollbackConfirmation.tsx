import { Button, TextInput } from '@mantine/core'
import type { Environment } from '@shared/model/environment'
import type { ReactNode } from 'react'
import { Icon } from '../../components/Icon'
import { SameCommand } from '../deploy/Confirmation'
import { useConfirmation } from '../deploy/use-confirmation'
import classes from './rollback.module.css'

interface RollbackConfirmationProps {
  readonly environment: Environment
  /** ` for Acme`; empty without a tenant. */
  readonly tenantWords: string
  readonly version: string
  /** The same on the command line. */
  readonly command: string
  /** Whether there is a plan to start. */
  readonly isReady: boolean
  readonly isBusy: boolean
  /** What was refused. */
  readonly children: ReactNode
  /** Something was typed. */
  readonly onTyped: () => void
  readonly onStart: () => void
}

/** The last look, at the lower edge of the window: production asks for its name. Ctrl+Enter starts. */
export function RollbackConfirmation(props: RollbackConfirmationProps) {
  const { environment, tenantWords, version, command, isReady, isBusy, children, onTyped, onStart } = props
  const guard = useConfirmation({ environments: [environment], isReady, isBusy, onTyped, onStart })
  const { form, isProduction, name, asksName, typed, type, canStart, start } = guard
  const label = `Roll ${environment.name}${tenantWords} back to ${version}`
  return (
    <form
      ref={form}
      noValidate
      className={classes.confirmation}
      data-production={isProduction}
      aria-label={label}
      onSubmit={start}
    >
      {children}
      <div className={classes.footer}>
        <SameCommand command={command} hasSecrets={false} />
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
            onChange={event => type(event.currentTarget.value)}
          />
        )}
        <Button
          type="submit"
          loading={isBusy}
          disabled={!canStart}
          title={`${label} (Ctrl+Enter)`}
          leftSection={<Icon name={isProduction ? 'shield' : 'undo'} size={14} />}
          {...(isProduction ? { color: 'red' } : {})}
        >
          {label}
        </Button>
      </div>
    </form>
  )
}
