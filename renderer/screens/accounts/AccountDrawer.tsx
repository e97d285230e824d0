import { Checkbox, PasswordInput, SegmentedControl, Textarea, TextInput, UnstyledButton } from '@mantine/core'
import type { AccountView } from '@shared/model/account'
import { api } from '../../api'
import { FileChooser } from '../../components/FileChooser'
import { maskHint } from '../../components/MaskHint'
import { FormFrame } from '../../forms/FormFrame'
import { useRecordForm } from '../../forms/use-record-form'
import type { SaveForm } from '../../forms/use-save-form'
import { useCatalog } from '../../stores/catalog'
import { useWorkspaceNames } from '../../stores/use-workspace-names'
import classes from './AccountDrawer.module.css'
import { type AccountFormValues, accountFields, accountFormValues, accountInputOf, accountKinds } from './account-form'
import { SudoFields } from './SudoFields'

interface AccountDrawerProps {
  /** Null makes a new one. */
  readonly account: AccountView | null
  readonly onClose: () => void
  readonly onSaved?: (account: AccountView) => void
}

/** Adds or changes a way to log in to SSH targets. */
export function AccountDrawer({ account, onClose, onSaved }: AccountDrawerProps) {
  const save = useRecordForm({
    stored: accountFormValues(account),
    what: 'The account',
    fields: accountFields,
    choices: ['kind'],
    prefix: 'value',
    send: values => {
      const value = accountInputOf(values, account === null)
      return account ? api.call('account.update', { id: account.id, value }) : api.call('account.create', value)
    }
  })
  const leave = async (saved: AccountView) => {
    await useCatalog.getState().refresh('account')
    onClose()
    onSaved?.(saved)
  }
  return (
    <FormFrame
      shape="drawer"
      title={account ? `Edit ${account.name}` : 'Add account'}
      submitLabel={account ? 'Save' : 'Add account'}
      save={save}
      onClose={onClose}
      onSaved={leave}
    >
      {!account && (
        <SegmentedControl
          aria-label="Kind of account"
          fullWidth
          data={Object.entries(accountKinds).map(([value, label]) => ({ value, label }))}
          {...save.form.getInputProps('kind')}
        />
      )}
      <TextInput label="Name" placeholder="Deploy user" data-autofocus {...save.form.getInputProps('name')} />
      <TextInput label="User name" placeholder="deploy" spellCheck={false} {...save.form.getInputProps('username')} />
      <Secrets save={save} account={account} />
      <SudoFields save={save} account={account} />
    </FormFrame>
  )
}

interface SecretsProps {
  readonly save: SaveForm<AccountFormValues, AccountView>
  readonly account: AccountView | null
}

function Secrets({ save, account }: SecretsProps) {
  const names = useWorkspaceNames()
  switch (save.form.values.kind) {
    case 'agent':
      return <p className={classes.hint}>Slipway asks the SSH agent of this machine. No secret is stored.</p>
    case 'password':
      return (
        <PasswordInput
          label="Password"
          autoComplete="off"
          placeholder={account ? '•••••• stored — type to replace it' : ''}
          description={maskHint(save.form.values.password, names)}
          {...save.form.getInputProps('password')}
        />
      )
    case 'private-key':
      return <KeyFields save={save} account={account} names={names} />
  }
}

function KeyFields({ save, account, names }: SecretsProps & { readonly names: ReadonlySet<string> }) {
  const { values } = save.form
  const readFile = async (file: File) => save.form.setFieldValue('privateKey', await file.text())
  return (
    <>
      <div>
        <Textarea
          label="Private key"
          rows={5}
          spellCheck={false}
          classNames={{ input: classes.key ?? '' }}
          placeholder={account ? '•••••• stored — paste another to replace it' : '-----BEGIN OPENSSH PRIVATE KEY-----'}
          {...save.form.getInputProps('privateKey')}
        />
        <FileChooser onFiles={([file]) => void readFile(file)}>
          {props => (
            <UnstyledButton {...props} className={classes.file ?? ''}>
              Read it from a file…
            </UnstyledButton>
          )}
        </FileChooser>
      </div>
      <PasswordInput
        label="Passphrase of the key"
        autoComplete="off"
        disabled={values.removesPassphrase}
        placeholder={account?.hasPassphrase ? '•••••• stored — type to replace it' : 'None'}
        description={maskHint(values.passphrase, names)}
        {...save.form.getInputProps('passphrase')}
      />
      {account?.hasPassphrase && (
        <Checkbox
          label="Remove the stored passphrase"
          {...save.form.getInputProps('removesPassphrase', { type: 'checkbox' })}
        />
      )}
      <p className={classes.hint}>Key and passphrase are stored encrypted and never shown again.</p>
    </>
  )
}
