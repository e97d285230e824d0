import classes from './EnvironmentChip.module.css'
import { Icon } from './Icon'

/** For whom something is deployed; stands beside the chip of its environment. */
export function TenantChip({ name }: { readonly name: string }) {
  return (
    <span className={classes.chip} title={`for ${name}`}>
      <Icon name="tenant" size={12} label="for" />
      <span className={classes.name}>{name}</span>
    </span>
  )
}
