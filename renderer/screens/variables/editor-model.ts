import type { VariableView } from '@shared/model/variable-set'
import { lintInSlices } from '@shared/variables/lint'
import { useCallback, useMemo, useRef, useState } from 'react'
import type { Draft, DraftCommand } from './draft/draft'
import { type DraftRow, type RowKey, rowOf } from './draft/draft-row'
import { chosenKeys } from './draft/draft-state'
import { filterRows, noFilter, type RowFilter } from './draft/filter'
import { arrangeFindings, type Findings, marksOf, noFindings } from './draft/findings'
import { type DraftOptions, useDraft } from './draft/use-draft'
import { concerns, includedSets, lintInputOf } from './draft/world'
import type { GridRow } from './grid/grid-row'
import { useIdle } from './use-idle'
import { type Owner, type Surroundings, useSurroundings } from './use-surroundings'

/** What is open over the grid. */
export type EditorDialog =
  | { readonly kind: 'none' }
  /** `text` is what was typed so far; null begins with the stored value. */
  | { readonly kind: 'pop-out'; readonly key: RowKey; readonly text: string | null }
  | { readonly kind: 'details' | 'rename'; readonly key: RowKey }
  | { readonly kind: 'import'; readonly text: string }
  | { readonly kind: 'bulk-scope' }
  | { readonly kind: 'menu'; readonly x: number; readonly y: number }

/** What is open beside it. */
export type EditorPanel =
  | { readonly kind: 'none' | 'preview' }
  /** With the findings of this row first. */
  | { readonly kind: 'problems'; readonly key: RowKey | null }
  | { readonly kind: 'usages'; readonly name: string }

/** Everything the variable editor shows and does, for a project and for a library set. */
export function useEditorModel(owner: Owner, options: DraftOptions) {
  const draft = useDraft(options)
  const around = useSurroundings(owner)
  const [dialog, setDialog] = useState<EditorDialog>({ kind: 'none' })
  const [panel, setPanel] = useState<EditorPanel>({ kind: 'none' })
  const findings = useFindings(owner, draft.state.draft, around)
  const before = useRef<ReturnType<typeof marksOf>>(new Map())
  const marks = useMemo(() => {
    before.current = marksOf(findings.value, around.labels, before.current)
    return before.current
  }, [findings.value, around.labels])
  const view = useRows(draft.state.draft, around, findings.value)
  const { dispatch } = draft
  const latest = useRef({ draft, rows: view.rows })
  latest.current = { draft, rows: view.rows }
  const { setFilter: filterFrom } = view
  const actions = useMemo(
    () => ({
      dispatch,
      setDialog,
      setPanel,
      run: (command: DraftCommand) => dispatch({ kind: 'do', command }),
      changeFilter: (part: Partial<RowFilter>) => filterFrom(part, latest.current.draft.state.draft.rows),
      /** The own rows that commands are about. */
      chosen: () => chosenKeys(latest.current.draft.state),
      isShown: (key: RowKey) => latest.current.rows.some(row => row.key === key),
      save: () => void latest.current.draft.save(),
      discard: () => latest.current.draft.discard(),
      showUsages: (key: RowKey) => {
        const row = latest.current.rows.find(line => line.key === key)?.row
        if (row !== undefined && row.name !== '') setPanel({ kind: 'usages', name: row.name })
      },
      togglePanel: (kind: 'preview' | 'problems') =>
        setPanel(now => (now.kind === kind ? { kind: 'none' } : kind === 'problems' ? { kind, key: null } : { kind }))
    }),
    [dispatch, filterFrom]
  )
  const { rows, shownCount, filter, showsLibrary, setShowsLibrary } = view
  return {
    owner,
    around,
    draft,
    ...{ rows, shownCount, filter, showsLibrary, setShowsLibrary },
    findings: findings.value,
    isChecking: findings.isOld,
    marks,
    dialog,
    panel,
    /** Always the same, so that what only acts is not drawn anew with every key. */
    actions
  }
}

export type EditorModel = ReturnType<typeof useEditorModel>
export type EditorDoings = EditorModel['actions']

/** Lint over the draft, in the background. */
function useFindings(owner: Owner, draft: Draft, around: Surroundings) {
  const compute = useCallback(
    function* () {
      const found = yield* lintInSlices(lintInputOf(owner, draft, around))
      return arrangeFindings(found.filter(finding => concerns(owner, finding)))
    },
    [owner, draft, around]
  )
  return useIdle(compute, noFindings)
}

/** The rows that are shown: what the filter lets through, and below them those of included sets where asked for. */
function useRows(draft: Draft, around: Surroundings, findings: Findings) {
  const [set, setSet] = useState(() => ({ filter: noFilter, since: byKey(draft.rows) }))
  const [showsLibrary, setShowsLibrary] = useState(false)
  const setFilter = useCallback(
    (part: Partial<RowFilter>, now: readonly DraftRow[]) =>
      setSet(({ filter }) => ({ filter: { ...filter, ...part }, since: byKey(now) })),
    []
  )
  const { labels, librarySets } = around
  const kinds = useMemo(
    () => new Map([...findings.byRow].map(([key, found]) => [key, new Set(found.map(({ kind }) => kind))] as const)),
    [findings]
  )
  const own = useMemo(
    () => filterRows(draft.rows, set.filter, { labels, findings: kinds, since: set.since }),
    [draft.rows, set, labels, kinds]
  )
  const included = useMemo(() => includedSets(draft, librarySets), [draft, librarySets])
  const inherited = useMemo(
    () => (showsLibrary ? included.flatMap(({ id, name, variables }) => libraryLines({ id, name }, variables)) : []),
    [included, showsLibrary]
  )
  const rows = useMemo(() => {
    const since = new Map(inherited.map(({ row }) => [row.key, row]))
    const kept = new Set(
      filterRows(
        inherited.map(({ row }) => row),
        set.filter,
        { labels, findings: kinds, since }
      ).map(({ key }) => key)
    )
    return [...own.map(lineOf), ...inherited.filter(({ key }) => kept.has(key))]
  }, [own, inherited, set, labels, kinds])
  return { rows, shownCount: own.length, filter: set.filter, setFilter, showsLibrary, setShowsLibrary }
}

/** Rows never change, so each has one line for as long as it is there: what did not change is not drawn anew. */
const lines = new WeakMap<DraftRow, GridRow>()

function lineOf(row: DraftRow): GridRow {
  const known = lines.get(row)
  if (known !== undefined) return known
  const line: GridRow = { key: row.key, row, origin: null }
  lines.set(row, line)
  return line
}

const byKey = (rows: readonly DraftRow[]): ReadonlyMap<RowKey, DraftRow> => new Map(rows.map(row => [row.key, row]))

const libraryLines = (origin: NonNullable<GridRow['origin']>, variables: readonly VariableView[]): readonly GridRow[] =>
  variables.map(variable => {
    const key = `${origin.id}/${variable.id}`
    return { key, row: { ...rowOf(variable), key }, origin }
  })
