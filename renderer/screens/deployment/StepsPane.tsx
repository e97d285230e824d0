import type { Deployment } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import type { PlannedStep } from '@shared/plan/plan'
import type { Timings } from '@shared/timings'
import { type ReactNode, useState } from 'react'
import { columnLimit, type Place, type StepRow } from '../../components/matrix/matrix-model'
import { StepMatrix } from '../../components/matrix/StepMatrix'
import { StepSummary } from '../../components/matrix/StepSummary'
import { TargetList } from '../../components/matrix/TargetList'
import classes from './DeploymentScreen.module.css'

export interface StepsPaneProps {
  readonly deployment: Deployment
  readonly places: readonly Place[]
  readonly chosen: ReadonlySet<RunId>
  readonly now: number
  readonly timings: Timings | null
  readonly reveal: { readonly step: number } | null
  readonly onPick: (runs: readonly RunId[], isAdding: boolean) => void
  /** Null where widths cannot be changed. */
  readonly onWidth: ((step: PlannedStep) => void) | null
  /** What is to be said of a place besides its name; null for nothing. */
  readonly noteOf: (place: Place) => string | null
  readonly footer: ReactNode
}

/** Steps × targets: a grid for a few targets, counts and a list that can be searched for many. */
export function StepsPane(props: StepsPaneProps) {
  const { deployment, places, chosen, now, reveal, onPick, onWidth } = props
  const [picked, setPicked] = useState<StepRow | null>(null)
  const isWide = places.length > columnLimit
  const row = chosen.size > 0 ? picked : null
  const width = onWidth === null ? {} : { onWidth }
  return (
    <aside className={classes.steps} aria-label="Steps and targets" data-steps>
      <div className={classes.stepsScroll}>
        {isWide ? (
          <>
            <StepSummary
              deployment={deployment}
              selectedRow={row?.number ?? null}
              now={now}
              reveal={reveal}
              onPick={(chosenRow, runs, isAdding) => {
                setPicked(chosenRow)
                onPick(runs, isAdding)
              }}
              {...width}
            />
            <TargetList deployment={deployment} places={places} row={row} selected={chosen} onPick={onPick} />
          </>
        ) : (
          <StepMatrix
            deployment={deployment}
            places={places}
            selected={chosen}
            now={now}
            timings={props.timings}
            reveal={reveal}
            onPick={onPick}
            noteOf={props.noteOf}
            {...width}
          />
        )}
      </div>
      <div className={classes.stepsFooter}>{props.footer}</div>
    </aside>
  )
}
