import { TextInput } from '@mantine/core'

export interface RunAsFieldProps {
  readonly value: string | undefined
  readonly isOnTarget: boolean
  readonly error: string | null
  readonly onChange: (value: string | undefined) => void
}

/** The user that scripts run as. */
export function RunAsField({ value, isOnTarget, error, onChange }: RunAsFieldProps) {
  return (
    <TextInput
      label="Run as"
      description={
        isOnTarget
          ? 'A user of the target, by sudo. Empty: the one who logs in.'
          : 'A user of this machine, by sudo without a password. Empty: you.'
      }
      placeholder="For example: postgres"
      spellCheck={false}
      value={value ?? ''}
      error={error}
      onChange={event => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
    />
  )
}
