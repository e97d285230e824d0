import type { ValueLook } from '@shared/variables/explain-words'
import { Icon } from '../Icon'
import classes from './ValueText.module.css'

interface ValueTextProps {
  readonly look: ValueLook
  /** `line`: what does not fit is cut off. `block`: everything, with its line breaks. */
  readonly shape?: 'line' | 'block'
}

const icons = { empty: 'circle', later: 'clock', wrong: 'warn-circle' } as const

/** A value in the type of code; a note where there is none to show, so that the two cannot be taken for each other. */
export function ValueText({ look, shape = 'line' }: ValueTextProps) {
  if (look.kind === 'note') {
    return (
      <span className={classes.note} data-why={look.why}>
        <Icon name={icons[look.why]} size={12} />
        {look.note}
      </span>
    )
  }
  return (
    <code className={classes.value} data-shape={shape} {...(shape === 'line' ? { title: look.text } : {})}>
      {look.text}
    </code>
  )
}
