import type { Deployment } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import { type ReactNode, useState } from 'react'
import { columnLimit, type Place } from '../../components/matrix/matrix-model'
import { StepMatrix } from '../../components/matrix/StepMatrix'
import { StepSummary } from '../../components/matrix/StepSummary'
import { TargetList } from '../../components/matrix/TargetList'
import classes from './DeploymentScreen.module.css'

export interface StepsPaneProps {
  readonly deployment: Deployment
  readonly places: readonly Place[]
  readonly chosen: ReadonlySet<RunId>
  readonly now: number
  readonly reveal: { readonly stage: number } | null
  readonly onPick: (runs: readonly RunId[], isAdding: boolean) => void
  readonly footer: ReactNode
}

/** Steps × targets: a grid for a few targets, counts and a list that can be searched for many. */
export function StepsPane(props: StepsPaneProps) {
  const { deployment, places, chosen, now, reveal, onPick } = props
  const [stageNumber, setStageNumber] = useState<number | null>(null)
  const isWide = places.length > columnLimit
  const stage = deployment.plan.stages.find(item => item.number === stageNumber) ?? null
  return (
    <aside className={classes.steps} aria-label="Steps and targets">
      <div className={classes.stepsScroll}>
        {isWide ? (
          <>
            <StepSummary
              deployment={deployment}
              selectedStage={chosen.size > 0 ? stageNumber : null}
              reveal={reveal}
              onPick={(picked, runs, isAdding) => {
                setStageNumber(picked.number)
                onPick(runs, isAdding)
              }}
            />
            <TargetList
              deployment={deployment}
              places={places}
              stage={chosen.size > 0 ? stage : null}
              selected={chosen}
              onPick={onPick}
            />
          </>
        ) : (
          <StepMatrix
            deployment={deployment}
            places={places}
            selected={chosen}
            now={now}
            reveal={reveal}
            onPick={onPick}
          />
        )}
      </div>
      <div className={classes.stepsFooter}>{props.footer}</div>
    </aside>
  )
}
