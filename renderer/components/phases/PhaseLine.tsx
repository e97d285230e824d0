import { Fragment, type ReactNode } from 'react'
import { EnvironmentChip } from '../EnvironmentChip'
import { Icon } from '../Icon'
import type { IconName } from '../icon-paths'
import classes from './PhaseLine.module.css'
import type { PlaceState, Stage, StagePlace } from './phase-stages'

export interface PhaseLineProps {
  /** Names the picture for screen readers: `Phases of Hotfix`. */
  readonly label: string
  readonly stages: readonly Stage[]
  /** What stands below an environment, such as its newest deployment and a button. */
  readonly below?: (place: StagePlace) => ReactNode
}

const progressLooks = {
  complete: { word: 'Complete', icon: 'check-circle' },
  current: { word: 'Current', icon: 'arrow-right' },
  pending: { word: 'Not yet', icon: 'circle' }
} as const

const placeLooks: Readonly<Record<PlaceState, { readonly word: string; readonly icon: IconName }>> = {
  there: { word: 'Deployed', icon: 'check-circle' },
  next: { word: 'Next', icon: 'arrow-right' },
  open: { word: 'Open', icon: 'circle' },
  closed: { word: 'Closed', icon: 'lock' }
}

/** A picture of phases: connected stages with their environments, and how far a release has come where it is about one. */
export function PhaseLine({ label, stages, below }: PhaseLineProps) {
  if (stages.length === 0) return <p className={classes.none}>There is no environment yet.</p>
  return (
    <ol className={classes.line} aria-label={label}>
      {stages.map((stage, index) => (
        <Fragment key={stage.key}>
          <li
            className={classes.stage}
            data-optional={stage.isOptional || undefined}
            data-progress={stage.progress ?? undefined}
          >
            <StageHead stage={stage} number={index + 1} />
            <ul className={classes.places} aria-label={`Environments of ${stage.name}`}>
              {stage.places.map(place => (
                <li key={place.id} className={classes.place} data-state={place.state ?? undefined}>
                  <Place place={place} />
                  {below?.(place)}
                </li>
              ))}
            </ul>
            {stage.why !== null && <p className={classes.why}>{stage.why}</p>}
          </li>
          {index < stages.length - 1 && (
            <li className={classes.arrow} aria-hidden>
              <Icon name="arrow-right" size={14} />
            </li>
          )}
        </Fragment>
      ))}
    </ol>
  )
}

function StageHead({ stage, number }: { readonly stage: Stage; readonly number: number }) {
  const { name, isOptional, note, progress } = stage
  const look = progress === null ? null : progressLooks[progress]
  return (
    <div className={classes.head}>
      <p className={classes.title}>
        <span className={classes.number}>{number}</span>
        <strong className={classes.name} title={name}>
          {name}
        </strong>
        {isOptional && <span className={classes.tag}>optional</span>}
      </p>
      {(look !== null || note !== null) && (
        <p className={classes.facts}>
          {look !== null && (
            <span className={classes.progress} data-progress={progress}>
              <Icon name={look.icon} size={13} /> {look.word}
            </span>
          )}
          {note !== null && <span>{note}</span>}
        </p>
      )}
    </div>
  )
}

function Place({ place: { name, isProduction, isAutomatic, state } }: { readonly place: StagePlace }) {
  const look = state === null ? null : placeLooks[state]
  return (
    <div className={classes.environment}>
      <EnvironmentChip name={name} isProduction={isProduction} />
      {isAutomatic && (
        <span className={classes.automatic} title="Deployed to by itself as soon as a release reaches the phase">
          <Icon name="bolt" size={12} /> automatic
        </span>
      )}
      {look !== null && (
        <span className={classes.state} data-state={state}>
          <Icon name={look.icon} size={13} /> {look.word}
        </span>
      )}
    </div>
  )
}
