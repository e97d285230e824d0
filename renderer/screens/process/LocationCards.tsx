import { type ExecutionLocation, executionLocations } from '@shared/model/process'
import { useId } from 'react'
import { Icon } from '../../components/Icon'
import type { IconName } from '../../components/icon-paths'
import classes from './LocationCards.module.css'

const looks: Readonly<
  Record<ExecutionLocation, { readonly icon: IconName; readonly title: string; readonly text: string }>
> = {
  targets: {
    icon: 'target',
    title: 'On each target',
    text: 'Runs on every target that has one of the roles, several at the same time.'
  },
  here: {
    icon: 'display',
    title: 'Once on this machine',
    text: 'Runs a single time where Slipway runs. Target variables are not available.'
  },
  'here-for-each-target': {
    icon: 'refresh',
    title: 'Here, for each target',
    text: 'Runs on this machine once per matching target, with the variables of that target.'
  }
}

export interface LocationCardsProps {
  readonly value: ExecutionLocation
  readonly onChange: (value: ExecutionLocation) => void
}

/** Where a step runs: three choices with what each means. */
export function LocationCards({ value, onChange }: LocationCardsProps) {
  const group = useId()
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>Where it runs</legend>
      {executionLocations.map(location => (
        <label key={location} className={classes.card} data-chosen={location === value || undefined}>
          <input
            type="radio"
            name={group}
            className={classes.radio}
            aria-label={looks[location].title}
            aria-describedby={`${group}-${location}`}
            checked={location === value}
            onChange={() => onChange(location)}
          />
          <span className={classes.title}>
            <Icon name={looks[location].icon} size={14} />
            {looks[location].title}
          </span>
          <span id={`${group}-${location}`} className={classes.text}>
            {looks[location].text}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
