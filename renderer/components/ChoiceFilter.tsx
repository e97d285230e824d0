import { Select } from '@mantine/core'

interface ChoiceFilterProps<Value extends string> {
  readonly label: string
  /** What is said while nothing is chosen. */
  readonly all: string
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly value: Value | null
  readonly onChange: (value: Value | null) => void
  /** How wide it is. */
  readonly className: string | undefined
  /** Whether typing finds an option among many. */
  readonly isSearchable?: boolean
}

/** Narrows a list down to one of several values, or to none of them. */
export function ChoiceFilter<Value extends string>(props: ChoiceFilterProps<Value>) {
  const { label, all, options, value, onChange, className, isSearchable = false } = props
  return (
    <Select
      size="xs"
      className={className ?? ''}
      aria-label={label}
      placeholder={all}
      clearable
      searchable={isSearchable}
      data={[...options]}
      value={value}
      // The options are the values of its type.
      onChange={chosen => onChange(chosen as Value | null)}
    />
  )
}
