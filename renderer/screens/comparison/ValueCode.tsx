import { UnstyledButton } from '@mantine/core'
import { useState } from 'react'
import classes from './comparison.module.css'

/** How many characters of a value are shown at first. */
const shownAtFirst = 400

interface ValueCodeProps {
  readonly text: string
  readonly side: 'old' | 'new'
}

/** A value as it was or is. What is long is cut until somebody asks for all of it. */
export function ValueCode({ text, side }: ValueCodeProps) {
  const [isWhole, setWhole] = useState(false)
  if (text === '')
    return (
      <code className={classes[side]} data-empty>
        empty
      </code>
    )
  const isCut = !isWhole && text.length > shownAtFirst
  return (
    <>
      <code className={classes[side]}>{isCut ? `${text.slice(0, shownAtFirst)}…` : text}</code>
      {isCut && (
        <UnstyledButton className={classes.folded ?? ''} onClick={() => setWhole(true)}>
          all {text.length.toLocaleString('en')} characters
        </UnstyledButton>
      )}
    </>
  )
}
