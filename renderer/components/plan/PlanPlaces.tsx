import { UnstyledButton } from '@mantine/core'
import type { RunId } from '@shared/ids'
import type { PlannedRun, Stage } from '@shared/plan/plan'
import type { PreflightVerdict } from '@shared/preflight'
import { useState } from 'react'
import { Icon } from '../Icon'
import type { IconName } from '../icon-paths'
import classes from './PlanView.module.css'

/** Above this many places of one action, the rest is counted until somebody asks. */
const namedPlaces = 6

interface PlanPlacesProps {
  readonly stage: Stage
  /** What a place is called: the target, or this machine. */
  readonly nameOf: (run: PlannedRun) => string
  /** What a place is: this machine, a target that is reached, or one that gets a bundle. */
  readonly iconOf: (run: PlannedRun) => IconName
  /** What a look at the machine found; null as long as nobody looked. */
  readonly verdictOf: (run: PlannedRun) => PreflightVerdict | null
  /** The run that is looked at. */
  readonly opened: RunId | null
  readonly onOpen: (run: RunId) => void
}

/** Where an action runs. Each place opens what it executes there. */
export function PlanPlaces({ stage, nameOf, iconOf, verdictOf, opened, onOpen }: PlanPlacesProps) {
  const [isWhole, setWhole] = useState(false)
  const shown = isWhole ? stage.runs : stage.runs.slice(0, namedPlaces)
  const rest = stage.runs.length - shown.length
  return (
    <span className={classes.places}>
      {shown.map(run => (
        <UnstyledButton
          key={run.id}
          className={classes.place ?? ''}
          aria-pressed={run.id === opened}
          title={`Show what “${stage.name}” executes on ${nameOf(run)}`}
          onClick={() => onOpen(run.id)}
        >
          <Icon name={iconOf(run)} size={12} />
          {nameOf(run)}
          <Verdict verdict={verdictOf(run)} />
        </UnstyledButton>
      ))}
      {rest > 0 && (
        <UnstyledButton className={classes.more ?? ''} onClick={() => setWhole(true)}>
          and {rest} more
        </UnstyledButton>
      )}
    </span>
  )
}

const looks: Readonly<Record<Exclude<PreflightVerdict, 'ok'>, { readonly icon: IconName; readonly word: string }>> = {
  warning: { icon: 'warning', word: 'should be looked at' },
  error: { icon: 'x-circle', word: 'would fail' }
}

/** What is fine needs no mark. */
function Verdict({ verdict }: { readonly verdict: PreflightVerdict | null }) {
  if (verdict === null || verdict === 'ok') return null
  return (
    <span className={classes.verdict} data-verdict={verdict}>
      <Icon name={looks[verdict].icon} size={12} label={looks[verdict].word} />
    </span>
  )
}
