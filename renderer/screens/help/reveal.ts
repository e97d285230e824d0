/** The id on the page of what an address names, which must not meet the ids of the window itself. */
export const placeId = (anchor: string): string => `help-${anchor}`

/** Brings a section to the top and puts the focus on it, so that reading goes on there. */
export function reveal(anchor: string): void {
  const place = document.getElementById(placeId(anchor))
  place?.scrollIntoView({ block: 'start' })
  place?.focus({ preventScroll: true })
}
