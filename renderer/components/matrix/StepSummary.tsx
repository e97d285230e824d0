import type { Deployment } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import type { Stage } from '@shared/plan/plan'
import { type MouseEvent, useEffect, useRef } from 'react'
import { Icon } from '../Icon'
import { type StateName, stateLooks } from '../StateBadge'
import { type Counts, countLooks, overallLook, runsOf, stateLetters, stepProgress } from './matrix-model'
import classes from './StepSummary.module.css'

export interface StepSummaryProps {
  readonly deployment: Deployment
  readonly selectedStage: number | null
  /** The step to bring into view; a new object for each request. */
  readonly reveal: { readonly stage: number } | null
  readonly onPick: (stage: Stage, runs: readonly RunId[], isAdding: boolean) => void
}

/** Steps with bars and counts, for deployments to more targets than a grid can show. */
export function StepSummary({ deployment, selectedStage, reveal, onPick }: StepSummaryProps) {
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => {
    if (reveal) list.current?.querySelector(`[data-stage="${reveal.stage}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [reveal])
  return (
    <ol ref={list} className={classes.steps} aria-label="Steps">
      {deployment.plan.stages.map(stage => (
        <StepBar
          key={stage.stepId}
          stage={stage}
          deployment={deployment}
          isSelected={stage.number === selectedStage}
          onPick={event =>
            onPick(
              stage,
              stage.runs.map(run => run.id),
              event.ctrlKey || event.metaKey
            )
          }
        />
      ))}
    </ol>
  )
}

interface StepBarProps {
  readonly stage: Stage
  readonly deployment: Deployment
  readonly isSelected: boolean
  readonly onPick: (event: MouseEvent) => void
}

function StepBar({ stage, deployment, isSelected, onPick }: StepBarProps) {
  const runs = runsOf(deployment, stage)
  const look = overallLook(runs)
  const counts = countLooks(runs)
  return (
    <li>
      <button
        type="button"
        className={classes.step}
        data-stage={stage.number}
        aria-pressed={isSelected}
        title={stage.why}
        onClick={onPick}
      >
        <span className={classes.line} data-tone={look === 'skipped' ? 'warn' : stateLooks[look].tone}>
          <Icon name={stateLooks[look].icon} size={14} isTurning={look === 'running'} />
          <span className={classes.name}>
            <span className={classes.number}>{stage.number}</span>
            {stage.name}
          </span>
          <span className={classes.done}>{stepProgress(runs)}</span>
        </span>
        <StateBar counts={counts} />
        <span className={classes.counts}>
          {counts.map(({ state, count }) => (
            <span
              key={state}
              data-tone={stateLooks[state].tone}
              title={`${count} ${stateLooks[state].word.toLowerCase()}`}
            >
              <strong>{stateLetters[state]}</strong> {count}
            </span>
          ))}
        </span>
      </button>
    </li>
  )
}

/** What is done at the left, what waits at the right, as in any bar that fills. */
const progressOrder: readonly StateName[] = [
  'succeeded',
  'warned',
  'skipped',
  'cancelled',
  'failed',
  'unknown',
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
