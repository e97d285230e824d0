import { Select } from '@mantine/core'
import type { ActionId, TargetId } from '@shared/ids'
import type { Plan } from '@shared/plan/plan'
import {
  type PlanPosition,
  positionNear,
  stepOptions,
  targetOptions,
  thisMachine
} from '../../../components/explain/plan-places'
import classes from './DrawerFrame.module.css'

interface PositionFieldsProps {
  readonly plan: Plan
  readonly position: PlanPosition
  readonly onPosition: (position: PlanPosition) => void
}

/** Which action and where. */
export function PositionFields({ plan, position, onPosition }: PositionFieldsProps) {
  const move = (wanted: PlanPosition) => {
    const next = positionNear(plan, wanted)
    if (next) onPosition(next)
  }
  return (
    <div className={classes.fields}>
      <Select
        label="Step"
        data={[...stepOptions(plan)]}
        value={position.actionId}
        onChange={value => value && move({ ...position, actionId: value as ActionId })}
      />
      <Select
        label="Where"
        searchable
        data={[...targetOptions(plan, position.actionId)]}
        value={position.targetId ?? thisMachine}
        onChange={value => value && move({ ...position, targetId: value === thisMachine ? null : (value as TargetId) })}
      />
    </div>
  )
}
