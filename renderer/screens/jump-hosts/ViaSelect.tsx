import { Select } from '@mantine/core'
import type { JumpHostId } from '@shared/ids'
import type { ReactNode } from 'react'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'

interface ViaSelectProps {
  /** Empty for a direct connection. */
  readonly value: string
  readonly onChange: (value: string) => void
  /** A jump host that cannot be chosen, because it is the one being edited. */
  readonly without?: JumpHostId
  readonly error?: ReactNode
}

/** Chooses the jump host that a connection goes through. */
export function ViaSelect({ value, onChange, without, ...props }: ViaSelectProps) {
  const jumpHosts = valueOr(useRead('jumpHost.list', {}).load, [])
  return (
    <Select
      label="Reached through"
      allowDeselect={false}
      data={[
        { value: '', label: 'Directly' },
        ...jumpHosts
          .filter(({ id }) => id !== without)
          .map(({ id, name, host }) => ({ value: id as string, label: `${name} (${host})` }))
      ]}
      {...props}
      value={value}
      onChange={chosen => onChange(chosen ?? '')}
    />
  )
}
