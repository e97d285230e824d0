import type { Comparison } from '@shared/log-calls'
import { plainText } from '@shared/task-log/ansi'
import classes from './FirstDifference.module.css'

export interface FirstDifferenceProps {
  /** Null until it is known. */
  readonly comparison: Comparison | null
  /** Goes to the line in the log; null where that cannot be done. */
  readonly onShow: ((lineNumber: number) => void) | null
}

/** The first line of a run that is not as it was when the same action went well; nothing where there is none to show. */
export function FirstDifference({ comparison, onShow }: FirstDifferenceProps) {
  if (comparison?.good == null || comparison.difference === null) return null
  const { good, difference } = comparison
  const { line, expected } = difference
  return (
    <figure className={classes.figure}>
      <figcaption>
        First line that differs from {good.releaseVersion}, where it went well
        {line && onShow && (
          <button type="button" className={classes.show} onClick={() => onShow(line.number)}>
            Line {line.number.toLocaleString()}
          </button>
        )}
      </figcaption>
      <dl className={classes.lines}>
        <dt>Now</dt>
        <dd>{line === null ? <em>nothing more was written</em> : plainText(line.text)}</dd>
        <dt>Then</dt>
        <dd>{expected === null ? <em>nothing more was written</em> : plainText(expected.text)}</dd>
      </dl>
    </figure>
  )
}
