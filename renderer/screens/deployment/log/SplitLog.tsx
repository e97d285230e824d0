import { Select } from '@mantine/core'
import type { Deployment } from '@shared/deployment'
import type { LogFilter, LogLine } from '@shared/log'
import { allRuns, type Plan } from '@shared/plan/plan'
import { useEffect, useMemo, useRef, useState } from 'react'
import { api } from '../../../api'
import { type LogHandle, LogView, type LogViewProps } from '../../../components/log/LogView'
import { FlatRows } from '../../../components/log/rows/flat'
import { type Place, placeOfRun } from '../../../components/matrix/matrix-model'
import type { LogBook } from '../../../stores/log-book'
import type { RunCounts } from '../../../stores/run-counts'
import { flatLines } from './row-lines'
import classes from './SplitLog.module.css'

/** The most targets side by side. */
const columnLimit = 4

export interface SplitLogProps
  extends Omit<
    LogViewProps,
    'model' | 'lines' | 'failure' | 'onRetry' | 'name' | 'labelLength' | 'marks' | 'onFold' | 'handle' | 'onMoved'
  > {
  readonly deployment: Deployment
  readonly places: readonly Place[]
  readonly book: LogBook
  readonly filter: LogFilter
  readonly past: RunCounts | null
}

/** What is narrowed to the runs of one place. */
const filterOf = (plan: Plan, filter: LogFilter, place: Place): LogFilter => ({
  levels: filter.levels,
  runs: allRuns(plan)
    .filter(run => placeOfRun(run) === place.id && (filter.runs === null || filter.runs.includes(run.id)))
    .map(run => run.id)
})

/** The places that are worth seeing first: those where something failed, then those that wrote most. */
function firstPlaces(deployment: Deployment, places: readonly Place[], filter: LogFilter): readonly Place[] {
  const weight = (place: Place): number => {
    const runs =
      filterOf(deployment.plan, filter, place).runs?.flatMap(id => (id ? (deployment.runs[id] ?? []) : [])) ?? []
    const lines = runs.reduce((sum, run) => sum + run.lines, 0)
    return (runs.some(run => run.state === 'failed') ? 1e12 : 0) + lines
  }
  const chosen = places.toSorted((a, b) => weight(b) - weight(a)).slice(0, places.length >= 3 ? 3 : 2)
  return places.filter(place => chosen.includes(place))
}

/** Two to four targets side by side: scrolling one brings the others to the same moment. */
export function SplitLog(props: SplitLogProps) {
  const { deployment, places, filter } = props
  const { plan } = deployment
  const [shown, setShown] = useState(() => firstPlaces(deployment, places, filter))
  const handles = useRef<(LogHandle | null)[]>([])
  const filters = useMemo(() => shown.map(place => filterOf(plan, filter, place)), [shown, plan, filter])
  const lock = useTimeLock(deployment, filters, handles)
  const change = (column: number, id: string | null) => {
    const place = places.find(item => item.id === id)
    if (place) setShown(shown.map((item, index) => (index === column ? place : item)))
  }
  const spare = places.find(place => !shown.includes(place))
  return (
    <div className={classes.columns} data-split={shown.length}>
      {shown.map((place, column) => (
        <section key={column} className={classes.column} aria-label={place.name}>
          <div className={classes.head}>
            <Select
              size="xs"
              className={classes.select ?? ''}
              aria-label={`Target in column ${column + 1}`}
              data={places.map(item => ({ value: item.id, label: item.name }))}
              value={place.id}
              allowDeselect={false}
              searchable={places.length > 8}
              onChange={id => change(column, id)}
            />
            {shown.length > 2 && (
              <button
                type="button"
                className={classes.small}
                onClick={() => setShown(shown.filter(item => item !== place))}
              >
                Remove
              </button>
            )}
            {column === shown.length - 1 && shown.length < columnLimit && spare && (
              <button type="button" className={classes.small} onClick={() => setShown([...shown, spare])}>
                Add
              </button>
            )}
          </div>
          <Column
            {...props}
            place={place}
            own={filters[column] ?? filter}
            onMoved={() => lock(column)}
            onHandle={handle => {
              handles.current[column] = handle
            }}
          />
        </section>
      ))}
    </div>
  )
}

interface ColumnProps extends SplitLogProps {
  readonly place: Place
  readonly own: LogFilter
  readonly onMoved: () => void
  readonly onHandle: (handle: LogHandle | null) => void
}

function Column({ place, own, book, past, onHandle, ...props }: ColumnProps) {
  const source = book.lines(own)
  const total = past === null ? (source.total ?? 0) : past.total(own)
  const model = useMemo(() => new FlatRows(total), [total])
  const lines = useMemo(() => flatLines(source), [source])
  return (
    <LogView
      key={JSON.stringify(own)}
      {...props}
      model={model}
      lines={lines}
      failure={source.failure}
      onRetry={() => source.retry()}
      name={`Task log of ${place.name}`}
      labelLength={0}
      marks={[]}
      onFold={() => undefined}
      handle={onHandle}
    />
  )
}

/** Brings the other columns to the moment of the one that was moved; of many moves only the last counts. */
function useTimeLock(
  deployment: Deployment,
  filters: readonly LogFilter[],
  handles: { readonly current: readonly (LogHandle | null)[] }
): (column: number) => void {
  const wanted = useRef<{ readonly column: number; readonly line: LogLine } | null>(null)
  const isAsking = useRef(false)
  const latest = useRef(filters)
  latest.current = filters
  const isGone = useRef(false)
  useEffect(() => {
    isGone.current = false
    return () => {
      isGone.current = true
    }
  }, [])
  const ask = async (): Promise<void> => {
    const next = wanted.current
    wanted.current = null
    if (next === null || isGone.current) return
    isAsking.current = true
    const spot = { kind: 'moment', at: next.line.at } as const
    const found = await api.call('log.locate', { deploymentId: deployment.id, spot, filters: [...latest.current] })
    isAsking.current = false
    if (found.ok && !isGone.current)
      for (const [column, position] of found.value.positions.entries())
        if (column !== next.column) handles.current[column]?.show({ kind: 'line', run: undefined, position }, 'top')
    void ask()
  }
  const later = useRef<ReturnType<typeof setTimeout> | null>(null)
  const follow = (column: number, tries: number): void => {
    if (later.current !== null) clearTimeout(later.current)
    later.current = null
    if (isGone.current) return
    const line = handles.current[column]?.top()
    if (!line) {
      // What it was moved to may still be on its way.
      if (tries > 0) later.current = setTimeout(() => follow(column, tries - 1), 50)
      return
    }
    wanted.current = { column, line }
    if (!isAsking.current) void ask()
  }
  return column => follow(column, 40)
}

/** Whether a log can be seen side by side. */
export const canSplit = (places: readonly Place[]): boolean => places.length >= 2
