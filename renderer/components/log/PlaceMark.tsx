import classes from './PlaceMark.module.css'
import { placeLook } from './place-marks'

/** A small coloured and patterned shape that stands for a target beside its name; the same in matrix and log. */
export function PlaceMark({ index }: { readonly index: number }) {
  const { colour, fill, outline } = placeLook(index)
  return <span aria-hidden className={classes.mark} data-colour={colour} data-fill={fill} data-outline={outline} />
}
