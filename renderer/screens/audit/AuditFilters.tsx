import { Button, Select, TextInput } from '@mantine/core'
import { Icon } from '../../components/Icon'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import classes from './audit.module.css'
import { everything, type FilterState, type Period, periodNames } from './filter-state'

interface AuditFiltersProps {
  readonly state: FilterState
  /** Everybody who made an entry. */
  readonly users: readonly string[]
  readonly onChange: (state: FilterState) => void
}

/** Narrows the log by what an entry is about, by person, by time and by words. */
export function AuditFilters({ state, users, onChange }: AuditFiltersProps) {
  const projects = valueOr(useRead('project.list', {}).load, [])
  const environments = valueOr(useRead('environment.list', {}).load, [])
  const change = (changes: Partial<FilterState>) => onChange({ ...state, ...changes })
  return (
    <search className={classes.filters} aria-label="Filter the audit log">
      <TextInput
        aria-label="Text"
        placeholder="Find in entries…"
        className={classes.text ?? ''}
        leftSection={<Icon name="search" size={13} />}
        value={state.text}
        maxLength={200}
        onChange={event => change({ text: event.currentTarget.value })}
      />
      <Choice
        label="Project"
        all="All projects"
        items={projects}
        value={state.projectId}
        onChange={projectId => change({ projectId })}
      />
      <Choice
        label="Environment"
        all="All environments"
        items={environments}
        value={state.environmentId}
        onChange={environmentId => change({ environmentId })}
      />
      <Choice
        label="Person"
        all="Everybody"
        items={users.map(user => ({ id: user, name: user }))}
        value={state.user}
        onChange={user => change({ user })}
      />
      <Select
        aria-label="Time"
        className={classes.choice ?? ''}
        data={Object.entries(periodNames).map(([value, label]) => ({ value, label }))}
        value={state.period}
        onChange={period => change({ period: (period ?? 'all') as Period })}
      />
      {state.period === 'days' && (
        <>
          <TextInput
            type="date"
            aria-label="From"
            value={state.from}
            onChange={event => change({ from: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            aria-label="To"
            value={state.to}
            onChange={event => change({ to: event.currentTarget.value })}
          />
        </>
      )}
      {state !== everything && (
        <Button variant="subtle" color="gray" onClick={() => onChange(everything)}>
          Clear
        </Button>
      )}
    </search>
  )
}

interface ChoiceProps<Id extends string> {
  readonly label: string
  /** What is said while nothing is chosen. */
  readonly all: string
  readonly items: readonly { readonly id: Id; readonly name: string }[]
  readonly value: Id | null
  readonly onChange: (id: Id | null) => void
}

function Choice<Id extends string>({ label, all, items, value, onChange }: ChoiceProps<Id>) {
  return (
    <Select
      aria-label={label}
      className={classes.choice ?? ''}
      placeholder={all}
      clearable
      clearButtonProps={{ 'aria-label': `Clear ${label.toLowerCase()}` }}
      data={items.map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
      onChange={onChange}
    />
  )
}
