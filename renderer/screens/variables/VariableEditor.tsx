import { Button } from '@mantine/core'
import { assertNever } from '@shared/result'
import { type ReactNode, useCallback, useId, useRef } from 'react'
import { ConflictCard } from '../../components/ConflictCard'
import { EmptyState } from '../../components/EmptyState'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { Kbd } from '../../components/Kbd'
import { useSaveKey } from '../../lib/use-save-key'
import { useScreenKey } from '../../lib/use-screen-key'
import type { RowKey } from './draft/draft-row'
import { noFilter } from './draft/filter'
import { EditorActions } from './EditorActions'
import { EditorDialogs } from './EditorDialogs'
import { EditorPanels } from './EditorPanels'
import { EditorToolbar, filterId } from './EditorToolbar'
import type { EditorDoings, EditorModel } from './editor-model'
import type { GridRequest } from './grid/grid-host'
import { type GridHandle, VariableGrid } from './grid/VariableGrid'
import { copyTable } from './importing/copy-table'
import classes from './VariableEditor.module.css'

export interface VariableEditorProps {
  readonly model: EditorModel
  /** Draws what is around the editor, with its buttons in it. */
  readonly frame: (actions: ReactNode, children: ReactNode) => ReactNode
  /** Above the grid, such as the included library sets. */
  readonly above?: ReactNode
}

/** The variables of a project or of a library set: a spreadsheet, what surrounds it, and what opens over it. */
export function VariableEditor({ model, frame, above }: VariableEditorProps) {
  const { draft, actions, panel } = model
  const { state } = draft
  const grid = useRef<GridHandle>(null)
  const add = useCallback(() => grid.current?.add(), [])
  const enter = useCallback(() => grid.current?.focus(), [])
  const show = useCallback((key: RowKey) => showRow(actions, grid.current, key), [actions])
  useSaveKey(actions.save, draft.isDirty, draft.isBusy)
  useScreenKey('n', add)
  useScreenKey('p', () => actions.togglePanel('preview'))
  const isEmpty = draft.state.draft.rows.length === 0 && model.rows.length === 0
  return frame(
    <EditorActions
      isDirty={draft.isDirty}
      isBusy={draft.isBusy}
      isPreviewing={panel.kind === 'preview'}
      actions={actions}
      onAdd={add}
    />,
    <>
      <SaveProblem model={model} />
      {above}
      <div className={classes.body}>
        <div className={classes.sheet}>
          <EditorToolbar
            filter={model.filter}
            environments={model.around.environments}
            total={state.draft.rows.length}
            shownCount={model.shownCount}
            selectedCount={state.selection.keys.size}
            canUndo={state.past.length > 0}
            canRedo={state.future.length > 0}
            findingCount={model.findings.all.length}
            isChecking={model.isChecking}
            worst={model.findings.worst}
            isProblemsOpen={panel.kind === 'problems'}
            actions={actions}
            onLeave={enter}
          />
          {isEmpty && <Empty model={model} onAdd={add} />}
          <div className={classes.gridFrame} hidden={isEmpty}>
            <Grid model={model} handle={grid} />
          </div>
        </div>
        <EditorPanels model={model} onShowRow={show} />
      </div>
      <EditorDialogs model={model} onClosed={enter} />
    </>
  )
}

/** Goes to a row, out of the filter's way where that hides it. */
function showRow(actions: EditorDoings, grid: GridHandle | null, key: RowKey): void {
  if (!actions.isShown(key)) actions.changeFilter(noFilter)
  actions.dispatch({ kind: 'move', to: { key, column: 'value' }, how: 'plain', order: [] })
  requestAnimationFrame(() => grid?.focus())
}

/** Why the last save was refused, and what to do about it. */
function SaveProblem({ model: { draft, owner } }: { readonly model: EditorModel }) {
  if (draft.failure === null) return null
  return (
    <div className={classes.notes}>
      {draft.isConflict ? (
        <ConflictCard
          what={owner.kind === 'project' ? 'The variables' : 'The variables of this set'}
          isBusy={draft.isBusy}
          onReload={draft.discard}
          onKeepMine={() => void draft.keepMine()}
        />
      ) : (
        <FailureAlert failure={draft.failure} />
      )}
    </div>
  )
}

/** What is said below the table of its keys. */
const hints = [
  ['F6', 'leaves the table'],
  ['Enter', 'edit'],
  ['Alt Enter', 'details'],
  ['Mod Enter', 'add'],
  ['Mod D', 'duplicate'],
  ['Mod V', 'paste'],
  ['Mod Z', 'undo']
] as const

function Grid({ model, handle }: { readonly model: EditorModel; readonly handle: React.RefObject<GridHandle | null> }) {
  const { around, draft, owner } = model
  const { state } = draft
  const hint = useId()
  return (
    <>
      <VariableGrid
        label={`Variables of ${owner.name}`}
        describedBy={hint}
        handle={handle}
        rows={model.rows}
        cursor={state.cursor}
        selection={state.selection}
        fresh={state.fresh}
        stored={state.stored}
        errors={draft.errors}
        marks={model.marks}
        scopeChoices={around.scopeChoices}
        accounts={around.accounts}
        certificates={around.certificates}
        labels={around.labels}
        names={around.names}
        dispatch={draft.dispatch}
        copyText={() => copyTable(rowsToCopy(model), around)}
        onRequest={asked => answer(asked, model)}
      />
      {model.rows.length === 0 && <p className={classes.none}>No variable passes the filter.</p>}
      <p id={hint} className={classes.keys}>
        {hints.map(([keys, does]) => (
          <span key={keys}>
            <Kbd keys={keys} /> {does}
          </span>
        ))}
      </p>
    </>
  )
}

/** Opens what the table asks for. */
function answer(asked: GridRequest, model: EditorModel) {
  switch (asked.kind) {
    case 'find':
      return document.getElementById(filterId)?.focus()
    case 'leave':
      return leaveGrid()
    case 'paste':
      return model.actions.setDialog({ kind: 'import', text: asked.text })
    case 'usages':
      return model.actions.showUsages(asked.key)
    case 'problems':
      return model.actions.setPanel({ kind: 'problems', key: asked.key })
    case 'pop-out':
    case 'details':
    case 'rename':
      return model.actions.setDialog(asked)
    case 'menu':
      // The key that asks for it must be over, or it closes the menu again.
      return setTimeout(() => model.actions.setDialog(asked), 60)
    default:
      return assertNever(asked)
  }
}

/** The rows that are copied: those that are selected, also when they are only shown. */
function rowsToCopy({ rows, draft: { state } }: EditorModel) {
  const keys = state.selection.keys.size > 0 ? state.selection.keys : new Set([state.cursor?.key])
  return rows.filter(({ key }) => keys.has(key)).map(({ row }) => row)
}

/** Tab stays within the table, so there is a key to get out of it: to what comes after, or back to the filter. */
function leaveGrid(): void {
  const panel = document.querySelector<HTMLElement>('[data-editor-panel] :is(button, input, [tabindex="0"])')
  ;(panel ?? document.getElementById(filterId))?.focus()
}

function Empty({ model, onAdd }: { readonly model: EditorModel; readonly onAdd: () => void }) {
  return (
    <EmptyState
      icon="variable"
      title="No variables yet"
      action={
        <div className={classes.emptyActions}>
          <Button leftSection={<Icon name="plus" size={14} />} onClick={onAdd}>
            Add variable
          </Button>
          <Button variant="default" onClick={() => model.actions.setDialog({ kind: 'import', text: '' })}>
            Import…
          </Button>
        </div>
      }
    >
      Scripts use a variable as <code>{'#{Name}'}</code>, and the same name can have a value of its own for each
      environment, target or role. Press <Kbd keys="N" /> to add one, or paste a table from a spreadsheet, a{' '}
      <code>.env</code> file, JSON or YAML.
    </EmptyState>
  )
}
