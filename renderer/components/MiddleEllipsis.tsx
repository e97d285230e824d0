import classes from './MiddleEllipsis.module.css'

/** Characters at the end that always stay: numbered names differ there. */
const kept = 7

/** A name that loses its middle where it does not fit, so that `harbour-test-1` and `harbour-test-2` stay apart. */
export function MiddleEllipsis({ text }: { readonly text: string }) {
  const at = text.length - kept
  if (at < 2) return <span className={classes.whole}>{text}</span>
  return (
    <span className={classes.whole}>
      <span className={classes.head}>{text.slice(0, at)}</span>
      <span className={classes.tail}>{text.slice(at)}</span>
    </span>
  )
}
