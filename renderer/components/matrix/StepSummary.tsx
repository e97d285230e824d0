import type { Deployment } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import type { PlannedStep } from '@shared/plan/plan'
import { type MouseEvent, memo, useEffect, useMemo, useRef, useState } from 'react'
import { useSteady } from '../../lib/use-steady'
import { Icon } from '../Icon'
import { type StateName, stateLooks } from '../StateBadge'
import { CountLetters } from './CountLetters'
import {
  type Counts,
  countLanes,
  countLooks,
  endedLanes,
  lookOfStep,
  rowsOf,
  runsOfAll,
  type StepRow,
  stepProgress,
  toneOfRow
} from './matrix-model'
import classes from './StepSummary.module.css'
import { isStepOpen, stepNotes } from './step-notes'

export interface StepSummaryProps {
  readonly deployment: Deployment
  /** The number of the row that is chosen. */
  readonly selectedRow: string | null
  readonly now: number
  /** The step to bring into view; a new object for each request. */
  readonly reveal: { readonly step: number } | null
  readonly onPick: (row: StepRow, runs: readonly RunId[], isAdding: boolean) => void
  /** Changes how many targets are inside a step; absent where that cannot be changed. */
  readonly onWidth?: (step: PlannedStep) => void
}

const noSteps: ReadonlySet<number> = new Set()

/** Steps with bars and counts, for deployments to more targets than a grid can show. */
export function StepSummary({ deployment, selectedRow, now, reveal, onPick, onWidth }: StepSummaryProps) {
  const list = useRef<HTMLOListElement>(null)
  const [folded, setFolded] = useState(noSteps)
  const rows = useMemo(() => rowsOf(deployment.plan, folded), [deployment.plan, folded])
  useEffect(() => {
    if (reveal) list.current?.querySelector(`[data-step="${reveal.step}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [reveal])
  const fold = ({ step, isUnfolded }: StepRow) => {
    const others = [...folded].filter(number => number !== step.number)
    setFolded(new Set(isUnfolded ? [...others, step.number] : others))
  }
  const pick = useSteady((row: StepRow, isAdding: boolean) =>
    onPick(
      row,
      row.stages.flatMap(stage => stage.runs.map(run => run.id)),
      isAdding
    )
  )
  return (
    <ol ref={list} className={classes.steps} aria-label="Steps">
      {rows.map(row => (
        <li key={row.number} className={classes.item} data-kind={row.kind}>
          <StepBar
            row={row}
            {...stateOfRow(deployment, row)}
            notes={row.kind === 'step' ? stepNotes(deployment, row.step, now).join(' · ') : ''}
            isSelected={row.number === selectedRow}
            onPick={pick}
          />
          <span className={classes.side}>
            {row.isUnfolded !== null && (
              <SideButton
                icon={row.isUnfolded ? 'chevron-down' : 'chevron-right'}
                label={`${row.isUnfolded ? 'Hide' : 'Show'} the actions of ${row.name}`}
                onClick={() => fold(row)}
              />
            )}
            {onWidth && row.kind === 'step' && row.step.isRolling && isStepOpen(deployment, row.step) && (
              <SideButton
                icon="edit"
                label={`Change how many targets are inside ${row.name}`}
                onClick={() => onWidth(row.step)}
              />
            )}
          </span>
        </li>
      ))}
    </ol>
  )
}

interface SideButtonProps {
  readonly icon: 'chevron-down' | 'chevron-right' | 'edit'
  readonly label: string
  readonly onClick: () => void
}

const SideButton = ({ icon, label, onClick }: SideButtonProps) => (
  <button type="button" className={classes.sideButton} aria-label={label} title={label} onClick={onClick}>
    <Icon name={icon} size={12} />
  </button>
)

interface RowState {
  readonly look: StateName
  readonly counts: Counts
  /** How far it is, as short as it goes. */
  readonly progress: string
  /** Why it is as it is. */
  readonly why: string
}

function stateOfRow(deployment: Deployment, row: StepRow): RowState {
  const runs = runsOfAll(deployment, row.stages)
  const isStep = row.kind === 'step'
  return {
    look: lookOfStep(deployment, row),
    counts: isStep ? countLanes(deployment, row) : countLooks(runs),
    progress: stepProgress(runs, isStep ? endedLanes(deployment, row) : undefined),
    why: deployment.steps[row.step.number]?.reason ?? row.step.why
  }
}

interface StepBarProps extends RowState {
  readonly row: StepRow
  readonly notes: string
  readonly isSelected: boolean
  readonly onPick: (row: StepRow, isAdding: boolean) => void
}

/** Drawn anew only when something about its step changed. */
const StepBar = memo(function StepBar(props: StepBarProps) {
  const { row, look, counts, progress, why, notes, isSelected, onPick } = props
  const pick = (event: MouseEvent) => onPick(row, event.ctrlKey || event.metaKey)
  return (
    <button
      type="button"
      className={classes.step}
      data-step={row.kind === 'step' ? row.step.number : undefined}
      aria-pressed={isSelected}
      title={why}
      onClick={pick}
    >
      <span className={classes.line} data-tone={toneOfRow(row, look)}>
        <Icon name={stateLooks[look].icon} size={14} isTurning={look === 'running'} label={stateLooks[look].word} />
        <span className={classes.name}>
          <span className={classes.number}>{row.number}</span>
          {row.name}
        </span>
        <span className={classes.done}>{progress}</span>
      </span>
      {notes !== '' && <span className={classes.notes}>{notes}</span>}
      <StateBar counts={counts} />
      <CountLetters counts={counts} />
    </button>
  )
})

/** What is done at the left, what waits at the right, as in any bar that fills. */
const progressOrder: readonly StateName[] = [
  'succeeded',
  'warned',
  'ignored',
  'skipped',
  'handed-over',
  'cancelled',
  'not-run',
  'failed',
  'unknown',
  'waiting',
  'retrying',
  'running',
  'pending'
]
const byProgress = (a: Counts[number], b: Counts[number]): number =>
  progressOrder.indexOf(a.state) - progressOrder.indexOf(b.state)

function StateBar({ counts }: { readonly counts: Counts }) {
  return (
    <span className={classes.bar} aria-hidden>
      {[...counts].sort(byProgress).map(({ state, count }) => (
        <span key={state} data-tone={stateLooks[state].tone} data-state={state} style={{ flexGrow: count }} />
      ))}
    </span>
  )
}
