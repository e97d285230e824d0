// biome-ignore-all lint/a11y/useSemanticElements: an interactive grid, which HTML has no elements for
// biome-ignore-all lint/a11y/useFocusableInteractive: rows of a grid are never focused, only their cells
import type { Deployment } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import type { Stage } from '@shared/plan/plan'
import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react'
import { Icon } from '../Icon'
import { PlaceMark } from '../log/PlaceMark'
import { MiddleEllipsis } from '../MiddleEllipsis'
import { stateLooks } from '../StateBadge'
import { MatrixCell } from './MatrixCell'
import { type GridCell, moveInGrid } from './matrix-keys'
import { overallLook, type Place, runAt, runsOf, runsOfPlace } from './matrix-model'
import classes from './StepMatrix.module.css'

export interface StepMatrixProps {
  readonly deployment: Deployment
  readonly places: readonly Place[]
  readonly selected: ReadonlySet<RunId>
  readonly now: number
  /** The step to bring into view; a new object for each request. */
  readonly reveal: { readonly stage: number } | null
  /** Runs that were chosen; with `isAdding` they join those that are chosen already. */
  readonly onPick: (runs: readonly RunId[], isAdding: boolean) => void
}

/** More columns than this put the letter below the icon, so that eight fit without scrolling. */
const roomyColumns = 6

/** Steps × targets as a grid. Arrows move, Enter narrows the log, Ctrl+Enter or Ctrl-click adds. */
export function StepMatrix(props: StepMatrixProps) {
  const { deployment, places, selected, now } = props
  const { stages } = deployment.plan
  const [current, setCurrent] = useState<GridCell>({ row: 1, column: 0 })
  const grid = useRef<HTMLDivElement>(null)
  const focusCell = (cell: GridCell) =>
    grid.current?.querySelector<HTMLElement>(`[data-row="${cell.row}"][data-column="${cell.column}"]`)?.focus()
  useEffect(() => {
    if (!props.reveal) return
    const row = stages.findIndex(stage => stage.number === props.reveal?.stage) + 1
    grid.current?.querySelector(`[data-row="${row}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [props.reveal, stages])

  const pick = (cell: GridCell, event: MouseEvent | KeyboardEvent) => {
    setCurrent(cell)
    props.onPick(runsAt(deployment, places, cell), event.ctrlKey || event.metaKey)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      return pick(current, event)
    }
    const next = moveInGrid(current, event, { rows: stages.length + 1, columns: places.length + 1 })
    if (!next) return
    event.preventDefault()
    setCurrent(next)
    focusCell(next)
  }
  const onClick = (event: MouseEvent) => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]') : null
    if (cell) pick({ row: Number(cell.dataset.row), column: Number(cell.dataset.column) }, event)
  }
  const isCurrent = (row: number, column: number) => current.row === row && current.column === column
  const header = { current: isCurrent, selected, deployment }
  return (
    <div
      ref={grid}
      role="grid"
      aria-label="Steps by target"
      className={classes.grid}
      data-narrow={places.length > roomyColumns || undefined}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <div role="row" className={classes.row} data-header>
        <div className={classes.corner} />
        {places.map((place, index) => (
          <PlaceHeader key={place.id} place={place} column={index + 1} {...header} />
        ))}
      </div>
      {stages.map((stage, index) => (
        <StepRow key={stage.stepId} stage={stage} row={index + 1} places={places} now={now} {...header} />
      ))}
    </div>
  )
}

const isRunning = (deployment: Deployment, run: RunId | undefined): boolean =>
  run !== undefined && deployment.runs[run]?.state === 'running'

/** The runs that a cell stands for: one, a whole step, or everything on one place. */
function runsAt(deployment: Deployment, places: readonly Place[], { row, column }: GridCell): readonly RunId[] {
  const stage = deployment.plan.stages[row - 1]
  const place = places[column - 1]
  if (stage && place) return [runAt(stage, place)?.id ?? []].flat()
  if (stage) return stage.runs.map(run => run.id)
  return place ? runsOfPlace(deployment.plan, place) : []
}

interface HeaderProps {
  readonly deployment: Deployment
  readonly selected: ReadonlySet<RunId>
  readonly current: (row: number, column: number) => boolean
}

interface StepRowProps extends HeaderProps {
  readonly stage: Stage
  readonly row: number
  readonly places: readonly Place[]
  readonly now: number
}

function StepRow(props: StepRowProps) {
  const { stage, row, places, now, deployment, selected, current } = props
  return (
    <div role="row" className={classes.row}>
      <StepHeader {...props} />
      {places.map((place, index) => {
        const planned = runAt(stage, place)
        return (
          <MatrixCell
            key={place.id}
            run={planned && deployment.runs[planned.id]}
            step={stage.name}
            place={place.name}
            row={row}
            column={index + 1}
            isFocusable={current(row, index + 1)}
            isSelected={planned !== undefined && selected.has(planned.id)}
            now={isRunning(deployment, planned?.id) ? now : 0}
          />
        )
      })}
    </div>
  )
}

function PlaceHeader(props: HeaderProps & { readonly place: Place; readonly column: number }) {
  const { place, column } = props
  return (
    <div
      role="columnheader"
      className={classes.place}
      tabIndex={props.current(0, column) ? 0 : -1}
      data-row={0}
      data-column={column}
      title={`${place.name}: click to see its lines`}
    >
      <span className={classes.placeName}>
        <MiddleEllipsis text={place.name} />
      </span>
      <PlaceMark index={place.index} />
    </div>
  )
}

function StepHeader(props: HeaderProps & { readonly stage: Stage; readonly row: number }) {
  const { stage, row, deployment, selected } = props
  const look = overallLook(runsOf(deployment, stage))
  const isSkipped = stage.runs.length === 0
  const isSelected = !isSkipped && stage.runs.every(run => selected.has(run.id))
  return (
    <div
      role="rowheader"
      className={classes.step}
      tabIndex={props.current(row, 0) ? 0 : -1}
      data-row={row}
      data-column={0}
      data-tone={look === 'skipped' ? 'warn' : stateLooks[look].tone}
      aria-selected={isSelected}
      aria-label={`Step ${stage.number}, ${stage.name}: ${isSkipped ? `skipped. ${stage.why}` : stateLooks[look].word}`}
      title={`${stage.name}\n${stage.why}`}
    >
      <Icon name={stateLooks[look].icon} size={14} isTurning={look === 'running'} />
      <span className={classes.stepName}>
        <span className={classes.stepNumber}>{stage.number}</span>
        {stage.name}
      </span>
    </div>
  )
}
