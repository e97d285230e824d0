/** Marked lines by their positions, in the order in which they were marked. */
export interface LineSelection {
  readonly anchor: number
  readonly focus: number
}

/** The marked lines in reading order; `end` is not included. */
export const selectedSpan = ({ anchor, focus }: LineSelection): { readonly first: number; readonly end: number } => ({
  first: Math.min(anchor, focus),
  end: Math.max(anchor, focus) + 1
})

export const isSelected = (selection: LineSelection | null, position: number): boolean => {
  if (!selection) return false
  const { first, end } = selectedSpan(selection)
  return position >= first && position < end
}

/** A click on a line number: marks that line, or extends what is marked. The same single line again unmarks it. */
export function clickLine(
  selection: LineSelection | null,
  position: number,
  isExtending: boolean
): LineSelection | null {
  if (isExtending && selection) return { anchor: selection.anchor, focus: position }
  const isSame = selection?.anchor === position && selection.focus === position
  return isSame ? null : { anchor: position, focus: position }
}

/** Moves the marked line by `step` within `total` lines; `from` is where to begin when nothing is marked. */
export function moveSelection(
  selection: LineSelection | null,
  step: number,
  isExtending: boolean,
  total: number,
  from: number
): LineSelection | null {
  if (total === 0) return null
  const wanted = selection ? selection.focus + step : from
  const focus = Math.max(0, Math.min(total - 1, wanted))
  return { anchor: isExtending && selection ? selection.anchor : focus, focus }
}
