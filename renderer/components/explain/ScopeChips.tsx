import { scopeDimensions, type VariableScope } from '@shared/model/variable-scope'
import { listOf } from '@shared/plan/words'
import { dimensionWords, type Labels, scopeLabel, scopeValues } from '@shared/variables/scope-words'
import classes from './ScopeChips.module.css'

interface ScopeChipsProps {
  readonly scope: VariableScope
  readonly labels: Labels
}

/** Where a value applies: one chip for each dimension, because dimensions add up and their values are alternatives. */
export function ScopeChips({ scope, labels }: ScopeChipsProps) {
  const chips = scopeDimensions.flatMap(dimension => {
    const names = scopeValues(scope, dimension, labels).map(value => scopeLabel(dimension, value, labels))
    return names.length === 0 ? [] : [{ dimension, text: listOf(names, 'or') }]
  })
  if (chips.length === 0) return <span className={classes.everywhere}>everywhere</span>
  return (
    <span className={classes.chips}>
      {chips.map(({ dimension, text }) => (
        <span key={dimension} className={classes.chip}>
          <span className={classes.dimension}>{dimensionWords[dimension]}</span> {text}
        </span>
      ))}
    </span>
  )
}
