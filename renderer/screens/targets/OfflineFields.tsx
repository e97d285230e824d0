import { Checkbox, PasswordInput, Select, Switch, TextInput } from '@mantine/core'
import type { Target } from '@shared/model/target'
import type { SaveForm } from '../../forms/use-save-form'
import type { TargetFormValues } from './target-form'

interface OfflineFieldsProps {
  readonly save: SaveForm<TargetFormValues, Target>
  /** Whether one is stored. */
  readonly hasPassword: boolean
}

/** What a target needs that nobody reaches: bundles are written for it, and people carry them there. */
export function OfflineFields({ save: { form }, hasPassword }: OfflineFieldsProps) {
  return (
    <>
      <TextInput
        label="Drop folder"
        description="Where bundles are written to. Leave it empty and save each bundle where you want it."
        placeholder="/media/usb or \\server\drop"
        spellCheck={false}
        {...form.getInputProps('dropFolder')}
      />
      <Select
        label="Form of bundles"
        data={[
          { value: 'folder', label: 'A folder' },
          { value: 'archive', label: 'One .tar file' }
        ]}
        allowDeselect={false}
        {...form.getInputProps('form')}
      />
      <Select
        label="System of the machine"
        data={[
          { value: 'posix', label: 'Linux, macOS or another Unix' },
          { value: 'windows', label: 'Windows with PowerShell: scripts only' }
        ]}
        allowDeselect={false}
        {...form.getInputProps('platform')}
      />
      <PasswordInput
        label="Password"
        description="Protects secrets in bundles and shows that receipts are genuine; whoever runs a bundle needs it. Without one, a deployment with sensitive variables fails."
        placeholder={hasPassword ? 'Leave empty to keep the one that is stored' : ''}
        autoComplete="new-password"
        disabled={form.values.forgetsPassword}
        {...form.getInputProps('password')}
      />
      {hasPassword && (
        <Checkbox label="Remove the stored password" {...form.getInputProps('forgetsPassword', { type: 'checkbox' })} />
      )}
      <Switch
        label="Leave out what is there already"
        description="A bundle has no package that the target has from an earlier one, as its last receipt says."
        {...form.getInputProps('isIncremental', { type: 'checkbox' })}
      />
    </>
  )
}
