import { UnstyledButton } from '@mantine/core'
import { isApproved } from '@shared/approvals/judge'
import type { EnvironmentId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'
import { Icon } from '../../components/Icon'
import type { IconName } from '../../components/icon-paths'
import type { PlanRead } from '../../stores/plan'
import classes from './LaunchPane.module.css'

/** An environment with its plan. */
export interface Place {
  readonly environment: Environment
  readonly plan: PlanRead
}

interface EnvironmentSwitchProps {
  readonly places: readonly Place[]
  readonly shown: EnvironmentId
  readonly onShow: (id: EnvironmentId) => void
}

/** Of several environments, the one whose plan is looked at; each says whether something stands against it. */
export function EnvironmentSwitch({ places, shown, onShow }: EnvironmentSwitchProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be announced as a form of its own
    <div className={classes.switch} role="group" aria-label="Plans by environment">
      {places.map(({ environment, plan }) => {
        const { icon, word, look } = lookOf(plan)
        return (
          <UnstyledButton
            key={environment.id}
            className={classes.switchItem ?? ''}
            aria-pressed={environment.id === shown}
            data-look={look}
            onClick={() => onShow(environment.id)}
          >
            <Icon name={icon} size={14} label={`${word}:`} /> {environment.name}
          </UnstyledButton>
        )
      })}
    </div>
  )
}

interface Look {
  readonly icon: IconName
  readonly word: string
  readonly look: 'good' | 'bad' | 'wait'
}

function lookOf({ load, isBehind }: PlanRead): Look {
  if (load.state === 'failed') return { icon: 'x-circle', word: 'Cannot be planned', look: 'bad' }
  if (load.state !== 'ready' || isBehind) return { icon: 'spinner', word: 'Planning', look: 'wait' }
  if (load.value.plan === null) return { icon: 'x-circle', word: 'Has problems', look: 'bad' }
  if (!isApproved(load.value.approvals)) return { icon: 'lock', word: 'Needs approval', look: 'wait' }
  return { icon: 'check-circle', word: 'Ready', look: 'good' }
}
