import classes from './PlaceMark.module.css'

const colours = 8
const patterns = 4

/** A small coloured and patterned block that stands for a target beside its name; the same in matrix and log. */
export function PlaceMark({ index }: { readonly index: number }) {
  return (
    <span
      aria-hidden
      className={classes.mark}
      data-colour={index % colours}
      data-pattern={(index + Math.floor(index / colours)) % patterns}
    />
  )
}
