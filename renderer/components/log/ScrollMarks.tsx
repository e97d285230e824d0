import classes from './LogView.module.css'

/** Marks beside the scroll bar, at shares of the height from 0 to 1; many at the same place are one. */
export function ScrollMarks({ marks }: { readonly marks: readonly number[] }) {
  if (marks.length === 0) return null
  const places = [...new Set(marks.map(share => Math.round(Math.max(0, Math.min(1, share)) * 1000)))]
  return (
    <svg
      className={classes.marks}
      viewBox="0 0 8 1000"
      preserveAspectRatio="none"
      aria-hidden
      data-marks={places.length}
    >
      <path d={places.map(place => `M0 ${Math.min(996, place)}h8v4h-8z`).join('')} />
    </svg>
  )
}
