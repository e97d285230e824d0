import type { Failure, FieldIssue } from '@shared/failure'
import type { Step, StepInput } from '@shared/model/process'
import type { Result } from '@shared/result'
import { useCallback, useDeferredValue, useMemo, useReducer, useState } from 'react'
import { plural } from '../../lib/plural'
import { useUnsaved } from '../../stores/unsaved'
import type { DraftCommand } from './draft/commands'
import { isDirty as differs, openEditor, reduceEditor } from './draft/history'
import {
  checkDraft,
  type DraftIssue,
  placeIssues,
  type Refused,
  refusedIn,
  rowsWithIssues,
  shownIssues
} from './draft/issues'
import { type Draft, type NodeKey, rowKeyOf, toInput } from './draft/nodes'
import { rowsOf, titleOf } from './draft/rows'

/** Steps as they are stored, with the number of their save. */
export interface SavedSteps {
  readonly version: number
  readonly steps: readonly Step[]
}

export interface StepsDraftOptions extends SavedSteps {
  /** Completes “… has unsaved changes”: `The process of Web Shop`. */
  readonly what: string
  /** Saves on top of a version; answers the steps in the order in which they were sent. */
  readonly onSave: (steps: StepInput[], version: number) => Promise<Result<SavedSteps>>
  /** Something newer is stored: reads it again, so that `steps` and `version` become it. */
  readonly onConflict: () => Promise<unknown>
}

const nothingRefused: Refused = new Map()
const noIssues: readonly DraftIssue[] = []

/** What the editor of steps holds and does. Typing survives failed saves, conflicts and changes made elsewhere. */
export function useStepsDraft({ steps, version, what, onSave, onConflict }: StepsDraftOptions) {
  const [state, dispatch] = useReducer(reduceEditor, null, () => openEditor(steps, version))
  const [refused, setRefused] = useState(nothingRefused)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [isBusy, setBusy] = useState(false)
  /** Counts the saves that did not go through, so that the first field that is wrong can be gone to. */
  const [stopped, setStopped] = useState(0)
  const { draft, base, touched } = state
  const isDirty = useMemo(() => differs({ draft, base }), [draft, base])
  useUnsaved(isDirty, what)

  const load = () => {
    dispatch({ kind: 'load', steps, version })
    setRefused(nothingRefused)
    setFailure(null)
  }
  // Saved elsewhere while nothing is typed here: simply show it.
  if (version > state.version && !isDirty && !isBusy) load()

  const stopAt = (issues: readonly DraftIssue[]) => {
    dispatch({ kind: 'tried' })
    const rows = rowsWithIssues(draft, issues)
    const first = rowsOf(draft).find(row => rows.has(row.key))
    if (first && !rows.has(state.selected ?? '')) dispatch({ kind: 'select', key: first.key })
    setStopped(count => count + 1)
  }
  const saveOver = async (over: number) => {
    setRefused(nothingRefused)
    setFailure(null)
    const wrong = checkDraft(draft)
    if (wrong.placed.length + wrong.others.length > 0) {
      setFailure(blockedBy(draft, wrong.placed, wrong.others))
      return stopAt(wrong.placed)
    }
    setBusy(true)
    const result = await onSave(toInput(draft), over)
    setBusy(false)
    if (result.ok) return dispatch({ kind: 'saved', sent: draft, ...result.value })
    const { placed, others } = placeIssues(draft, result.failure.issues ?? [])
    setRefused(refusedIn(draft, placed))
    setFailure(
      placed.length > 0 && others.length === 0 ? blockedBy(draft, placed, []) : { ...result.failure, issues: others }
    )
    if (placed.length > 0) stopAt(placed)
    if (result.failure.kind === 'conflict') await onConflict()
  }

  const late = useDeferredValue(draft)
  const checked = useMemo(() => (touched.size === 0 ? noIssues : checkDraft(late).placed), [late, touched])
  const issues = useMemo(() => shownIssues(draft, checked, touched, refused), [draft, checked, touched, refused])
  return {
    state,
    rows: useMemo(() => rowsOf(draft), [draft]),
    issues,
    issueRows: useMemo(() => rowsWithIssues(draft, issues), [draft, issues]),
    /** Why the last save did not go through; gone when everything that was wrong is mended. */
    failure: failure?.kind === 'invalid-input' && issues.length === 0 && failure.issues?.length === 0 ? null : failure,
    stopped,
    isDirty,
    isBusy,
    /** Refused because something newer is stored. */
    isConflict: failure?.kind === 'conflict' && version !== state.version,
    run: useCallback((command: DraftCommand) => dispatch({ kind: 'do', command, at: performance.now() }), []),
    select: useCallback((key: NodeKey) => dispatch({ kind: 'select', key }), []),
    undo: useCallback(() => dispatch({ kind: 'undo' }), []),
    redo: useCallback(() => dispatch({ kind: 'redo' }), []),
    hear: useCallback(() => dispatch({ kind: 'heard' }), []),
    discard: load,
    save: () => saveOver(state.version),
    keepMine: () => saveOver(version)
  }
}

export type StepsDraft = ReturnType<typeof useStepsDraft>

/** What stands against a save, with where to look. */
function blockedBy(draft: Draft, placed: readonly DraftIssue[], others: readonly FieldIssue[]): Failure {
  const keys = new Set(placed.flatMap(({ node }) => rowKeyOf(draft, node) ?? []))
  const names = rowsOf(draft)
    .filter(row => keys.has(row.key))
    .map(row => `${row.number} “${titleOf(row)}”`)
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names
  return {
    kind: 'invalid-input',
    message: `Nothing was saved yet: ${plural(placed.length + others.length, 'field')} ${placed.length + others.length === 1 ? 'has' : 'have'} to be mended first.`,
    remedy: shown.length === 0 ? '' : `Look at ${shown.join(', ')}. Everything that you typed is still there.`,
    issues: others
  }
}
