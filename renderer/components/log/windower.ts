/**
 * The arithmetic of a list whose rows all have the same height and of which only those in view exist.
 *
 * Two lengths are kept apart. The *offset* is the distance in pixels from the top of the content, however tall that
 * is. The *scroll position* is what the browser holds; browsers lay out at most some 33 million pixels, so a taller
 * content is squeezed into `tallestRange` and one scrolled pixel then stands for several of the content.
 */
export interface Geometry {
  readonly rows: number
  /** Pixels. */
  readonly rowHeight: number
  /** Height in pixels of what can be seen at once. */
  readonly viewport: number
}

/** The tallest scroll range in pixels that is used; a little below what browsers can lay out. */
export const tallestRange = 30_000_000

/** Rows from `first` up to, not including, `end`. */
export interface RowSpan {
  readonly first: number
  readonly end: number
}

const contentHeight = ({ rows, rowHeight }: Geometry): number => rows * rowHeight
const between = (low: number, value: number, high: number): number => Math.max(low, Math.min(value, high))

/** Height in pixels to give the scrolled element. */
export const rangeHeight = (geometry: Geometry): number => Math.min(contentHeight(geometry), tallestRange)

/** The offset at which the last row touches the lower edge. */
export const endOffset = (geometry: Geometry): number => Math.max(0, contentHeight(geometry) - geometry.viewport)

/** Whether a scrolled pixel stands for more than one pixel of the content. */
export const isSqueezed = (geometry: Geometry): boolean => contentHeight(geometry) > tallestRange

function pixelsPerScrolledPixel(geometry: Geometry): number {
  const scrollable = rangeHeight(geometry) - geometry.viewport
  return scrollable > 0 ? endOffset(geometry) / scrollable : 1
}

/** Offset for a scroll position. */
export const offsetAt = (geometry: Geometry, scrollTop: number): number =>
  between(0, scrollTop * pixelsPerScrolledPixel(geometry), endOffset(geometry))

/** Scroll position for an offset. */
export const scrollTopAt = (geometry: Geometry, offset: number): number =>
  between(0, offset, endOffset(geometry)) / pixelsPerScrolledPixel(geometry)

/** The rows that are at least partly in view at this offset, and some more on either side. */
export function rowsInView(
  geometry: Geometry,
  offset: number,
  more: { readonly before: number; readonly after: number }
): RowSpan {
  const { rows, rowHeight, viewport } = geometry
  const first = between(0, Math.floor(offset / rowHeight) - more.before, rows)
  const end = between(first, Math.ceil((offset + viewport) / rowHeight) + more.after, rows)
  return { first, end }
}

/**
 * For rows that are wrapped and thus higher than they count: the list can be scrolled until its last row is at the
 * upper edge, so that every row can be reached however high the others are.
 */
export const wrappedGeometry = (geometry: Geometry): Geometry => ({
  ...geometry,
  rows: geometry.rows + Math.max(0, Math.floor(geometry.viewport / geometry.rowHeight) - 1)
})

/** Where in the scrolled element the row `first` is to be drawn so that it shows at its place. Pixels from its top. */
export const drawnTop = (geometry: Geometry, scrollTop: number, offset: number, first: number): number =>
  scrollTop + first * geometry.rowHeight - offset

/** The offset nearest to the present one that shows the whole of `row`. */
export function offsetToShow(geometry: Geometry, row: number, offset: number): number {
  const top = between(0, row, Math.max(0, geometry.rows - 1)) * geometry.rowHeight
  const bottom = top + geometry.rowHeight
  if (top < offset) return top
  if (bottom > offset + geometry.viewport) return between(0, bottom - geometry.viewport, endOffset(geometry))
  return offset
}
