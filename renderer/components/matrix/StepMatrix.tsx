// biome-ignore-all lint/a11y/useSemanticElements: an interactive grid, which HTML has no elements for
// biome-ignore-all lint/a11y/useFocusableInteractive: rows of a grid are never focused, only their cells
// biome-ignore-all lint/a11y/noStaticElementInteractions: its role is a grid or a treegrid, which is not seen
// biome-ignore-all lint/a11y/useAriaPropsSupportedByRole: as above
import type { Deployment } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import { type PlannedStep, stepsOf } from '@shared/plan/plan'
import { type Timings, usually } from '@shared/timings'
import { type KeyboardEvent, type MouseEvent, useEffect, useMemo, useRef, useState } from 'react'
import { PlaceMark } from '../log/PlaceMark'
import { MiddleEllipsis } from '../MiddleEllipsis'
import { type CellLook, cellOfRun, cellOfRuns } from './cell-words'
import { MatrixCell } from './MatrixCell'
import { foldByKey, type GridCell, moveInGrid } from './matrix-keys'
import { type Place, rowsOf, runAt, runsAt, runsOfPlace, type StepRow } from './matrix-model'
import { StepHeader } from './StepHeader'
import classes from './StepMatrix.module.css'

export interface StepMatrixProps {
  readonly deployment: Deployment
  readonly places: readonly Place[]
  readonly selected: ReadonlySet<RunId>
  readonly now: number
  /** What the same runs took before; null while that is not known. */
  readonly timings?: Timings | null
  /** The step to bring into view; a new object for each request. */
  readonly reveal: { readonly step: number } | null
  /** Runs that were chosen; with `isAdding` they join those that are chosen already. */
  readonly onPick: (runs: readonly RunId[], isAdding: boolean) => void
  /** Changes how many targets are inside a step; absent where that cannot be changed. */
  readonly onWidth?: (step: PlannedStep) => void
  /** What is to be said of a place besides its name; null for nothing. */
  readonly noteOf?: (place: Place) => string | null
}

/** More columns than this put the letter below the icon, so that eight fit without scrolling. */
const roomyColumns = 6

const noSteps: ReadonlySet<number> = new Set()

/**
 * Steps × targets as a grid, with the actions of a step below it. Arrows move and fold, Enter narrows the log,
 * Ctrl+Enter or Ctrl-click adds.
 */
export function StepMatrix(props: StepMatrixProps) {
  const { deployment, places, onWidth } = props
  const { plan } = deployment
  const [folded, setFolded] = useState(noSteps)
  const [current, setCurrent] = useState<GridCell>({ row: 1, column: 0 })
  const grid = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => rowsOf(plan, folded), [plan, folded])
  const isTree = rows.some(row => row.isUnfolded !== null)
  const focusCell = (cell: GridCell) =>
    grid.current?.querySelector<HTMLElement>(`[data-row="${cell.row}"][data-column="${cell.column}"]`)?.focus()
  useEffect(() => {
    if (!props.reveal) return
    const row = rows.findIndex(item => item.step.number === props.reveal?.step) + 1
    grid.current?.querySelector(`[data-row="${row}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [props.reveal, rows])

  const fold = (step: number, isFolded: boolean) => {
    const others = [...folded].filter(number => number !== step)
    setFolded(new Set(isFolded ? [...others, step] : others))
    setCurrent({ row: Math.max(1, rows.findIndex(row => row.step.number === step) + 1), column: 0 })
  }
  const pick = (cell: GridCell, event: MouseEvent | KeyboardEvent) => {
    setCurrent(cell)
    props.onPick(runsIn(deployment, rows, places, cell), event.ctrlKey || event.metaKey)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      return pick(current, event)
    }
    const turn = foldByKey(rows, current, event)
    if (turn?.kind === 'fold') fold(turn.step, turn.isFolded)
    const next = turn?.kind === 'go' ? turn.cell : turn ? current : move(event)
    if (!next) return
    event.preventDefault()
    setCurrent(next)
    focusCell(next)
  }
  const move = (event: KeyboardEvent) =>
    moveInGrid(current, event, { rows: rows.length + 1, columns: places.length + 1 })
  const onClick = (event: MouseEvent) => {
    const target = event.target instanceof Element ? event.target : null
    const step = (attribute: string) => Number(target?.closest<HTMLElement>(`[data-${attribute}]`)?.dataset[attribute])
    const [toFold, toWiden] = [step('fold'), step('width')]
    if (toFold) return fold(toFold, !folded.has(toFold))
    const widened = toWiden ? stepsOf(plan).find(item => item.number === toWiden) : undefined
    if (widened) return onWidth?.(widened)
    const cell = target?.closest<HTMLElement>('[data-row]')
    if (cell) pick({ row: Number(cell.dataset.row), column: Number(cell.dataset.column) }, event)
  }
  return (
    <div
      ref={grid}
      role={isTree ? 'treegrid' : 'grid'}
      aria-label="Steps by target"
      className={classes.grid}
      data-narrow={places.length > roomyColumns || undefined}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <div role="row" className={classes.row} data-header>
        <div className={classes.corner} />
        {places.map((place, index) => (
          <PlaceHeader
            key={place.id}
            place={place}
            note={props.noteOf?.(place) ?? null}
            column={index + 1}
            isFocusable={current.row === 0 && current.column === index + 1}
          />
        ))}
      </div>
      {rows.map((row, index) => (
        <MatrixRow
          key={row.number}
          {...props}
          row={row}
          index={index + 1}
          side={sideOf(rows, index)}
          isTree={isTree}
          current={current.row === index + 1 ? current.column : null}
        />
      ))}
    </div>
  )
}

/** The runs that a cell stands for: one, those of a whole row, or everything on one place. */
function runsIn(
  deployment: Deployment,
  rows: readonly StepRow[],
  places: readonly Place[],
  { row: index, column }: GridCell
): readonly RunId[] {
  const row = rows[index - 1]
  const place = places[column - 1]
  if (row && place) return runsAt(row.stages, place).map(run => run.id)
  if (row) return row.stages.flatMap(stage => stage.runs.map(run => run.id))
  return place ? runsOfPlace(deployment.plan, place) : []
}

/** Where a row lies in a group of steps that begin together; null where its step begins alone. */
function sideOf(rows: readonly StepRow[], index: number): 'first' | 'middle' | 'last' | null {
  const row = rows[index]
  if (!row) return null
  const group = rows.filter(
    item => item.step.group === row.step.group && item.stages.some(stage => stage.runs.length > 0)
  )
  if (new Set(group.map(item => item.step.number)).size < 2 || !group.includes(row)) return null
  if (group[0] === row) return 'first'
  return group.at(-1) === row ? 'last' : 'middle'
}

interface MatrixRowProps extends StepMatrixProps {
  readonly row: StepRow
  readonly index: number
  readonly side: 'first' | 'middle' | 'last' | null
  readonly isTree: boolean
  /** The column that the Tab key leads to; null where it is in another row. */
  readonly current: number | null
}

function MatrixRow(props: MatrixRowProps) {
  const { row, index, places, deployment, selected, now, current, isTree } = props
  const level = row.kind === 'step' ? 1 : 2
  return (
    <div
      role="row"
      className={classes.row}
      data-kind={row.kind}
      data-side={props.side ?? undefined}
      {...(isTree ? { 'aria-level': level } : {})}
      {...(row.isUnfolded === null ? {} : { 'aria-expanded': row.isUnfolded })}
    >
      <StepHeader
        deployment={deployment}
        row={row}
        index={index}
        selected={selected}
        isFocusable={current === 0}
        now={now}
        hasWidth={props.onWidth !== undefined}
      />
      {places.map((place, column) => {
        const planned = runsAt(row.stages, place)
        return (
          <MatrixCell
            key={place.id}
            {...lookOfCell(props, place)}
            row={index}
            column={column + 1}
            isFocusable={current === column + 1}
            isSelected={planned.length > 0 && planned.every(run => selected.has(run.id))}
          />
        )
      })}
    </div>
  )
}

function lookOfCell({ row, deployment, now, timings = null }: MatrixRowProps, place: Place): CellLook {
  const [only] = row.stages
  const at = { step: row.name, place: place.name, now }
  if (row.stages.length !== 1 || !only)
    return cellOfRuns(
      deployment,
      runsAt(row.stages, place).flatMap(({ id }) => deployment.runs[id] ?? []),
      at
    )
  const planned = runAt(only, place)
  const usual = planned && timings ? usually(timings, only.actionId, planned.targetId) : null
  return cellOfRun(planned && deployment.runs[planned.id], { ...at, usual })
}

interface PlaceHeaderProps {
  readonly place: Place
  readonly note: string | null
  readonly column: number
  readonly isFocusable: boolean
}

function PlaceHeader({ place, note, column, isFocusable }: PlaceHeaderProps) {
  return (
    <div
      role="columnheader"
      className={classes.place}
      tabIndex={isFocusable ? 0 : -1}
      data-row={0}
      data-column={column}
      data-noted={note === null ? undefined : true}
      // It is drawn in two parts, which would be read as two words.
      aria-label={note === null ? place.name : `${place.name}. ${note}`}
      title={`${place.name}: click to see its lines${note === null ? '' : `\n${note}`}`}
    >
      <span className={classes.placeName}>
        <MiddleEllipsis text={place.name} />
        {note !== null && <span className="visually-hidden">. {note}</span>}
      </span>
      <PlaceMark index={place.index} />
    </div>
  )
}
