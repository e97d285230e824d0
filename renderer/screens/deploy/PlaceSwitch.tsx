import { UnstyledButton } from '@mantine/core'
import { isApproved } from '@shared/approvals/judge'
import { Icon } from '../../components/Icon'
import type { IconName } from '../../components/icon-paths'
import type { PlanRead } from '../../stores/plan'
import classes from './LaunchPane.module.css'
import { type Place, placeKey, placeName } from './place'

/** A place with its plan. */
interface PlannedPlace {
  readonly place: Place
  readonly plan: PlanRead
}

interface PlaceSwitchProps {
  readonly places: readonly PlannedPlace[]
  /** The key of the one that is looked at. */
  readonly shown: string
  readonly onShow: (key: string) => void
}

/** Of several places, the one whose plan is looked at; each says whether something stands against it. */
export function PlaceSwitch({ places, shown, onShow }: PlaceSwitchProps) {
  const hasTenants = places.some(({ place }) => place.tenant !== null)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be announced as a form of its own
    <div
      className={classes.switch}
      role="group"
      aria-label={hasTenants ? 'Plans by environment and tenant' : 'Plans by environment'}
    >
      {places.map(({ place, plan }) => {
        const { icon, word, look } = lookOf(plan)
        const key = placeKey(place)
        return (
          <UnstyledButton
            key={key}
            className={classes.switchItem ?? ''}
            aria-pressed={key === shown}
            data-look={look}
            onClick={() => onShow(key)}
          >
            <Icon name={icon} size={14} label={`${word}:`} /> {placeName(place)}
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
