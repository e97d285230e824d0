import { useComputedColorScheme } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { type Deployment, isOpen } from '@shared/deployment'
import type { LogFilter } from '@shared/log'
import { type Ref, useCallback, useImperativeHandle, useRef, useState, useSyncExternalStore } from 'react'
import { api } from '../../api'
import { copyText } from '../../components/log/copy-text'
import { LineViewer } from '../../components/log/LineViewer'
import { LogToolbar } from '../../components/log/LogToolbar'
import { type LogHandle, LogView } from '../../components/log/LogView'
import type { ChipSelection, LevelChip } from '../../components/log/level-filter'
import type { RunLabels } from '../../components/log/log-source'
import type { TimeMode } from '../../components/log/time'
import { useLogLines } from '../../stores/use-deployment'
import { copyLimit, readText } from './read-lines'

export interface LogPanelHandle {
  showLine(position: number): void
  follow(): void
}

export interface LogPanelProps {
  readonly deployment: Deployment
  readonly filter: LogFilter
  readonly filterLabel: string | null
  readonly labels: RunLabels
  /** Characters of the longest name of a target; 0 when there is only one. */
  readonly labelLength: number
  readonly chips: ChipSelection
  readonly onChip: (chip: LevelChip) => void
  readonly onClear: () => void
  readonly handle: Ref<LogPanelHandle>
}

/** The log with what narrows it. */
export function LogPanel(props: LogPanelProps) {
  const { deployment, filter, labels, labelLength } = props
  const lines = useLogLines(deployment.id, filter)
  useSyncExternalStore(lines.subscribe, () => lines.version)
  const [timeMode, setTimeMode] = useLocalStorage<TimeMode>({ key: 'slipway-log-time', defaultValue: 'off' })
  const [selected, setSelected] = useState(0)
  const [wholeLine, setWholeLine] = useState<number | null>(null)
  const view = useRef<LogHandle>(null)
  const scheme = useComputedColorScheme('light')
  useImperativeHandle(props.handle, () => ({
    showLine: position => view.current?.showLine(position),
    follow: () => view.current?.follow()
  }))
  const copy = async () => {
    const span = view.current?.span()
    if (span) notifications.show({ message: await copyLines(deployment, filter, span) })
  }
  const readLine = useCallback(
    (number: number) => api.call('log.line', { deploymentId: deployment.id, number }),
    [deployment.id]
  )
  const isGrowing = isOpen(deployment)
  const hasGoneWell = deployment.state === 'finished' && deployment.outcome === 'succeeded'
  return (
    <>
      <LogToolbar
        chips={props.chips}
        onChip={props.onChip}
        counts={countsOf(deployment)}
        filterLabel={props.filterLabel}
        onClear={props.onClear}
        total={lines.total}
        selected={selected}
        onCopy={() => void copy()}
        timeMode={timeMode}
        onTimeMode={setTimeMode}
      />
      <LogView
        // Another filter is another log: it starts at its own end, with nothing marked.
        key={JSON.stringify(filter)}
        source={lines}
        labels={labels}
        labelLength={labelLength}
        timeMode={timeMode}
        start={startOf(deployment)}
        scheme={scheme}
        // The end is where a deployment stands, or where it went wrong.
        startsAtEnd={!hasGoneWell}
        isGrowing={isGrowing}
        empty={emptyText(deployment, props)}
        onCopy={() => void copy()}
        onShowAll={setWholeLine}
        onSelected={setSelected}
        handle={view}
      />
      {wholeLine !== null && <LineViewer lineNumber={wholeLine} read={readLine} onClose={() => setWholeLine(null)} />}
    </>
  )
}

const startOf = (deployment: Deployment): number =>
  ('startedAt' in deployment ? deployment.startedAt : null) ?? deployment.queuedAt

function countsOf(deployment: Deployment): Readonly<Partial<Record<LevelChip, number>>> {
  let [error, warning] = [0, 0]
  for (const run of Object.values(deployment.runs)) {
    error += run.errors
    warning += run.warnings
  }
  return { ...(error > 0 ? { error } : {}), ...(warning > 0 ? { warning } : {}) }
}

function emptyText(deployment: Deployment, { filter }: LogPanelProps): string {
  if (filter.runs !== null || filter.levels !== null) return 'No line passes this filter.'
  return isOpen(deployment)
    ? 'The log will appear here as soon as the first step writes something.'
    : 'Nothing was written to this log.'
}

/** Copies, and says what became of it. */
async function copyLines(
  deployment: Deployment,
  filter: LogFilter,
  span: { readonly first: number; readonly end: number }
): Promise<string> {
  const text = await readText(deployment.id, filter, span)
  if (!text.ok) return text.failure.message
  if (!copyText(text.value)) return 'The text could not be put on the clipboard.'
  const count = span.end - span.first
  return count > copyLimit
    ? `The first ${copyLimit.toLocaleString()} lines were copied.`
    : `${count.toLocaleString()} ${count === 1 ? 'line was' : 'lines were'} copied.`
}
