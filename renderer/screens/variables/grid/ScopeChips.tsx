import type { ScopeDimension, VariableScope } from '@shared/model/variable-scope'
import { dimensionWords, type Labels, scopeWords } from '@shared/variables/scope-words'
import { memo } from 'react'
import classes from './ScopeChips.module.css'
import { entriesOf } from './scope-options'

export interface ScopeChipsProps {
  readonly scope: VariableScope
  readonly labels: Labels
}

/** Where a value applies, as chips; each dimension has a mark of its own besides its colour. */
export const ScopeChips = memo(function ScopeChips({ scope, labels }: ScopeChipsProps) {
  const entries = entriesOf(scope, labels)
  if (entries.length === 0) return <span className={classes.everywhere}>everywhere</span>
  return (
    <span className={classes.chips} title={scopeWords(scope, labels)}>
      {entries.map(({ dimension, value, label }) => (
        <span key={`${dimension} ${value}`} className={classes.chip} data-dimension={dimension}>
          <span className="visually-hidden">{dimensionWords[dimension]} </span>
          <span aria-hidden className={classes.mark}>
            {dimensionMarks[dimension]}
          </span>
          <span className={classes.label}>{label}</span>
        </span>
      ))}
    </span>
  )
})

/** One letter in front of a chip, so that kinds of scopes are told apart without colours. */
const dimensionMarks: Readonly<Record<ScopeDimension, string>> = {
  environments: 'E',
  targets: 'T',
  roles: 'R',
  actions: 'S',
  channels: 'C',
  processes: 'P',
  tenantTags: '#'
}
