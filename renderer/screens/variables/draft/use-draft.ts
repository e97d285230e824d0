import { notifications } from '@mantine/notifications'
import type { CatalogEntity } from '@shared/api'
import type { Failure, FieldIssue } from '@shared/failure'
import type { LibrarySetId } from '@shared/ids'
import type { VariableInput, VariableView } from '@shared/model/variable-set'
import type { Result } from '@shared/result'
import { useMemo, useReducer, useState } from 'react'
import { useCatalog } from '../../../stores/catalog'
import { useUnsaved } from '../../../stores/unsaved'
import { type Draft, isDraftChanged } from './draft'
import { inputOf, type RowKey } from './draft-row'
import { draftOf, openEditor, reduceEditor } from './draft-state'
import { currentErrors, type PlacedErrors, placeErrors } from './save-errors'

/** Variables as they are stored. */
export interface StoredVariables {
  /** Counts saves. */
  readonly version: number
  readonly variables: readonly VariableView[]
  readonly includes: readonly LibrarySetId[]
}

export interface DraftOptions {
  readonly stored: StoredVariables
  /** Completes “… are saved” and “… has unsaved changes”: `The variables of Web Shop`. */
  readonly what: string
  readonly entity: Extract<CatalogEntity, 'variables' | 'library-set'>
  readonly send: (
    version: number,
    variables: VariableInput[],
    includes: LibrarySetId[]
  ) => Promise<Result<StoredVariables>>
}

const noErrors: PlacedErrors = new Map()

/** What the editor holds, and how it is saved. Typing survives failed saves, conflicts and changes made elsewhere. */
export function useDraft({ stored, what, entity, send }: DraftOptions) {
  const [state, dispatch] = useReducer(reduceEditor, stored, given =>
    openEditor(draftOf(given.variables, given.includes))
  )
  const [version, setVersion] = useState(stored.version)
  const [placed, setPlaced] = useState(noErrors)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [isBusy, setBusy] = useState(false)
  const isDirty = useMemo(() => isDraftChanged(state.draft, state.base), [state.draft, state.base])
  useUnsaved(isDirty, what)

  const load = () => {
    dispatch({ kind: 'load', stored: draftOf(stored.variables, stored.includes) })
    setVersion(stored.version)
    setPlaced(noErrors)
    setFailure(null)
  }
  // Saved elsewhere while nothing is typed here: simply show it.
  if (stored.version > version && !isDirty && !isBusy) load()

  const saveOver = async (over: number) => {
    const sent: Draft = state.draft
    setPlaced(noErrors)
    setFailure(null)
    setBusy(true)
    const result = await send(over, sent.rows.map(inputOf), [...sent.includes])
    setBusy(false)
    if (result.ok) {
      dispatch({ kind: 'saved', sent, stored: draftOf(result.value.variables, result.value.includes) })
      setVersion(result.value.version)
      notifications.show({ message: `${what} are saved.` })
      return
    }
    const { errors, rest } = placeErrors(result.failure, sent)
    setPlaced(errors)
    setFailure(errors.size > 0 && rest.length === 0 ? null : withIssues(result.failure, rest))
    if (result.failure.kind === 'conflict') await useCatalog.getState().refresh(entity)
  }

  const errors = useMemo(() => currentErrors(placed, state.draft), [placed, state.draft])
  return {
    state,
    dispatch,
    errors,
    /** The row of the first refused cell, to go to. */
    firstError: [...errors.keys()][0] ?? (null as RowKey | null),
    failure,
    isDirty,
    isBusy,
    /** Refused because something newer is stored. */
    isConflict: failure?.kind === 'conflict' && stored.version !== version,
    discard: load,
    save: () => saveOver(version),
    keepMine: () => saveOver(stored.version)
  }
}

const withIssues = (failure: Failure, issues: readonly FieldIssue[]): Failure => ({ ...failure, issues: [...issues] })
