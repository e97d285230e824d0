import { Modal, PasswordInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { FormFooter } from '../../forms/FormFooter'
import form from '../../forms/form.module.css'
import { useReturnFocus } from '../../lib/use-return-focus'
import { useCall } from '../../stores/use-call'
import {
  NewPassphrase,
  type NewPassphraseErrors,
  type NewPassphraseValue,
  newPassphraseErrors,
  noNewPassphrase
} from './NewPassphrase'
import { useWait } from './use-wait'

interface ChangePassphraseDialogProps {
  /** Whether there is a passphrase now. Without one, a keychain's vault gets one to recover with. */
  readonly hasPassphrase: boolean
  readonly onClose: () => void
  readonly onDone: () => void
}

/** Replaces the vault's passphrase, or adds the first one beside a keychain. */
export function ChangePassphraseDialog({ hasPassphrase, onClose, onDone }: ChangePassphraseDialogProps) {
  useReturnFocus()
  const [current, setCurrent] = useState('')
  const [typed, setTyped] = useState<NewPassphraseValue>(noNewPassphrase)
  const [errors, setErrors] = useState<NewPassphraseErrors | null>(null)
  const { run, isBusy, failure } = useCall('vault.changePassphrase')
  const wait = useWait(failure)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const wrong = newPassphraseErrors(typed)
    setErrors(wrong)
    if (wrong || isBusy || wait > 0 || (hasPassphrase && current === '')) return
    const result = await run({ next: typed.passphrase, ...(hasPassphrase ? { current } : {}) })
    if (result.ok) onDone()
  }
  const isWrong = failure?.kind === 'passphrase-wrong'
  return (
    <Modal
      opened
      onClose={onClose}
      title={hasPassphrase ? 'Change the passphrase' : 'Add a recovery passphrase'}
      size={440}
      centered
    >
      <form noValidate onSubmit={event => void submit(event)}>
        <div className={form.fields}>
          {hasPassphrase && (
            <PasswordInput
              label="Current passphrase"
              autoComplete="current-password"
              data-autofocus
              value={current}
              error={isWrong ? `${failure.message} ${failure.remedy}` : null}
              onChange={event => setCurrent(event.currentTarget.value)}
            />
          )}
          <NewPassphrase
            label={hasPassphrase ? 'New passphrase' : 'Recovery passphrase'}
            value={typed}
            onChange={setTyped}
            errors={errors}
            isFirst={!hasPassphrase}
          />
        </div>
        <FormFooter
          submitLabel={wait > 0 ? `Wait ${wait} s` : hasPassphrase ? 'Change passphrase' : 'Add passphrase'}
          isBusy={isBusy}
          failure={isWrong ? null : failure}
          onCancel={onClose}
        />
      </form>
    </Modal>
  )
}
