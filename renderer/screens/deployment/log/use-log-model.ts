import { type Deployment, isOpen } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import type { LogFilter } from '@shared/log'
import { startTransition, useEffect, useMemo, useReducer } from 'react'
import { FlatRows, MatchRows } from '../../../components/log/rows/flat'
import { type FoldChoices, type FoldPreset, nextFold } from '../../../components/log/rows/folds'
import type { RowLines, RowModel } from '../../../components/log/rows/row'
import { TreeRows } from '../../../components/log/rows/tree'
import { isTree, type LogViewName } from '../../../components/log/views'
import type { Place } from '../../../components/matrix/matrix-model'
import type { LogLines } from '../../../stores/log-lines'
import type { RunCounts } from '../../../stores/run-counts'
import type { WatchedLog } from '../../../stores/use-log'
import { flatLines, sectionLines } from './row-lines'

export interface LogModelInput {
  readonly deployment: Deployment
  readonly places: readonly Place[]
  readonly log: WatchedLog
  readonly filter: LogFilter
  readonly view: LogViewName
  readonly preset: FoldPreset
  readonly choices: FoldChoices
  /** Counts of the moment that a replay shows; null outside of one. */
  readonly past: RunCounts | null
  /** Milliseconds since 1970 UTC. */
  readonly now: number
  /** Positions of the lines with a match, where only those are shown; null for all lines. */
  readonly matches: readonly number[] | null
  /** Lines with a match, by run; null where nothing is searched for. */
  readonly hits: ReadonlyMap<RunId | null, number> | null
}

export interface LogModel {
  readonly model: RowModel
  readonly lines: RowLines
  /** The same as `model`, where sections can be folded. */
  readonly tree: TreeRows | null
  /** Whether it is known which rows there are: sections that come later would push others down. */
  readonly isKnown: boolean
  /** The lines that the filter lets through. */
  readonly source: LogLines
  /** How many; null as long as that is not known. */
  readonly total: number | null
}

/** The rows of the log as they are now. */
export function useLogModel(input: LogModelInput): LogModel {
  const { deployment, places, log, filter, view, preset, choices, past, matches, hits } = input
  useNews(log.book)
  useNews(log.outline)
  const now = useFoldingTime(input)
  const source = log.book.lines(filter)
  const counts = past ?? (log.outline.isReady ? log.outline.counts : null)
  const total = past === null ? source.total : past.total(filter)
  const shown = total ?? 0
  const version = `${log.book.version} ${log.outline.version}`
  const flat = useMemo(() => (matches === null ? new FlatRows(shown) : new MatchRows(matches, shown)), [matches, shown])
  const order = isTree(view) && matches === null ? view : null
  // biome-ignore lint/correctness/useExhaustiveDependencies: the counts change with the version
  const tree = useMemo(() => {
    if (order === null) return null
    const { levels, runs } = filter
    const linesOf = (run: RunId | null): number =>
      counts?.ofRun(run, levels) ?? (run === null || levels !== null ? 0 : (deployment.runs[run]?.lines ?? 0))
    return new TreeRows({
      deployment,
      places,
      order,
      linesOf,
      // Of lines that are left out it is not known where they were.
      linesBefore: levels === null ? (counts?.before ?? 0) : linesOf(null),
      partsOf: run => (levels === null ? log.outline.partsOf(run) : []),
      only: runs === null ? null : new Set(runs.flatMap(run => run ?? [])),
      hits,
      choices,
      preset,
      now
    })
  }, [version, past, deployment, places, order, filter, hits, choices, preset, now])
  const sections = useMemo(() => sectionLines(log.book, filter.levels), [log.book, filter.levels])
  const plain = useMemo(() => flatLines(source), [source])
  const isKnown = order === null || past !== null || log.outline.wasAnswered
  return { model: tree ?? flat, lines: tree === null ? plain : sections, tree, isKnown, source, total }
}

/** A part of the log that changes while it is looked at. */
interface Told {
  /** Changes when those who follow it are told. */
  readonly version: number
  /** Returns its own undo. */
  readonly subscribe: (listener: () => void) => () => void
}

/** Draws anew when something came; as work that gives way to keys, which would have to wait for a flood otherwise. */
function useNews(source: Told): void {
  const [, draw] = useReducer((_: number, version: number) => version, source.version)
  useEffect(() => {
    const tell = () => startTransition(() => draw(source.version))
    // Something may have come since it was drawn.
    tell()
    return source.subscribe(tell)
  }, [source])
}

/** The moment by which it is decided what is folded: it goes on by itself only when something is about to fold. */
function useFoldingTime({ deployment, preset, past, now }: LogModelInput): number {
  const [, tick] = useReducer((count: number) => count + 1, 0)
  const isPast = past !== null
  const current = isPast ? now : Math.max(now, Date.now())
  const next = isPast || preset === 'everything' ? null : nextFold(Object.values(deployment.runs), current)
  useEffect(() => {
    if (next === null) return
    const timer = setTimeout(tick, Math.max(20, next - Date.now() + 10))
    return () => clearTimeout(timer)
  }, [next])
  // Whole seconds, so that the rows are not made anew with each frame.
  return isOpen(deployment) || next !== null ? Math.ceil(current / 1000) * 1000 : current - (current % 1000) + 10_000
}
