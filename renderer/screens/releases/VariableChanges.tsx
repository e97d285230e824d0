import type { Labels } from '@shared/variables/scope-words'
import { ScopeChips } from '../../components/explain/ScopeChips'
import { ValueText } from '../../components/explain/ValueText'
import { Icon } from '../../components/Icon'
import classes from './UpdateVariables.module.css'
import type { RowChange } from './variable-diff'

const looks = {
  added: { icon: 'plus', word: 'Added' },
  removed: { icon: 'trash', word: 'Removed' },
  changed: { icon: 'edit', word: 'Changed' }
} as const

/** Row by row what becomes of the variables. */
export function VariableChanges({
  changes,
  labels
}: {
  readonly changes: readonly RowChange[]
  readonly labels: Labels
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long list is scrolled with the keyboard
    <ul className={classes.changes} aria-label="Changes" tabIndex={0}>
      {changes.map((change, index) => (
        <li key={index} className={classes.change} data-kind={change.kind}>
          <span className={classes.mark}>
            <Icon name={looks[change.kind].icon} size={13} />
            {looks[change.kind].word}
          </span>
          <div className={classes.what}>
            <p className={classes.name}>
              <code>{change.name}</code>
              <ScopeChips scope={change.scope} labels={labels} />
              {change.set !== null && <span className={classes.set}>{change.set}</span>}
            </p>
            <p className={classes.values}>
              {change.before && <ValueText look={change.before} />}
              {change.before && change.after && <Icon name="arrow-right" size={12} label="becomes" />}
              {change.after && <ValueText look={change.after} />}
              {change.also.length > 0 && <span className={classes.set}>{change.also.join(' and ')} changed</span>}
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}
