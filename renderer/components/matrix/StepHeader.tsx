// biome-ignore-all lint/a11y/useSemanticElements: an interactive grid, which HTML has no elements for
// biome-ignore-all lint/a11y/useFocusableInteractive: rows of a grid are never focused, only their cells
import type { Deployment } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import { Icon } from '../Icon'
import { stateLooks } from '../StateBadge'
import { lookOfStep, type StepRow, toneOfRow } from './matrix-model'
import classes from './StepMatrix.module.css'
import { isStepOpen, stepNotes } from './step-notes'

export interface StepHeaderProps {
  readonly deployment: Deployment
  readonly row: StepRow
  /** Position among the rows, from 1. */
  readonly index: number
  readonly selected: ReadonlySet<RunId>
  readonly isFocusable: boolean
  readonly now: number
  /** Whether its width may be changed now. */
  readonly hasWidth: boolean
}

/** Why the row is as it is: what was decided about the step, or what was planned. */
const whyOf = ({ steps }: Deployment, { kind, step, stages }: StepRow): string =>
  steps[step.number]?.reason ?? (kind === 'step' ? step.why : (stages[0]?.why ?? step.why))

/** The name of a step or an action in front of its cells, with what there is to know about how it is gone through. */
export function StepHeader(props: StepHeaderProps) {
  const { deployment, row, selected, now } = props
  const { stages, step, number, name, isUnfolded } = row
  const look = lookOfStep(deployment, row)
  const planned = stages.flatMap(stage => stage.runs)
  const isSkipped = look === 'skipped'
  const why = whyOf(deployment, row)
  const isSelected = planned.length > 0 && planned.every(run => selected.has(run.id))
  const notes = row.kind === 'step' ? stepNotes(deployment, step, now) : []
  const word = isSkipped ? `skipped. ${why}` : stateLooks[look].word
  return (
    <div
      role="rowheader"
      className={classes.step}
      tabIndex={props.isFocusable ? 0 : -1}
      data-row={props.index}
      data-column={0}
      data-kind={row.kind}
      data-tone={toneOfRow(row, look)}
      aria-selected={isSelected}
      aria-label={`${row.kind === 'step' ? 'Step' : 'Action'} ${number}, ${name}: ${[word, ...notes].join(', ')}`}
      title={[name, why, ...notes].join('\n')}
    >
      {isUnfolded !== null && (
        <span className={classes.fold} data-fold={step.number}>
          <Icon name={isUnfolded ? 'chevron-down' : 'chevron-right'} size={11} />
        </span>
      )}
      <Icon name={stateLooks[look].icon} size={14} isTurning={look === 'running'} />
      <span className={classes.stepName}>
        <span className={classes.stepNumber}>{number}</span>
        {name}
        {notes.length > 0 && <span className={classes.notes}>{notes.join(' · ')}</span>}
      </span>
      {props.hasWidth && row.kind === 'step' && step.isRolling && isStepOpen(deployment, step) && (
        <button
          type="button"
          tabIndex={-1}
          className={classes.width}
          data-width={step.number}
          aria-label={`Change how many targets are inside ${name}`}
          title="Change how many targets are inside it at a time"
        >
          <Icon name="edit" size={12} />
        </button>
      )}
    </div>
  )
}
