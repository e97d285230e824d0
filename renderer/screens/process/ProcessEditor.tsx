import { Button, CloseButton } from '@mantine/core'
import type { ProjectId } from '@shared/ids'
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { ConflictCard } from '../../components/ConflictCard'
import { EmptyState } from '../../components/EmptyState'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { Kbd } from '../../components/Kbd'
import { LoadingBars } from '../../components/Loaded'
import { isTyping } from '../../lib/keys'
import { useSaveKey } from '../../lib/use-save-key'
import { useScreenKey } from '../../lib/use-screen-key'
import { type StepKind, typeOfKind } from './draft/kinds'
import { type NodeKey, placeOf } from './draft/nodes'
import { whyNotIn } from './draft/shape'
import { EditorBar } from './EditorBar'
import { useFolds } from './forms/use-folds'
import { NodePane, nameFieldId } from './NodePane'
import classes from './ProcessEditor.module.css'
import { StepPicker } from './StepPicker'
import { StepTree } from './StepTree'
import { type Around, useAround } from './use-around'
import { useShownRow } from './use-shown-row'
import { type StepsDraft, type StepsDraftOptions, useStepsDraft } from './use-steps-draft'
import { useUndoKeys } from './use-undo-keys'

export interface ProcessEditorProps extends StepsDraftOptions {
  /** Whose variables are completed; its own releases cannot be deployed by a step. */
  readonly scopeProject: ProjectId
  /** The steps of a runbook are for no channel. */
  readonly kind: 'process' | 'runbook'
  /** Begins “… were changed elsewhere since you opened them”: `The steps`. */
  readonly subject: string
  /** What is said while there is no step. */
  readonly empty: { readonly title: string; readonly text: string }
  /** What is offered beside *Save* while there are steps and nothing of them is unsaved. */
  readonly whenSaved?: ReactNode
  /** Draws the top of the screen: `badge` says that something is unsaved, `actions` are the buttons. */
  readonly header: (parts: { readonly badge: ReactNode; readonly actions: ReactNode }) => ReactNode
}

/** What the choice of kinds is for: a step below a row or at the end, or a further action. */
interface Adding {
  readonly what: 'step' | 'action'
  readonly key: NodeKey | null
}

/** Steps with their actions, wherever they belong, edited and saved together. */
export function ProcessEditor(props: ProcessEditorProps) {
  const around = useAround(props.scopeProject, props.kind)
  return around === null ? <LoadingBars what="the steps" /> : <Editor {...props} around={around} />
}

function Editor({ around, ...props }: ProcessEditorProps & { readonly around: Around }) {
  const editor = useStepsDraft(props)
  const { state, run } = editor
  const [adding, setAdding] = useState<Adding | null>(null)
  const isEmpty = state.draft.length === 0
  useSaveKey(() => void editor.save(), editor.isDirty, editor.isBusy)
  useUndoKeys(editor.undo, editor.redo)
  useScreenKey('n', () => setAdding({ what: 'step', key: null }))
  useScreenKey('a', () => setAdding({ what: 'action', key: state.selected }), state.selected !== null)
  const { shown, catchUp } = useShownRow(state.selected)
  const pane = usePaneFocus(editor, shown, catchUp)
  const add = useCallback((what: Adding['what'], key: NodeKey) => setAdding({ what, key }), [])
  const pick = (type: StepKind) => {
    if (adding === null) return
    pane.want('name')
    // At once: what is typed next is the name.
    flushSync(() => {
      setAdding(null)
      catchUp()
      if (adding.what === 'step') run({ kind: 'add-step', type, after: adding.key })
      else if (adding.key !== null) run({ kind: 'add-action', type, to: adding.key })
    })
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: shortcuts for all of its fields; the menu of a row does the same
    <div className={classes.screen} onKeyDown={event => moveByKey(event, editor)}>
      {props.header({
        badge: editor.isDirty && <span className={classes.dirty}>Unsaved changes</span>,
        actions: <Actions editor={editor} whenSaved={isEmpty ? null : props.whenSaved} />
      })}
      <Notes editor={editor} subject={props.subject} />
      {isEmpty ? (
        <Empty {...props.empty} editor={editor} onAdd={() => setAdding({ what: 'step', key: null })} />
      ) : (
        <Sheet
          editor={editor}
          around={around}
          shown={shown}
          paneRef={pane.ref}
          onEdit={pane.goToName}
          onAdd={add}
          onAddFromBar={what => setAdding({ what, key: what === 'step' ? null : state.selected })}
        />
      )}
      <p className="visually-hidden" role="status" aria-live="polite">
        {/* The same text twice is two sayings. */}
        <span key={state.said?.number}>{state.said?.text}</span>
      </p>
      {adding !== null && <Picker editor={editor} adding={adding} onPick={pick} onClose={() => setAdding(null)} />}
    </div>
  )
}

/** Alt and an arrow move the row that is chosen, from everywhere; in and out of steps only where nobody types. */
function moveByKey(event: KeyboardEvent, { state, run }: StepsDraft): void {
  const key = state.selected
  if (key === null || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented)
    return
  if (event.key === 'ArrowUp') run({ kind: 'nudge', key, by: -1 })
  else if (event.key === 'ArrowDown') run({ kind: 'nudge', key, by: 1 })
  else if (isTyping(event.target)) return
  else if (event.key === 'ArrowRight') run({ kind: 'join-above', key })
  else if (event.key === 'ArrowLeft') run({ kind: 'leave', key })
  else return
  event.preventDefault()
}

/** Goes to the name of what was just added, and to the first field that kept a save back, once it is there. */
function usePaneFocus({ state, stopped }: StepsDraft, shown: NodeKey | null, catchUp: () => void) {
  const ref = useRef<HTMLDivElement>(null)
  const wanted = useRef<'name' | 'wrong' | null>(null)
  const goToName = () => {
    // The field of another row may still be there: letters would rename that one, or be lost with it.
    if (shown !== state.selected) flushSync(catchUp)
    focusName()
  }
  const want = useCallback((what: 'name' | 'wrong') => {
    wanted.current = what
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another row is shown
  useEffect(() => {
    if (ref.current) ref.current.scrollTop = 0
  }, [shown])
  useEffect(() => {
    if (stopped > 0) want('wrong')
  }, [stopped, want])
  // biome-ignore lint/correctness/useExhaustiveDependencies: when a row is shown or a save did not go through
  useEffect(() => {
    if (shown !== state.selected) return
    const wrong = '[aria-invalid="true"], [data-error] [contenteditable="true"]'
    if (wanted.current === 'name') focusName()
    if (wanted.current === 'wrong') ref.current?.querySelector<HTMLElement>(wrong)?.focus()
    wanted.current = null
  }, [shown, state.selected, stopped])
  return { ref, goToName, want }
}

function focusName(): void {
  const field = document.getElementById(nameFieldId)
  if (!(field instanceof HTMLInputElement)) return
  field.focus()
  field.select()
}

interface SheetProps {
  readonly editor: StepsDraft
  readonly around: Around
  /** The row that the pane is about. */
  readonly shown: NodeKey | null
  readonly paneRef: React.RefObject<HTMLDivElement | null>
  readonly onEdit: () => void
  readonly onAdd: (what: 'step' | 'action', key: NodeKey) => void
  readonly onAddFromBar: (what: 'step' | 'action') => void
}

function Sheet({ editor, around, shown, paneRef, onEdit, onAdd, onAddFromBar }: SheetProps) {
  const folds = useFolds()
  const row = editor.rows.find(({ key }) => key === shown)
  return (
    <div className={classes.sheet}>
      <EditorBar editor={editor} onAdd={onAddFromBar} />
      <div className={classes.body}>
        <nav className={classes.steps} aria-label="Process">
          <StepTree editor={editor} around={around} onEdit={onEdit} onAdd={onAdd} />
        </nav>
        <div className={classes.pane} ref={paneRef}>
          {row && (
            <NodePane
              editor={editor}
              row={row}
              around={around}
              folds={folds}
              onAddAction={() => onAdd('action', row.key)}
            />
          )}
        </div>
      </div>
    </div>
  )
}

interface PickerProps {
  readonly editor: StepsDraft
  readonly adding: Adding
  readonly onPick: (type: StepKind) => void
  readonly onClose: () => void
}

function Picker({ editor, adding, onPick, onClose }: PickerProps) {
  const place = adding.key === null ? null : placeOf(editor.state.draft, adding.key)
  const step = adding.what === 'action' && place !== null ? place.step : null
  const name = step?.settings.name
  return (
    <StepPicker
      title={step === null ? 'Add a step' : `Add an action to ${name || 'the step'}`}
      whyNot={type => (step === null ? null : whyNotIn(step, typeOfKind(type)))}
      onPick={onPick}
      onClose={onClose}
    />
  )
}

interface ActionsProps extends Pick<ProcessEditorProps, 'whenSaved'> {
  readonly editor: StepsDraft
}

function Actions({ editor, whenSaved }: ActionsProps) {
  return (
    <>
      {editor.isDirty ? (
        <Button variant="subtle" color="gray" onClick={editor.discard}>
          Discard
        </Button>
      ) : (
        whenSaved
      )}
      <Button
        onClick={() => void editor.save()}
        disabled={!editor.isDirty}
        loading={editor.isBusy}
        title="Save (Ctrl+S)"
      >
        Save
      </Button>
    </>
  )
}

interface EmptyProps {
  readonly title: string
  readonly text: string
  readonly editor: StepsDraft
  readonly onAdd: () => void
}

function Empty({ title, text, editor, onAdd }: EmptyProps) {
  return (
    <EmptyState
      icon="process"
      title={title}
      action={
        <div className={classes.emptyActions}>
          <Button leftSection={<Icon name="plus" size={14} />} onClick={onAdd}>
            Add step
          </Button>
          {editor.state.past.length > 0 && (
            <Button variant="default" leftSection={<Icon name="undo" size={14} />} onClick={editor.undo}>
              Undo
            </Button>
          )}
        </div>
      }
    >
      {text} Press <Kbd keys="N" /> to add the first one.
    </EmptyState>
  )
}

/** Why the last save did not go through, and what a move did beyond moving. */
function Notes({ editor, subject }: { readonly editor: StepsDraft; readonly subject: string }) {
  const { failure, isConflict, state } = editor
  const notable = state.said?.isNotable ? state.said : null
  if (failure === null && notable === null) return null
  return (
    <div className={classes.notes}>
      {isConflict ? (
        <ConflictCard
          what={subject}
          isBusy={editor.isBusy}
          onReload={editor.discard}
          onKeepMine={() => void editor.keepMine()}
        />
      ) : (
        failure && <FailureAlert failure={failure} />
      )}
      {notable && (
        <div className={classes.notable}>
          <Icon name="info" size={14} />
          <span>{notable.text}</span>
          <CloseButton size="xs" aria-label="Dismiss" onClick={editor.hear} />
        </div>
      )}
    </div>
  )
}
