// biome-ignore-all lint/a11y/useSemanticElements: an interactive grid, which HTML has no elements for
// biome-ignore-all lint/a11y/useFocusableInteractive: rows of a grid are never focused, only their cells
import type { Run } from '@shared/deployment'
import { memo } from 'react'
import { formatDuration } from '../../lib/time'
import { Icon } from '../Icon'
import { stateLooks } from '../StateBadge'
import { lookOf, runDuration, stateLetters } from './matrix-model'
import classes from './StepMatrix.module.css'

export interface MatrixCellProps {
  /** Undefined where the step does not run on the place. */
  readonly run: Run | undefined
  readonly step: string
  readonly place: string
  readonly row: number
  readonly column: number
  readonly isFocusable: boolean
  readonly isSelected: boolean
  /** Milliseconds since 1970 UTC; only read while the run is going on. */
  readonly now: number
}

/** What a cell says: `Migrate on db-1: failed, 41 s`. */
export function cellLabel(run: Run | undefined, step: string, place: string, now: number): string {
  if (!run) return `${step} does not run on ${place}`
  const took = runDuration(run, now)
  const parts = [stateLooks[lookOf(run)].word.toLowerCase(), took === null ? null : formatDuration(took)]
  const progress =
    run.state === 'running' && run.progress ? `${run.progress.percentage} % ${run.progress.message}` : null
  const reason = run.state === 'skipped' ? run.reason : null
  return `${step} on ${place}: ${[...parts, progress, reason].filter(Boolean).join(', ')}`
}

/** One step on one target: icon and letter. Clicks and keys are handled by the grid, which reads its row and column. */
export const MatrixCell = memo(function MatrixCell(props: MatrixCellProps) {
  const { run, row, column } = props
  const label = cellLabel(run, props.step, props.place, props.now)
  const look = run && lookOf(run)
  const { icon, tone } = look ? stateLooks[look] : { icon: null, tone: 'still' }
  return (
    <div
      role="gridcell"
      tabIndex={props.isFocusable ? 0 : -1}
      className={classes.cell}
      data-row={row}
      data-column={column}
      data-tone={tone}
      data-empty={run ? undefined : true}
      aria-label={label}
      aria-selected={props.isSelected}
      title={label}
    >
      {icon && look ? (
        <>
          <Icon name={icon} size={12} isTurning={icon === 'spinner'} />
          <span className={classes.letter}>{stateLetters[look]}</span>
        </>
      ) : (
        <span className={classes.none}>·</span>
      )}
    </div>
  )
})
