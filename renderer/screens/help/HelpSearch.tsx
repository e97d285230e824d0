import { TextInput } from '@mantine/core'
import type { RefObject } from 'react'
import { Icon } from '../../components/Icon'
import { Kbd } from '../../components/Kbd'
import { type HelpSearchState, hitId } from './use-help-search'

interface HelpSearchProps {
  readonly box: RefObject<HTMLInputElement | null>
  readonly query: string
  readonly search: HelpSearchState
  readonly onChange: (query: string) => void
}

/** The field that searches all documents while somebody types. */
export function HelpSearch({ box, query, search, onChange }: HelpSearchProps) {
  const { hits, chosen, onKeyDown } = search
  return (
    <TextInput
      ref={box}
      role="combobox"
      aria-label="Search the help"
      aria-expanded={hits.length > 0}
      aria-autocomplete="list"
      {...(hits.length > 0 ? { 'aria-controls': 'help-hits', 'aria-activedescendant': hitId(chosen) } : {})}
      placeholder="Search the help"
      autoComplete="off"
      spellCheck={false}
      leftSection={<Icon name="search" size={14} />}
      rightSection={query === '' ? <Kbd keys="/" /> : null}
      rightSectionPointerEvents="none"
      value={query}
      onChange={event => onChange(event.currentTarget.value)}
      onKeyDown={onKeyDown}
    />
  )
}
