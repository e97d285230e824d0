import type { RunId } from '@shared/ids'

/** Marked lines by their numbers in the whole log, in the order in which they were marked. */
export interface LineSelection {
  readonly anchor: number
  readonly focus: number
  /** Only lines of this run; undefined where lines of all runs are mixed. */
  readonly run: RunId | null | undefined
}

/** The marked lines in reading order; both ends belong to them. */
export const selectedSpan = ({
  anchor,
  focus
}: Pick<LineSelection, 'anchor' | 'focus'>): { readonly first: number; readonly last: number } => ({
  first: Math.min(anchor, focus),
  last: Math.max(anchor, focus)
})

export const isSelected = (selection: LineSelection | null, number: number, run: LineSelection['run']): boolean => {
  if (!selection || selection.run !== run) return false
  const { first, last } = selectedSpan(selection)
  return number >= first && number <= last
}

/**
 * A click on a line number: marks that line, or extends what is marked within the same section. The same single line
 * again unmarks it.
 */
export function clickLine(
  selection: LineSelection | null,
  number: number,
  run: LineSelection['run'],
  isExtending: boolean
): LineSelection | null {
  if (isExtending && selection && selection.run === run) return { anchor: selection.anchor, focus: number, run }
  const isSame = selection?.anchor === number && selection.focus === number && selection.run === run
  return isSame ? null : { anchor: number, focus: number, run }
}
