import { useComputedColorScheme } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type Deployment, isOpen } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import type { LogFilter, LogLine } from '@shared/log'
import { lineAddress, parseLineLink, placeInLink } from '@shared/task-log/line-link'
import { type Ref, useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react'
import { api } from '../../api'
import { copyText } from '../../components/log/copy-text'
import { LineViewer } from '../../components/log/LineViewer'
import { LogToolbar } from '../../components/log/LogToolbar'
import { type LogHandle, LogView } from '../../components/log/LogView'
import type { ChipSelection, LevelChip } from '../../components/log/level-filter'
import { type LineSelection, selectedSpan } from '../../components/log/line-selection'
import type { RunLabels } from '../../components/log/log-source'
import type { FoldChoices, FoldPreset } from '../../components/log/rows/folds'
import { SearchBar } from '../../components/log/SearchBar'
import { isTree } from '../../components/log/views'
import { placesOf } from '../../components/matrix/matrix-model'
import { navigate, useHash } from '../../navigation/history'
import { useLog } from '../../stores/use-log'
import { ExportDialog } from './log/ExportDialog'
import { runOrder } from './log/hit-order'
import { copyLines } from './log/lines-text'
import { useReplayCounts } from './log/replay-counts'
import { canSplit, SplitLog } from './log/SplitLog'
import { useLogCommands } from './log/use-log-commands'
import { type LogModel, useLogModel } from './log/use-log-model'
import { type LogPreferences, useLogPreferences } from './log/use-log-preferences'
import { useReveal } from './log/use-reveal'
import { type LogSearchUi, sampled, useSearch } from './log/use-search'

export interface LogPanelHandle {
  /** Brings a line into view and marks it, by its position in the whole log, from 0. */
  showLine(position: number): void
  follow(): void
}

export interface LogPanelProps {
  readonly deployment: Deployment
  /** The moment that is shown, in milliseconds since 1970 UTC. */
  readonly now: number
  readonly filter: LogFilter
  readonly filterLabel: string | null
  readonly labels: RunLabels
  /** Characters of the longest name of a target; 0 when there is only one. */
  readonly labelLength: number
  readonly chips: ChipSelection
  readonly onChip: (chip: LevelChip) => void
  readonly onClear: () => void
  /** Lines with a match, by run, while something is searched for; null otherwise. */
  readonly onHits?: (hits: ReadonlyMap<RunId | null, number> | null) => void
  readonly handle: Ref<LogPanelHandle>
}

/** The log with what narrows it, how it is shown, and what is searched for in it. */
export function LogPanel(props: LogPanelProps) {
  const { deployment, filter, onHits } = props
  const [isWatchedOpen] = useState(isOpen(deployment))
  const preferences = useLogPreferences(isWatchedOpen)
  const places = useMemo(() => placesOf(deployment.plan), [deployment.plan])
  const view = preferences.view === 'split' && !canSplit(places) ? 'merged' : preferences.view
  const log = useLog(deployment.id)
  const past = useReplayCounts()
  const order = useMemo(
    () => (isTree(view) ? runOrder(deployment.plan, places, view) : null),
    [deployment.plan, places, view]
  )
  const search = useSearch(log.search, filter, order)
  const folds = useFolds(preferences)
  const [selection, setSelection] = useState<LineSelection | null>(null)
  const handle = useRef<LogHandle>(null)
  const hits = search.isOpen ? (search.state?.byRun ?? null) : null
  const matches = useMatchPositions(search)
  const model = useLogModel({
    deployment,
    places,
    log,
    filter,
    view,
    preset: preferences.preset,
    choices: folds.choices,
    past,
    now: props.now,
    matches,
    hits
  })
  const select = (next: LineSelection | null) => {
    setSelection(next)
    // What somebody looks at is not folded away under them.
    if (next?.run && model.tree) folds.open(model.tree.keysAround(next.run, -1))
  }
  const reveal = useReveal({
    deployment,
    filter,
    tree: model.tree,
    view: handle,
    select,
    open: folds.open,
    onClear: props.onClear
  })
  useLinkedLines(reveal.lines)
  useEffect(() => onHits?.(hits), [onHits, hits])
  useImperativeHandle(props.handle, () => ({
    showLine: position => reveal.lines(position + 1),
    follow: () => handle.current?.follow()
  }))
  const step = async (by: 1 | -1) => {
    const near = handle.current?.top()?.number ?? 0
    const hit = await search.step(by, near)
    if (hit) reveal.place(hit)
  }
  const counts = useCounts(deployment)
  const dialogs = useDialogs(deployment)
  const copy = async (more: boolean) =>
    notifications.show({ message: await copyLines(deployment, filter, selection, props.labels, more) })
  const copyLink = () => void copyLinkTo(deployment, selection)
  useLogCommands({
    handle,
    preferences,
    canSplit: canSplit(places),
    search,
    step,
    copyLink,
    copyMore: () => void copy(true),
    openExport: dialogs.openExport,
    openReplay: past === null ? () => navigate(`/deployments/${deployment.id}/replay`) : null
  })
  const isSplit = view === 'split' && matches === null
  const selected = selection ? selectedSpan(selection).last - selectedSpan(selection).first + 1 : 0
  const shared = useSharedProps(props, preferences, search, {
    selection,
    onSelect: select,
    onCopy: () => void copy(false),
    onCopyLink: copyLink,
    onShowAll: dialogs.showLine
  })
  return (
    <>
      <LogToolbar
        view={view}
        onView={preferences.setView}
        canSplit={canSplit(places)}
        preset={preferences.preset}
        onPreset={folds.setPreset}
        chips={props.chips}
        onChip={props.onChip}
        counts={counts}
        filterLabel={props.filterLabel}
        onClear={props.onClear}
        total={model.total}
        selected={selected}
        onCopy={() => void copy(false)}
        onCopyMore={() => void copy(true)}
        onCopyLink={copyLink}
        timeMode={preferences.timeMode}
        onTimeMode={preferences.setTimeMode}
        isWrapped={preferences.isWrapped}
        onWrapped={preferences.setWrapped}
        isPlain={preferences.isPlain}
        onPlain={preferences.setPlain}
        onSearch={search.open}
        onExport={dialogs.openExport}
      />
      {search.isOpen && <Search search={search} canNarrow={view !== 'split'} onStep={by => void step(by)} />}
      {model.isKnown && isSplit && (
        <SplitLog {...shared} deployment={deployment} places={places} book={log.book} filter={filter} past={past} />
      )}
      {model.isKnown && !isSplit && (
        <LogView
          // Another filter or view is another log: it starts at its own end, with nothing marked by the keys.
          key={JSON.stringify([filter, view, matches !== null])}
          {...shared}
          model={model.model}
          lines={model.lines}
          failure={model.source.failure}
          onRetry={() => model.source.retry()}
          name="Task log"
          labelLength={model.tree ? 0 : props.labelLength}
          startsAtEnd={shared.startsAtEnd && (model.tree === null || isOpen(deployment))}
          marks={marksOf(model, search)}
          onFold={folds.set}
          handle={handle}
        />
      )}
      {dialogs.line !== null && (
        <LineViewer lineNumber={dialogs.line} read={dialogs.readLine} onClose={() => dialogs.showLine(null)} />
      )}
      {dialogs.isExporting && (
        <ExportDialog
          deploymentId={deployment.id}
          filter={filter}
          selection={selection}
          onClose={dialogs.closeExport}
        />
      )}
    </>
  )
}

/** What the person opened and folded. Choosing a preset forgets it. */
function useFolds(preferences: LogPreferences) {
  const [choices, setChoices] = useState<FoldChoices>(new Map())
  const open = (keys: readonly string[]) =>
    setChoices(before =>
      keys.every(key => before.get(key) === true)
        ? before
        : new Map([...before, ...keys.map(key => [key, true] as const)])
    )
  return {
    choices,
    open,
    set: (key: string, isUnfolded: boolean) => setChoices(before => new Map(before).set(key, isUnfolded)),
    setPreset: (preset: FoldPreset) => {
      setChoices(new Map())
      preferences.setPreset(preset)
    }
  }
}

function useDialogs(deployment: Deployment) {
  const [line, showLine] = useState<number | null>(null)
  const [isExporting, setExporting] = useState(false)
  const readLine = useCallback(
    (number: number) => api.call('log.line', { deploymentId: deployment.id, number }),
    [deployment.id]
  )
  return {
    line,
    showLine,
    readLine,
    isExporting,
    openExport: () => setExporting(true),
    closeExport: () => setExporting(false)
  }
}

/** Lines that the window's address names are shown, at first and whenever it names others. */
function useLinkedLines(show: (first: number, last: number) => void): void {
  const hash = useHash()
  const latest = useRef(show)
  latest.current = show
  useEffect(() => {
    const link = parseLineLink(hash)
    if (link) latest.current(link.first, link.last)
  }, [hash])
}

/** Positions of the lines with a match, where only those are shown. */
function useMatchPositions({ isNarrowed, state }: LogSearchUi): readonly number[] | null {
  const hits = state?.hits
  return useMemo(() => (isNarrowed ? (hits?.map(hit => hit.position) ?? []) : null), [isNarrowed, hits])
}

type Interactions = Pick<
  Parameters<typeof LogView>[0],
  'selection' | 'onSelect' | 'onCopy' | 'onCopyLink' | 'onShowAll'
>

/** What all views of the log have in common. */
function useSharedProps(
  { deployment, labels, filter }: LogPanelProps,
  { timeMode, isPlain, isWrapped }: LogPreferences,
  { matcher, hit }: LogSearchUi,
  interactions: Interactions
) {
  const scheme = useComputedColorScheme('light')
  const hasGoneWell = deployment.state === 'finished' && deployment.outcome === 'succeeded'
  const { runs } = deployment
  const stepStart = ({ run }: LogLine): number | null => {
    const own = run === null ? undefined : runs[run]
    return own && 'startedAt' in own ? own.startedAt : null
  }
  return {
    ...interactions,
    labels,
    look: { timeMode, scheme, isPlain, matcher },
    isWrapped,
    start: startOf(deployment),
    stepStart,
    lastNumber: deployment.lines,
    // The end is where a deployment stands, or where it went wrong.
    startsAtEnd: !hasGoneWell,
    isGrowing: isOpen(deployment),
    empty: emptyText(deployment, filter),
    currentHit: hit?.number ?? null,
    onLink: copyAddress
  }
}

interface SearchProps {
  readonly search: LogSearchUi
  readonly canNarrow: boolean
  readonly onStep: (by: 1 | -1) => void
}

function Search({ search, canNarrow, onStep }: SearchProps) {
  const { state } = search
  return (
    <SearchBar
      query={search.query}
      onQuery={search.setQuery}
      current={search.current}
      count={state?.count ?? 0}
      progress={state === null ? 0 : state.lines === 0 ? 1 : state.searched / state.lines}
      problem={state?.failure?.message ?? null}
      isNarrowed={canNarrow ? search.isNarrowed : null}
      onNarrow={search.setNarrowed}
      onStep={onStep}
      onClose={search.close}
      asked={search.asked}
    />
  )
}

const startOf = (deployment: Deployment): number =>
  ('startedAt' in deployment ? deployment.startedAt : null) ?? deployment.queuedAt

/** Lines of the levels that people look out for; the same object as long as there are no more of them. */
function useCounts({ runs }: Deployment): Readonly<Partial<Record<LevelChip, number>>> {
  const { error, warning } = useMemo(() => {
    let [errors, warnings] = [0, 0]
    for (const run of Object.values(runs)) {
      errors += run.errors
      warnings += run.warnings
    }
    return { error: errors, warning: warnings }
  }, [runs])
  return useMemo(() => ({ ...(error > 0 ? { error } : {}), ...(warning > 0 ? { warning } : {}) }), [error, warning])
}

function emptyText(deployment: Deployment, filter: LogFilter): string {
  if (filter.runs !== null || filter.levels !== null) return 'No line passes this filter.'
  return isOpen(deployment)
    ? 'The log will appear here as soon as the first step writes something.'
    : 'Nothing was written to this log.'
}

/** Where hits are beside the rows. */
function marksOf({ model, tree }: LogModel, search: LogSearchUi): readonly number[] {
  const { state, isOpen: isSearching, isNarrowed } = search
  if (!isSearching || isNarrowed || state === null || model.count === 0) return []
  if (tree === null) return state.marks
  return sampled(state.hits).flatMap(({ run, inRun }) => {
    const row = model.indexOf({ kind: 'line', run, position: inRun })
    return row === null ? [] : [row / model.count]
  })
}

/** Links to the marked lines: an address that the palette and an exported page understand. */
async function copyLinkTo(deployment: Deployment, selection: LineSelection | null): Promise<void> {
  if (selection === null) return notice('Mark the lines first: click their numbers, or move with J and K.')
  const { first, last } = selectedSpan(selection)
  const run = selection.run === undefined ? await runOfLines(deployment, first, last) : selection.run
  const link = { ...placeInLink(deployment.plan, run), first, last }
  const isCopied = copyText(lineAddress(deployment.id, link))
  notice(isCopied ? 'The link was copied. Paste it into the palette to go there.' : 'The link could not be copied.')
}

/** The run that the first and the last of some lines belong to; null when it is not one. */
async function runOfLines(deployment: Deployment, first: number, last: number): Promise<RunId | null> {
  const filters = [{ runs: null, levels: null }]
  const ends = await Promise.all(
    [first, last].map(number =>
      api.call('log.locate', { deploymentId: deployment.id, spot: { kind: 'line', number }, filters })
    )
  )
  const runs = ends.map(end => (end.ok ? end.value.run : null))
  return runs[0] === runs[1] ? (runs[0] ?? null) : null
}

function notice(message: string): void {
  notifications.show({ message })
}

/** A script chose the address, so nothing opens it; whoever wants to go there sees it first. */
function copyAddress(address: string): void {
  notice(copyText(address) ? `The address ${address} was copied. Slipway opens no links.` : address)
}
