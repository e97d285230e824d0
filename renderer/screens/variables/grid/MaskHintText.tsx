import { maskHint } from '../../../components/MaskHint'
import classes from './VariableGrid.module.css'

/** What masking cannot do for a secret, below the cell in which it is typed. */
export function MaskHintText({ value, names }: { readonly value: string; readonly names: ReadonlySet<string> }) {
  const hint = maskHint(value, names)
  return hint === null ? null : <div className={classes.hint}>{hint}</div>
}
