import { Switch, TextInput } from '@mantine/core'
import type { Dashboard } from '@shared/dashboard'
import type { KeyboardEvent, RefObject } from 'react'
import { ChoiceFilter } from '../../components/ChoiceFilter'
import { Icon } from '../../components/Icon'
import { cellFilters, cellFilterWords, type DashboardView } from '../../lib/dashboard-view'
import classes from './DashboardScreen.module.css'

interface DashboardFiltersProps {
  readonly dashboard: Dashboard
  readonly view: DashboardView
  readonly onChange: (part: Partial<DashboardView>) => void
  readonly search: RefObject<HTMLInputElement | null>
}

/** What is shown of the dashboard. */
export function DashboardFilters({ dashboard, view, onChange, search }: DashboardFiltersProps) {
  const groups = dashboard.groups.filter(({ projects }) => projects.length > 0)
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape' && view.text !== '') {
      onChange({ text: '' })
      event.stopPropagation()
    }
    if (event.key !== 'ArrowDown') return
    event.preventDefault()
    document.querySelector<HTMLElement>('[data-row] a')?.focus()
  }
  return (
    <section className={classes.filters} aria-label="Filter the dashboard">
      <TextInput
        ref={search}
        size="xs"
        className={classes.text ?? ''}
        aria-label="Filter projects"
        placeholder="Filter projects (F)"
        leftSection={<Icon name="filter" size={14} />}
        value={view.text}
        onChange={event => onChange({ text: event.currentTarget.value })}
        onKeyDown={onKey}
      />
      <ChoiceFilter
        className={classes.select}
        label="State"
        all="All states"
        options={cellFilters.map(value => ({ value, label: cellFilterWords[value] }))}
        value={view.state}
        onChange={state => onChange({ state })}
      />
      {groups.length > 1 && (
        <ChoiceFilter
          className={classes.select}
          label="Group"
          all="All groups"
          options={groups.map(({ group }) => ({ value: group.id, label: group.name }))}
          value={view.groupId}
          onChange={groupId => onChange({ groupId })}
        />
      )}
      <Switch
        size="xs"
        label="Hide environments without deployments"
        checked={view.hidesUnused}
        onChange={event => onChange({ hidesUnused: event.currentTarget.checked })}
      />
    </section>
  )
}
