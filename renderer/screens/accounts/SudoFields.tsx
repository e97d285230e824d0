import { Checkbox, PasswordInput, Select } from '@mantine/core'
import type { AccountView } from '@shared/model/account'
import { maskHint } from '../../components/MaskHint'
import type { SaveForm } from '../../forms/use-save-form'
import { useWorkspaceNames } from '../../stores/use-workspace-names'
import type { AccountFormValues } from './account-form'

interface SudoFieldsProps {
  readonly save: SaveForm<AccountFormValues, AccountView>
  readonly account: AccountView | null
}

const ways = [
  { value: 'none', label: 'Never' },
  { value: 'no-password', label: 'By sudo, without a password' },
  { value: 'password', label: 'By sudo, with a password' }
]

/** How the account becomes the user that a step runs as. */
export function SudoFields({ save, account }: SudoFieldsProps) {
  const { values, getInputProps } = save.form
  const names = useWorkspaceNames()
  const canUseLogin = values.kind === 'password'
  return (
    <>
      <Select
        label="Becomes another user"
        description="For steps that run as somebody else, such as root or postgres."
        data={ways}
        allowDeselect={false}
        {...getInputProps('sudo')}
      />
      {values.sudo === 'password' && canUseLogin && (
        <Checkbox
          label="sudo asks for the password of the login"
          {...getInputProps('usesLoginPassword', { type: 'checkbox' })}
        />
      )}
      {values.sudo === 'password' && !(canUseLogin && values.usesLoginPassword) && (
        <PasswordInput
          label="Password for sudo"
          autoComplete="off"
          placeholder={account?.sudo.hasOwnPassword ? '•••••• stored — type to replace it' : ''}
          description={maskHint(values.sudoPassword, names)}
          {...getInputProps('sudoPassword')}
          error={save.form.errors['sudo.password'] ?? null}
        />
      )}
    </>
  )
}
