import { ActionIcon, Button, CloseButton, Select, TextInput, Tooltip } from '@mantine/core'
import type { EnvironmentId } from '@shared/ids'
import { Icon } from '../../components/Icon'
import { plural } from '../../lib/plural'
import type { RowFilter } from './draft/filter'
import { isFiltering } from './draft/filter'
import { findingKinds, kindTitles } from './draft/findings'
import classes from './EditorToolbar.module.css'
import type { EditorModel } from './editor-model'

/** Where Ctrl+F goes. */
export const filterId = 'variables-filter'

interface EditorToolbarProps {
  readonly model: EditorModel
  /** Goes into the table. */
  readonly onLeave: () => void
}

/** Above the table: what is shown of it, and what can be done with the rows that are selected. */
export function EditorToolbar({ model, onLeave }: EditorToolbarProps) {
  const selected = model.draft.state.selection.keys.size
  return (
    <div className={classes.bar}>
      {selected > 1 ? <SelectionBar model={model} count={selected} /> : <FilterBar model={model} onLeave={onLeave} />}
      <div className={classes.end}>
        <HistoryButtons model={model} />
        <ProblemsButton model={model} />
      </div>
    </div>
  )
}

function FilterBar({ model, onLeave }: EditorToolbarProps) {
  const { filter, around } = model
  const change = (part: Partial<RowFilter>) => model.setFilter({ ...filter, ...part })
  return (
    <>
      <TextInput
        id={filterId}
        className={classes.text ?? ''}
        aria-label="Filter variables"
        placeholder="Filter"
        title="Words in the name, the value, the scope or the description (Ctrl+F)"
        leftSection={<Icon name="filter" size={13} />}
        value={filter.text}
        onChange={event => change({ text: event.currentTarget.value })}
        onKeyDown={event => {
          if (event.key === 'Escape' && filter.text !== '') change({ text: '' })
          else if (event.key === 'Enter' || event.key === 'ArrowDown' || event.key === 'F6') onLeave()
          else return
          event.preventDefault()
        }}
        rightSection={
          filter.text === '' ? undefined : (
            <CloseButton size="xs" aria-label="Clear the filter" onClick={() => change({ text: '' })} />
          )
        }
      />
      <Select
        className={classes.choice ?? ''}
        aria-label="Only what applies in an environment"
        placeholder="Environment"
        clearable
        clearButtonProps={{ 'aria-label': 'In all environments' }}
        data={around.environments.map(({ id, name }) => ({ value: id as string, label: name }))}
        value={filter.environmentId}
        onChange={value => change({ environmentId: value as EnvironmentId | null })}
      />
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
        value={filter.finding}
        onChange={value => change({ finding: value as RowFilter['finding'] })}
      />
      <Count model={model} />
    </>
  )
}

function Count({ model }: { readonly model: EditorModel }) {
  const total = model.draft.state.draft.rows.length
  return (
    <span className={classes.count} role="status">
      {isFiltering(model.filter) ? `${model.shownCount} of ${total}` : plural(total, 'variable')}
    </span>
  )
}

function SelectionBar({ model, count }: { readonly model: EditorModel; readonly count: number }) {
  const { chosen, run } = model
  return (
    <>
      <span className={classes.selected} role="status">
        {plural(count, 'row')} selected
      </span>
      <Button
        size="compact-sm"
        variant="default"
        disabled={chosen.length === 0}
        onClick={() => model.setDialog({ kind: 'bulk-scope' })}
      >
        Change scope…
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        disabled={chosen.length === 0}
        onClick={() => run({ kind: 'duplicate', keys: chosen })}
      >
        Duplicate
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        color="red"
        disabled={chosen.length === 0}
        leftSection={<Icon name="trash" size={13} />}
        onClick={() => run({ kind: 'remove', keys: chosen })}
      >
        Remove
      </Button>
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        onClick={() => model.draft.dispatch({ kind: 'select', keys: [] })}
      >
        Clear selection
      </Button>
    </>
  )
}

function HistoryButtons({ model: { draft } }: { readonly model: EditorModel }) {
  const { past, future } = draft.state
  return (
    <>
      <Tooltip label="Undo (Ctrl+Z)">
        <ActionIcon aria-label="Undo" disabled={past.length === 0} onClick={() => draft.dispatch({ kind: 'undo' })}>
          <Icon name="undo" size={15} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Redo (Ctrl+Y)">
        <ActionIcon aria-label="Redo" disabled={future.length === 0} onClick={() => draft.dispatch({ kind: 'redo' })}>
          <Icon name="redo" size={15} />
        </ActionIcon>
      </Tooltip>
    </>
  )
}

function ProblemsButton({ model }: { readonly model: EditorModel }) {
  const { findings, panel } = model
  const worst = [...model.marks.values()].some(({ severity }) => severity === 'error')
    ? 'error'
    : findings.all.length > 0
      ? 'warning'
      : 'none'
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      color="gray"
      className={classes.problems ?? ''}
      data-worst={worst}
      aria-pressed={panel.kind === 'problems'}
      leftSection={<Icon name={worst === 'none' ? 'check-circle' : 'warning'} size={14} />}
      onClick={() => model.togglePanel('problems')}
    >
      {findings.all.length === 0 ? 'No findings' : plural(findings.all.length, 'finding')}
    </Button>
  )
}
