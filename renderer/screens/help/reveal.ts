import { topDialog } from '../../lib/use-return-focus'

/** The id on the page of what an address names, which must not meet the ids of the window itself. */
export const placeId = (anchor: string): string => `help-${anchor}`

const mark = 'data-here'

/**
 * Brings a section to the top and puts the focus on it, so that reading goes on there; a word of the glossary is marked.
 * The section may come late: somebody who has opened the palette by then keeps the focus.
 */
export function reveal(anchor: string): void {
  const place = document.getElementById(placeId(anchor))
  for (const other of document.querySelectorAll(`[${mark}]`)) other.removeAttribute(mark)
  place?.setAttribute(mark, '')
  place?.scrollIntoView({ block: 'start' })
  if (topDialog() === undefined) place?.focus({ preventScroll: true })
}
