import { Checkbox } from '@mantine/core'
import { slotName } from '@shared/packages/slots'
import { Icon } from '../../components/Icon'
import classes from './NewRelease.module.css'
import type { PackageChoice } from './use-package-choice'

interface RuleViolationsProps {
  readonly violations: PackageChoice['violations']
  readonly channel: string
  readonly isIgnored: boolean
  readonly onIgnore: (isIgnored: boolean) => void
}

/** What the rules of the channel do not allow, and the way to take it all the same. */
export function RuleViolations({ violations, channel, isIgnored, onIgnore }: RuleViolationsProps) {
  if (violations.length === 0) return null
  return (
    <section className={classes.violations} aria-label="Rules that are broken">
      <Icon name="warning" size={16} label="Warning" />
      <div className={classes.violationsBody}>
        <p>The rules of {channel} do not allow:</p>
        <ul>
          {violations.map(({ slot, version }) => (
            <li key={`${slot.actionId} ${slot.reference}`}>
              {slot.packageId} {version} for {slotName(slot)}
              {slot.rule !== undefined && `, which takes ${slot.rule}`}
            </li>
          ))}
        </ul>
        <Checkbox
          label="Take it all the same"
          description="The release says that it ignores the rules."
          checked={isIgnored}
          onChange={event => onIgnore(event.currentTarget.checked)}
        />
      </div>
    </section>
  )
}
