import type { VariableDifference, VariableText } from '@shared/comparison/comparison'
import { Icon } from '../../components/Icon'
import classes from './comparison.module.css'
import { Mark } from './Marks'
import { Fields } from './StepChanges'
import { ValueCode } from './ValueCode'

/** Values that differ: rows as they are written, or what names come to in an environment. */
export function VariableChanges({ variables }: { readonly variables: readonly VariableDifference[] }) {
  return (
    <ul className={classes.list} aria-label="Variables that differ">
      {variables.map((variable, index) => (
        <li key={index} className={classes.item}>
          <div className={classes.itemHead}>
            <Mark look={variable.kind} />
            <code className={classes.variable}>{variable.name}</code>
            {variable.scope !== '' && <span className={classes.muted}>{variable.scope}</span>}
            {variable.origin !== null && variable.origin !== 'the project' && (
              <span className={classes.muted}>{variable.origin}</span>
            )}
          </div>
          <Values variable={variable} />
          <Fields fields={variable.fields} kind="changed" />
        </li>
      ))}
    </ul>
  )
}

function Values({ variable: { before, after } }: { readonly variable: VariableDifference }) {
  if (before?.kind === 'secret' && after?.kind === 'secret')
    return (
      <p className={classes.secret}>
        <Icon name="lock" size={12} />
        Another secret than before
      </p>
    )
  if (isSame(before, after)) return null
  return (
    <p className={classes.becomes}>
      {before && <Value value={before} side="old" />}
      {before && after && <Icon name="arrow-right" size={12} label="becomes" />}
      {after && <Value value={after} side="new" />}
    </p>
  )
}

const isSame = (a: VariableText | null, b: VariableText | null): boolean =>
  a?.kind === 'text' && b?.kind === 'text' && a.text === b.text

function Value({ value, side }: { readonly value: VariableText; readonly side: 'old' | 'new' }) {
  if (value.kind === 'secret')
    return (
      <span className={classes.secret}>
        <Icon name="lock" size={12} />a secret
      </span>
    )
  if (value.kind === 'tied')
    return (
      <span className={classes.secret}>
        <Icon name="warn-circle" size={12} />
        several values apply with equal right
      </span>
    )
  return <ValueCode text={value.text} side={side} />
}
