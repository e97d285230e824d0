import { ActionIcon, Button, CloseButton, Select, TextInput } from '@mantine/core'
import type { EnvironmentId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'
import { memo } from 'react'
import { Icon } from '../../components/Icon'
import { plural } from '../../lib/plural'
import type { RowFilter } from './draft/filter'
import { isFiltering } from './draft/filter'
import { findingKinds, kindTitles } from './draft/findings'
import classes from './EditorToolbar.module.css'
import type { EditorDoings } from './editor-model'
import { severityIcons } from './grid/CellContent'
import type { Severity } from './grid/grid-row'

/** Where Ctrl+F goes. */
export const filterId = 'variables-filter'

export interface EditorToolbarProps {
  readonly filter: RowFilter
  readonly environments: readonly Environment[]
  readonly total: number
  readonly shownCount: number
  readonly selectedCount: number
  readonly canUndo: boolean
  readonly canRedo: boolean
  readonly findingCount: number
  /** Whether what was found is of an earlier draft, or nothing was looked at yet. */
  readonly isChecking: boolean
  readonly worst: Severity | 'none'
  readonly isProblemsOpen: boolean
  readonly actions: EditorDoings
  /** Goes into the table. */
  readonly onLeave: () => void
}

/** Above the table: what is shown of it, and what can be done with the rows that are selected. */
export const EditorToolbar = memo(function EditorToolbar(props: EditorToolbarProps) {
  return (
    <div className={classes.bar}>
      {props.selectedCount > 1 ? <SelectionBar {...props} /> : <FilterBar {...props} />}
      <div className={classes.end}>
        <HistoryButtons canUndo={props.canUndo} canRedo={props.canRedo} actions={props.actions} />
        <ProblemsButton {...props} />
      </div>
    </div>
  )
})

function FilterBar({ filter, environments, actions, onLeave, total, shownCount }: EditorToolbarProps) {
  return (
    <>
      <TextFilter text={filter.text} actions={actions} onLeave={onLeave} />
      <EnvironmentFilter environments={environments} chosen={filter.environmentId} actions={actions} />
      <FindingFilter chosen={filter.finding} actions={actions} />
      <span className={classes.count} role="status">
        {isFiltering(filter) ? `${shownCount} of ${total}` : plural(total, 'variable')}
      </span>
    </>
  )
}

interface TextFilterProps extends Pick<EditorToolbarProps, 'actions' | 'onLeave'> {
  readonly text: string
}

function TextFilter({ text, actions, onLeave }: TextFilterProps) {
  const change = (next: string) => actions.changeFilter({ text: next })
  return (
    <TextInput
      id={filterId}
      className={classes.text ?? ''}
      aria-label="Filter variables"
      placeholder="Filter"
      title="Words in the name, the value, the scope or the description (Ctrl+F)"
      leftSection={<Icon name="filter" size={13} />}
      value={text}
      onChange={event => change(event.currentTarget.value)}
      onKeyDown={event => {
        if (event.key === 'Escape' && text !== '') change('')
        else if (event.key === 'Enter' || event.key === 'ArrowDown' || event.key === 'F6') onLeave()
        else return
        event.preventDefault()
      }}
      rightSection={
        text === '' ? undefined : <CloseButton size="xs" aria-label="Clear the filter" onClick={() => change('')} />
      }
    />
  )
}

interface EnvironmentFilterProps extends Pick<EditorToolbarProps, 'environments' | 'actions'> {
  readonly chosen: EnvironmentId | null
}

const EnvironmentFilter = memo(function EnvironmentFilter({ environments, chosen, actions }: EnvironmentFilterProps) {
  return (
    <Select
      className={classes.choice ?? ''}
      aria-label="Only what applies in an environment"
      placeholder="Environment"
      clearable
      clearButtonProps={{ 'aria-label': 'In all environments' }}
      data={environments.map(({ id, name }) => ({ value: id as string, label: name }))}
      value={chosen}
      onChange={value => actions.changeFilter({ environmentId: value as EnvironmentId | null })}
    />
  )
})

interface FindingFilterProps extends Pick<EditorToolbarProps, 'actions'> {
  readonly chosen: RowFilter['finding']
}

const FindingFilter = memo(function FindingFilter({ chosen, actions }: FindingFilterProps) {
  return (
    <Select
      className={classes.choice ?? ''}
      aria-label="Only rows with findings"
      placeholder="Findings"
      clearable
      clearButtonProps={{ 'aria-label': 'With and without findings' }}
      data={[
        { value: 'any', label: 'Any finding' },
        ...findingKinds.map(kind => ({ value: kind as string, label: kindTitles[kind] }))
      ]}
      value={chosen}
      onChange={value => actions.changeFilter({ finding: value as RowFilter['finding'] })}
    />
  )
})

function SelectionBar({ selectedCount, actions }: EditorToolbarProps) {
  return (
    <>
      <span className={classes.selected} role="status">
        {plural(selectedCount, 'row')} selected
      </span>
      <Button size="compact-sm" variant="default" onClick={() => actions.setDialog({ kind: 'bulk-scope' })}>
        Change scope…
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => actions.run({ kind: 'duplicate', keys: actions.chosen() })}
      >
        Duplicate
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<Icon name="trash" size={13} />}
        onClick={() => actions.run({ kind: 'remove', keys: actions.chosen() })}
      >
        Remove
      </Button>
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        onClick={() => actions.dispatch({ kind: 'select', keys: [] })}
      >
        Clear selection
      </Button>
    </>
  )
}

type HistoryProps = Pick<EditorToolbarProps, 'canUndo' | 'canRedo' | 'actions'>

const HistoryButtons = memo(function HistoryButtons({ canUndo, canRedo, actions }: HistoryProps) {
  return (
    <>
      <ActionIcon
        aria-label="Undo"
        title="Undo (Ctrl+Z)"
        disabled={!canUndo}
        onClick={() => actions.dispatch({ kind: 'undo' })}
      >
        <Icon name="undo" size={15} />
      </ActionIcon>
      <ActionIcon
        aria-label="Redo"
        title="Redo (Ctrl+Y)"
        disabled={!canRedo}
        onClick={() => actions.dispatch({ kind: 'redo' })}
      >
        <Icon name="redo" size={15} />
      </ActionIcon>
    </>
  )
})

function ProblemsButton({ findingCount, isChecking, worst, isProblemsOpen, actions }: EditorToolbarProps) {
  // “No findings” is said only of what was looked at.
  const isOpenQuestion = isChecking && findingCount === 0
  const icon = isOpenQuestion ? 'circle' : worst === 'none' ? 'check-circle' : severityIcons[worst]
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      color="gray"
      className={classes.problems ?? ''}
      data-worst={worst}
      aria-pressed={isProblemsOpen}
      aria-busy={isChecking}
      leftSection={<Icon name={icon} size={14} />}
      onClick={() => actions.togglePanel('problems')}
    >
      {isOpenQuestion ? 'Checking…' : findingCount === 0 ? 'No findings' : plural(findingCount, 'finding')}
    </Button>
  )
}
