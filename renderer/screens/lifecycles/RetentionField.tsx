import { NumberInput, Select } from '@mantine/core'
import type { Retention } from '@shared/model/lifecycle'
import type { ReactNode } from 'react'
import classes from './lifecycles.module.css'

interface RetentionFieldProps {
  readonly label: string
  /** Null for what is inherited. */
  readonly value: Retention | null
  /** What it has where it says nothing itself; absent where it has to say something. */
  readonly inherited?: string
  readonly description?: string
  readonly error: ReactNode
  readonly onChange: (value: Retention | null) => void
}

type Choice = 'inherited' | Retention['keep']

const isChoice = (text: string | null): text is Choice =>
  text === 'inherited' || text === 'forever' || text === 'releases' || text === 'days'

/** Which releases are kept. */
export function RetentionField({ label, value, inherited, description, error, onChange }: RetentionFieldProps) {
  const choose = (choice: string | null) => {
    if (!isChoice(choice)) return
    const count = value === null || value.keep === 'forever' ? null : value.count
    if (choice === 'inherited') onChange(null)
    else if (choice === 'forever') onChange({ keep: 'forever' })
    else if (choice === 'releases') onChange({ keep: 'releases', count: count ?? 3 })
    else onChange({ keep: 'days', count: count ?? 30 })
  }
  return (
    <div className={classes.retention}>
      <Select
        label={label}
        data={[
          ...(inherited === undefined ? [] : [{ value: 'inherited', label: inherited }]),
          { value: 'forever', label: 'Everything' },
          { value: 'releases', label: 'The newest releases' },
          { value: 'days', label: 'Releases of the last days' }
        ]}
        allowDeselect={false}
        value={value?.keep ?? 'inherited'}
        error={error}
        {...(description === undefined ? {} : { description })}
        onChange={choose}
      />
      {value !== null && value.keep !== 'forever' && (
        <NumberInput
          label={value.keep === 'releases' ? 'How many' : 'Days'}
          w={96}
          min={1}
          allowDecimal={false}
          allowNegative={false}
          value={value.count === 0 ? '' : value.count}
          onChange={count => onChange({ keep: value.keep, count: Number(count) || 0 })}
        />
      )}
    </div>
  )
}
