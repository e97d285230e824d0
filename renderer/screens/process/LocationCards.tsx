import type { ActionType } from '@shared/model/action'
import type { ExecutionLocation } from '@shared/model/process'
import { useId } from 'react'
import { Icon } from '../../components/Icon'
import type { IconName } from '../../components/icon-paths'
import classes from './LocationCards.module.css'

interface Look {
  readonly icon: IconName
  readonly title: string
  readonly text: string
}

const looks: Readonly<Record<ExecutionLocation, Look>> = {
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

/** What the choices mean for kinds of actions that never run on a target. */
const texts: Readonly<Partial<Record<ActionType, readonly [once: string, each: string]>>> = {
  manual: ['Asks once.', 'Asks once for each matching target.'],
  email: ['Sends one mail.', 'Sends one mail for each matching target, with the variables of that target.'],
  http: ['Asks once, from here.', 'Asks once for each matching target, from here, with the variables of that target.']
}

const isOnlyOnTargets = (type: ActionType): boolean =>
  type === 'health-check' || type === 'deploy-package' || type === 'transfer-package'

/** The places that a step with these kinds of actions can have. */
export function placesFor(types: readonly ActionType[]): readonly ExecutionLocation[] {
  if (types.includes('deploy-release')) return ['here']
  const onTargets = types.filter(isOnlyOnTargets)
  if (onTargets.length === types.length) return ['targets']
  if (onTargets.length > 0) return ['targets', 'here-for-each-target']
  return types.length === 1 && types[0] !== 'script' && types[0] !== 'package-script'
    ? ['here', 'here-for-each-target']
    : ['targets', 'here', 'here-for-each-target']
}

export interface LocationCardsProps {
  readonly value: ExecutionLocation
  /** The kinds of the step's actions. */
  readonly types: readonly ActionType[]
  readonly error: string | null
  readonly onChange: (value: ExecutionLocation) => void
}

/** Where a step runs: the choices with what each means. */
export function LocationCards({ value, types, error, onChange }: LocationCardsProps) {
  const group = useId()
  const places = placesFor(types)
  const [only] = types
  const words = types.length === 1 && only ? texts[only] : undefined
  // What never runs on a target runs here for each of them, whatever of the two its step says.
  const shown = words !== undefined && value === 'targets' ? 'here-for-each-target' : value
  const isFixed = places.length === 1 && places[0] === shown
  if (isFixed) return null
  return (
    <fieldset className={classes.group} data-count={places.length}>
      <legend className={classes.legend}>Where it runs</legend>
      {places.map(location => (
        <label key={location} className={classes.card} data-chosen={location === shown || undefined}>
          <input
            type="radio"
            name={group}
            className={classes.radio}
            aria-label={titleOf(location, words !== undefined)}
            aria-describedby={`${group}-${location}`}
            checked={location === shown}
            onChange={() => onChange(location)}
          />
          <span className={classes.title}>
            <Icon name={looks[location].icon} size={14} />
            {titleOf(location, words !== undefined)}
          </span>
          <span id={`${group}-${location}`} className={classes.text}>
            {words === undefined ? looks[location].text : words[location === 'here' ? 0 : 1]}
          </span>
        </label>
      ))}
      {error !== null && (
        <p className={classes.error} role="alert">
          {error}
        </p>
      )}
    </fieldset>
  )
}

function titleOf(location: ExecutionLocation, isNeverOnTarget: boolean): string {
  if (!isNeverOnTarget) return looks[location].title
  return location === 'here' ? 'Once' : 'For each target'
}
