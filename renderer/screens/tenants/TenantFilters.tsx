import { Select, TextInput } from '@mantine/core'
import type { KeyboardEvent, RefObject } from 'react'
import { Icon } from '../../components/Icon'
import type { TenantFilter } from './tenant-list'
import classes from './tenants.module.css'

interface TenantFiltersProps {
  /** Those that some of the tenants have. */
  readonly tags: readonly string[]
  readonly filter: TenantFilter
  readonly search: RefObject<HTMLInputElement | null>
  readonly onChange: (filter: TenantFilter) => void
}

/** Narrows a list of tenants by words and by a tag. */
export function TenantFilters({ tags, filter, search, onChange }: TenantFiltersProps) {
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== 'Escape' || filter.text === '') return
    onChange({ ...filter, text: '' })
    event.stopPropagation()
  }
  return (
    <section className={classes.filters} aria-label="Filter the tenants">
      <TextInput
        ref={search}
        className={classes.text ?? ''}
        aria-label="Filter tenants"
        placeholder="Filter tenants (F)"
        leftSection={<Icon name="filter" size={14} />}
        value={filter.text}
        onChange={event => onChange({ ...filter, text: event.currentTarget.value })}
        onKeyDown={onKey}
      />
      {tags.length > 0 && (
        <Select
          className={classes.select ?? ''}
          aria-label="Tag"
          placeholder="All tags"
          clearable
          searchable
          nothingFoundMessage="No such tag"
          data={[...tags]}
          value={filter.tag}
          onChange={tag => onChange({ ...filter, tag })}
        />
      )}
    </section>
  )
}
