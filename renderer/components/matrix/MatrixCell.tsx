// biome-ignore-all lint/a11y/useSemanticElements: an interactive grid, which HTML has no elements for
// biome-ignore-all lint/a11y/useFocusableInteractive: rows of a grid are never focused, only their cells
import { stateLetters } from '@shared/state-looks'
import { memo } from 'react'
import { Icon } from '../Icon'
import { stateLooks } from '../StateBadge'
import type { CellLook } from './cell-words'
import classes from './StepMatrix.module.css'

export interface MatrixCellProps extends CellLook {
  readonly row: number
  readonly column: number
  readonly isFocusable: boolean
  readonly isSelected: boolean
}

/** A step or an action on one target: icon and letter. Clicks and keys are handled by the grid, which reads its row and column. */
export const MatrixCell = memo(function MatrixCell(props: MatrixCellProps) {
  const { look, label, attempt, percentage, row, column } = props
  const { icon, tone } = look === null ? { icon: null, tone: 'still' } : stateLooks[look]
  return (
    <div
      role="gridcell"
      tabIndex={props.isFocusable ? 0 : -1}
      className={classes.cell}
      data-row={row}
      data-column={column}
      data-tone={tone}
      data-empty={look === null ? true : undefined}
      data-slow={props.isSlow || undefined}
      aria-label={label}
      aria-selected={props.isSelected}
      title={label}
    >
      {percentage !== null && (
        <span className={classes.part}>
          <span style={{ width: `${percentage}%` }} />
        </span>
      )}
      {icon && look ? (
        <>
          <Icon name={icon} size={12} isTurning={icon === 'spinner'} />
          <span className={classes.letter} data-attempt={attempt ?? undefined}>
            {stateLetters[look]}
          </span>
        </>
      ) : (
        <span className={classes.none}>·</span>
      )}
    </div>
  )
})
