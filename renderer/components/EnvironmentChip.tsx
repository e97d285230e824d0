import type { Environment } from '@shared/model/environment'
import classes from './EnvironmentChip.module.css'
import { Icon } from './Icon'

/** An environment's name; production is red, edged and carries a shield. */
export function EnvironmentChip({ name, isProduction }: Pick<Environment, 'name' | 'isProduction'>) {
  return (
    <span className={classes.chip} data-production={isProduction} title={isProduction ? `${name} (production)` : name}>
      {isProduction && <Icon name="shield" size={13} label="Production:" />}
      <span className={classes.name}>{name}</span>
    </span>
  )
}
