import { Icon } from '../../components/Icon'
import classes from './comparison.module.css'
import { ValueCode } from './ValueCode'

export const looks = {
  added: { icon: 'plus', word: 'Added' },
  removed: { icon: 'trash', word: 'Removed' },
  changed: { icon: 'edit', word: 'Changed' },
  moved: { icon: 'grip', word: 'Moved' }
} as const
export type Look = keyof typeof looks

/** What became of a thing: an icon, a word and a colour. */
export const Mark = ({ look }: { readonly look: Look }) => (
  <span className={classes.mark} data-kind={look}>
    <Icon name={looks[look].icon} size={13} />
    {looks[look].word}
  </span>
)

interface BecomesProps {
  readonly before: string | null
  readonly after: string | null
  /** The whole thing is gone, so that nobody has to be told of a part of it. */
  readonly isGone?: boolean
}

/** A value that became another one; an absent side is not shown. */
export function Becomes({ before, after, isGone = false }: BecomesProps) {
  return (
    <span className={classes.becomes}>
      {before !== null && <ValueCode text={before} side="old" />}
      {before !== null && after !== null && <Icon name="arrow-right" size={12} label="becomes" />}
      {after !== null && <ValueCode text={after} side="new" />}
      {after === null && !isGone && <span className={classes.muted}>not set any more</span>}
    </span>
  )
}
