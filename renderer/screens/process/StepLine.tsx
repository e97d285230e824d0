import { useDraggable, useDroppable } from '@dnd-kit/core'
import { memo, useRef } from 'react'
import { Icon } from '../../components/Icon'
import { actionIcons } from '../../lib/action-icons'
import { isOff, type NodeKey } from './draft/nodes'
import { chipsOf, placeWords, type StepRow, titleOf } from './draft/rows'
import { StepMenu } from './StepMenu'
import classes from './StepTree.module.css'
import type { Around } from './use-around'
import type { StepsDraft } from './use-steps-draft'

export interface StepLineProps {
  readonly row: StepRow
  readonly isSelected: boolean
  readonly hasIssue: boolean
  /** It is being dragged. */
  readonly isHeld: boolean
  /** The line that shows where what is dragged would go: at which edge, and whether into a step. */
  readonly mark: string | null
  readonly isMenuOpen: boolean
  readonly around: Around
  readonly run: StepsDraft['run']
  readonly select: StepsDraft['select']
  /** Opens the menu of a row, or closes it. */
  readonly onMenu: (key: NodeKey | null) => void
  readonly onAdd: (what: 'step' | 'action', key: NodeKey) => void
}

/** One step or action in the list. */
export const StepLine = memo(function StepLine(props: StepLineProps) {
  const { row, isSelected, hasIssue, isHeld, mark, select } = props
  const { setNodeRef: setDragged, listeners } = useDraggable({ id: row.key })
  const { setNodeRef: setOver } = useDroppable({ id: row.key })
  const button = useRef<HTMLButtonElement>(null)
  const { action, isChild, group } = row
  return (
    <li
      className={classes.item}
      data-child={isChild || undefined}
      data-group={group ?? undefined}
      data-selected={isSelected || undefined}
      data-held={isHeld || undefined}
      data-mark={mark ?? undefined}
      ref={node => {
        setDragged(node)
        setOver(node)
      }}
      {...listeners}
    >
      <button
        ref={button}
        type="button"
        className={classes.step}
        data-row={row.key}
        aria-current={isSelected ? 'true' : undefined}
        tabIndex={isSelected ? 0 : -1}
        onClick={() => select(row.key)}
      >
        <span className={classes.number}>{row.number}</span>
        <span className={classes.icon}>
          <Icon name={action === null ? 'process' : actionIcons[action.settings.type]} size={14} />
        </span>
        <Words row={row} around={props.around} />
        {hasIssue && (
          <span className={classes.issue}>
            <Icon name="warn-circle" size={14} label="Has fields to mend" />
          </span>
        )}
      </button>
      <StepMenu {...props} onClosed={() => button.current?.focus()} />
    </li>
  )
}, isSameLine)

function Words({ row, around }: Pick<StepLineProps, 'row' | 'around'>) {
  const { step, action, isChild } = row
  const place = placeWords(row)
  const chips = chipsOf(row, around.nameOfEnvironment, around.nameOfChannel)
  const isDisabled = isOff(step, isChild ? action : null)
  const isJoined = !isChild && (row.group === 'middle' || row.group === 'last') && step.settings.startsWithPrevious
  return (
    <span className={classes.words} data-disabled={isDisabled || undefined}>
      <span className={classes.name}>{titleOf(row)}</span>
      {(place !== '' || isJoined || chips.length > 0) && (
        <span className={classes.facts}>
          {isJoined && <span className={classes.joined}>with previous</span>}
          {place !== '' && <span className={classes.where}>{place}</span>}
          {chips.map(chip => (
            <span key={`${chip.kind} ${chip.text}`} className={classes.chip} data-kind={chip.kind} title={chip.title}>
              {chip.text}
            </span>
          ))}
        </span>
      )}
    </span>
  )
}

/** Rows are made anew with every change; what they show is not. */
function isSameLine(a: StepLineProps, b: StepLineProps): boolean {
  const { row: one, ...rest } = a
  const { row: other, ...others } = b
  const isSameRow =
    one.step === other.step &&
    one.action === other.action &&
    one.number === other.number &&
    one.group === other.group &&
    one.isChild === other.isChild
  return isSameRow && (Object.keys(rest) as (keyof typeof rest)[]).every(key => rest[key] === others[key])
}
