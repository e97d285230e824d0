import { Button, Modal, PasswordInput } from '@mantine/core'
import type { Failure } from '@shared/failure'
import type { VaultStatus } from '@shared/vault'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { FailureAlert } from '../../components/FailureAlert'
import { FormFooter } from '../../forms/FormFooter'
import { useReturnFocus } from '../../lib/use-return-focus'
import { useCall } from '../../stores/use-call'
import { useWait } from './use-wait'
import classes from './Vault.module.css'

interface UnlockDialogProps {
  readonly status: VaultStatus
  readonly onClose: () => void
  readonly onDone: () => void
}

/** Asks for the passphrase, or for the keychain where that opens the vault. */
export function UnlockDialog({ status, onClose, onDone }: UnlockDialogProps) {
  useReturnFocus()
  const { protection, hasRecovery, keychain, problem } = status
  const isByKeychain = protection === 'keychain'
  return (
    <Modal opened onClose={onClose} closeOnEscape={false} title="Unlock the vault" size={440} centered>
      <div className={classes.text}>
        <p>Secrets are locked. What you were doing goes on once they are unlocked.</p>
        {problem && isByKeychain && <FailureAlert failure={problem} severity="warning" />}
      </div>
      {isByKeychain && <WithKeychain name={keychain.name} onDone={onDone} />}
      {(!isByKeychain || hasRecovery) && (
        <WithPassphrase
          label={isByKeychain ? 'Recovery passphrase' : 'Passphrase'}
          isFirst={!isByKeychain || problem !== null}
          onClose={onClose}
          onDone={onDone}
        />
      )}
    </Modal>
  )
}

function WithKeychain({ name, onDone }: { readonly name: string; readonly onDone: () => void }) {
  const { run, isBusy, failure } = useCall('vault.unlock')
  const unlock = async () => {
    if ((await run({})).ok) onDone()
  }
  return (
    <div className={classes.choice}>
      <Button variant="default" loading={isBusy} onClick={() => void unlock()} data-autofocus>
        Unlock with the {name}
      </Button>
      {failure && <FailureAlert failure={failure} />}
    </div>
  )
}

interface WithPassphraseProps {
  readonly label: string
  readonly isFirst: boolean
  readonly onClose: () => void
  readonly onDone: () => void
}

function WithPassphrase({ label, isFirst, onClose, onDone }: WithPassphraseProps) {
  const [passphrase, setPassphrase] = useState('')
  const { run, isBusy, failure } = useCall('vault.unlock')
  const input = useRef<HTMLInputElement>(null)
  const wait = useWait(failure)
  // Typed anew over the wrong one.
  useEffect(() => {
    if (failure) input.current?.select()
  }, [failure])
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (isBusy || wait > 0 || passphrase === '') return
    if ((await run({ passphrase })).ok) onDone()
  }
  const isWrong = failure?.kind === 'passphrase-wrong'
  return (
    <form noValidate onSubmit={event => void submit(event)}>
      <PasswordInput
        ref={input}
        label={label}
        autoComplete="current-password"
        value={passphrase}
        error={isWrong ? wrongWords(failure, wait) : null}
        onChange={event => setPassphrase(event.currentTarget.value)}
        {...(isFirst ? { 'data-autofocus': true } : {})}
      />
      <FormFooter
        submitLabel={wait > 0 ? `Wait ${wait} s` : 'Unlock'}
        isBusy={isBusy}
        failure={isWrong ? null : failure}
        onCancel={onClose}
      />
    </form>
  )
}

/** The sentence beside the field. */
const wrongWords = (failure: Failure, wait: number): string =>
  wait > 0 ? `Wrong too often: try again in ${wait} s. ${failure.remedy}` : `The passphrase is wrong. ${failure.remedy}`
