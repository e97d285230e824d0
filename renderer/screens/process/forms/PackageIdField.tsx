import { Autocomplete } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import type { FeedId } from '@shared/ids'
import { type ReactNode, useState } from 'react'
import { offersFor, openReference, withReference } from '../../../components/template-field/completion'
import { useRead } from '../../../stores/catalog'
import { valueOr } from '../../../stores/load'

export interface PackageIdFieldProps {
  readonly value: string
  /** Where its ids are looked for; null for the repository. */
  readonly feedId: FeedId | null
  readonly variables: readonly string[]
  readonly error: string | null
  readonly label: ReactNode
  readonly onChange: (value: string) => void
  readonly 'aria-label'?: string
}

const none: readonly never[] = []
const offered = 20
const debounceMs = 250

/** The id of a package: offers those that the feed has, and names of variables once a reference is begun. */
export function PackageIdField(props: PackageIdFieldProps) {
  const { value, feedId, variables, onChange } = props
  const [isFocused, setFocused] = useState(false)
  const [text] = useDebouncedValue(value, debounceMs)
  const asked = isFocused && feedId !== null && text.length <= 200 ? { id: feedId, text, take: offered } : null
  const ofFeed = valueOr(useRead('feed.search', asked).load, none)
  const ofRepository = valueOr(useRead('package.list', feedId === null ? {} : null).load, none)
  const ids = (feedId === null ? ofRepository : ofFeed).map(({ packageId }) => packageId)
  const open = openReference(value, value.length)
  const wanted = value.trim().toLowerCase()
  const offers =
    open === null
      ? ids.filter(id => id.toLowerCase().includes(wanted)).slice(0, offered)
      : offersFor(open.typed, variables).map(name => withReference(value, value.length, open, name).text)
  return (
    <Autocomplete
      label={props.label}
      placeholder="Shop.Web"
      spellCheck={false}
      data={[...new Set(offers)]}
      filter={({ options }) => options}
      value={value}
      error={props.error}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
      onChange={onChange}
      {...(props['aria-label'] === undefined ? {} : { 'aria-label': props['aria-label'] })}
    />
  )
}
