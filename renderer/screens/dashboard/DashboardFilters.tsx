import { Select, Switch, TextInput } from '@mantine/core'
import type { Dashboard } from '@shared/dashboard'
import type { ProjectGroupId } from '@shared/ids'
import type { KeyboardEvent, RefObject } from 'react'
import { Icon } from '../../components/Icon'
import { type CellFilter, cellFilters, cellFilterWords, type DashboardView } from '../../lib/dashboard-view'
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
      <Select
        size="xs"
        className={classes.select ?? ''}
        aria-label="State"
        placeholder="All states"
        clearable
        data={cellFilters.map(value => ({ value, label: cellFilterWords[value] }))}
        value={view.state}
        // The options are the values of its type.
        onChange={state => onChange({ state: state as CellFilter | null })}
      />
      {groups.length > 1 && (
        <Select
          size="xs"
          className={classes.select ?? ''}
          aria-label="Group"
          placeholder="All groups"
          clearable
          data={groups.map(({ group }) => ({ value: group.id, label: group.name }))}
          value={view.groupId}
          // The options are ids of groups.
          onChange={groupId => onChange({ groupId: groupId as ProjectGroupId | null })}
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
