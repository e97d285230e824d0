import { Checkbox, Modal, Radio } from '@mantine/core'
import type { VaultSetUp, VaultStatus } from '@shared/vault'
import { type FormEvent, useState } from 'react'
import { Icon } from '../../components/Icon'
import { FormFooter } from '../../forms/FormFooter'
import { useReturnFocus } from '../../lib/use-return-focus'
import { useCall } from '../../stores/use-call'
import {
  NewPassphrase,
  type NewPassphraseErrors,
  type NewPassphraseValue,
  newPassphraseErrors,
  noNewPassphrase
} from './NewPassphrase'
import classes from './Vault.module.css'

interface SetUpDialogProps {
  readonly status: VaultStatus
  readonly onClose: () => void
  readonly onDone: () => void
}

/** Chooses what guards the key of the vault. */
export function SetUpDialog({ status, onClose, onDone }: SetUpDialogProps) {
  useReturnFocus()
  const { available, name } = status.keychain
  const [protection, setProtection] = useState<VaultSetUp['protection']>(available ? 'keychain' : 'passphrase')
  const [withRecovery, setWithRecovery] = useState(false)
  const [typed, setTyped] = useState<NewPassphraseValue>(noNewPassphrase)
  const [errors, setErrors] = useState<NewPassphraseErrors | null>(null)
  const { run, isBusy, failure } = useCall('vault.setUp')
  const hasPassphrase = protection === 'passphrase' || withRecovery

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const wrong = hasPassphrase ? newPassphraseErrors(typed) : null
    setErrors(wrong)
    if (wrong || isBusy) return
    const { passphrase } = typed
    const result = await run(
      protection === 'passphrase' ? { protection, passphrase } : { protection, ...(withRecovery ? { passphrase } : {}) }
    )
    if (result.ok) onDone()
  }

  return (
    <Modal opened onClose={onClose} closeOnEscape={false} title="Protect your secrets" size={460} centered>
      <form noValidate onSubmit={event => void submit(event)}>
        <div className={classes.text}>
          <Reason status={status} />
        </div>
        {available && (
          <Radio.Group
            className={classes.choice ?? ''}
            label="What guards the key"
            value={protection}
            onChange={value => setProtection(value as VaultSetUp['protection'])}
          >
            <Radio
              mt="xs"
              value="keychain"
              label={`Use the ${name}`}
              description="The vault opens by itself while you are logged in."
              data-autofocus
            />
            <Radio
              mt="xs"
              value="passphrase"
              label="Use a passphrase"
              description="Slipway asks for it once after each start."
            />
          </Radio.Group>
        )}
        <div className={classes.recovery}>
          {protection === 'keychain' && (
            <Checkbox
              label="Also set a recovery passphrase"
              description="Opens the vault when the keychain is lost, as after a new installation."
              checked={withRecovery}
              onChange={event => setWithRecovery(event.currentTarget.checked)}
            />
          )}
          {hasPassphrase && (
            <NewPassphrase
              label={protection === 'keychain' ? 'Recovery passphrase' : 'Passphrase'}
              value={typed}
              onChange={setTyped}
              errors={errors}
              isFirst={!available}
            />
          )}
        </div>
        {hasPassphrase && (
          <p className={classes.warning}>
            <Icon name="warning" size={14} />
            <span>
              Nobody can recover a lost passphrase. Keep it in a password manager: without it, every secret has to be
              entered again.
            </span>
          </p>
        )}
        <FormFooter submitLabel="Protect secrets" isBusy={isBusy} failure={failure} onCancel={onClose} />
      </form>
    </Modal>
  )
}

function Reason({ status }: { readonly status: VaultStatus }) {
  const { protection, keychain } = status
  const without = 'This system offers no keychain that would keep the key safe, so a passphrase guards it.'
  return (
    <>
      <p>
        {protection === 'key-file'
          ? 'Your secrets are encrypted, but their key lies in a plain file. Choose what guards the key from now on; the file is then erased.'
          : 'This is the first secret of this workspace. Slipway encrypts every secret with one key; choose what guards that key. What you typed is saved right after.'}
      </p>
      {!keychain.available && <p>{without} Slipway asks for it once after each start.</p>}
    </>
  )
}
