import { TagsInput } from '@mantine/core'
import { tagsInUse } from '@shared/model/tenant'
import type { ReactNode } from 'react'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'

interface TagsFieldProps {
  readonly label: string
  readonly description: string
  readonly value: readonly string[]
  readonly error: ReactNode
  readonly onChange: (tags: readonly string[]) => void
}

/** Tags of tenants, such as `Region/North`: those in use are offered, others are typed. */
export function TagsField({ label, description, value, error, onChange }: TagsFieldProps) {
  const known = tagsInUse(valueOr(useRead('tenant.list', {}).load, []))
  return (
    <TagsInput
      label={label}
      placeholder={value.length === 0 ? 'Region/North' : ''}
      description={description}
      data={[...known]}
      splitChars={[',']}
      acceptValueOnBlur
      value={[...value]}
      error={error}
      onChange={onChange}
    />
  )
}
