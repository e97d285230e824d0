import type { RunId } from '@shared/ids'
import type { OutlineItem } from '@shared/task-log/outline'
import type { LineRow } from './row'

/** Rows of one kind that follow each other. */
interface Piece {
  /** Position of the first row in the body. */
  readonly row: number
  readonly rows: number
  /** Position of the first line in the section. */
  readonly position: number
  readonly depth: number
  /** Of the first row, if that one can be folded. */
  readonly item: OutlineItem | null
  readonly isOpen: boolean
}

/** The rows of one section whose lines may be folded in parts. */
export class SectionBody {
  readonly rows: number
  readonly #run: RunId | null
  readonly #depth: number
  readonly #pieces: readonly Piece[]

  /**
   * `items` are in the order of their first lines, those that lie inside of another after it. Items and parts of items
   * beyond `lines` have not happened yet.
   */
  constructor(
    run: RunId | null,
    lines: number,
    depth: number,
    items: readonly OutlineItem[],
    isOpen: (item: OutlineItem) => boolean
  ) {
    this.#run = run
    this.#depth = depth
    const made = new PieceMaker(lines, items, isOpen)
    this.#pieces = made.pieces
    this.rows = made.rows
  }

  /** Undefined beyond the end. */
  rowAt(row: number): LineRow | undefined {
    const piece = this.#pieces[lastBy(this.#pieces, row, item => item.row)]
    if (piece === undefined || row < 0 || row >= this.rows) return undefined
    const position = piece.position + row - piece.row
    const base = { kind: 'line', key: lineKey(this.#run, position), run: this.#run, position } as const
    const depth = this.#depth + piece.depth
    if (piece.item === null || row > piece.row) return { ...base, depth }
    return { ...base, depth, fold: { key: itemKey(piece.item), item: piece.item, isOpen: piece.isOpen } }
  }

  /** The row of a line, or of what hides it. */
  rowOf(position: number): number {
    const piece = this.#pieces[lastBy(this.#pieces, position, item => item.position)]
    return piece === undefined ? 0 : piece.row + Math.min(position - piece.position, piece.rows - 1)
  }

  /** The nearest row at or above this one that folds what this one belongs to; null when none does. */
  foldAbove(row: number): string | null {
    const depth = this.rowAt(row)?.depth ?? 0
    for (let i = lastBy(this.#pieces, row, item => item.row); i >= 0; i--) {
      const piece = this.#pieces[i]
      if (piece?.item == null) continue
      const isOwn = piece.row === row || (piece.item.kind !== 'group' && row < piece.row + piece.rows)
      if (isOwn || (piece.item.kind === 'group' && this.#depth + piece.depth < depth)) return itemKey(piece.item)
    }
    return null
  }
}

export const itemKey = (item: OutlineItem): string => `part:${item.id}`
export const lineKey = (run: RunId | null | undefined, position: number): string => `${run ?? ''}#${position}`

/** Position of the last item whose value is at most `wanted`; -1 when none is. */
function lastBy<T>(items: readonly T[], wanted: number, value: (item: T) => number): number {
  let low = -1
  let high = items.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    const item = items[middle]
    if (item !== undefined && value(item) <= wanted) low = middle
    else high = middle - 1
  }
  return low
}

class PieceMaker {
  readonly pieces: Piece[] = []
  rows = 0
  readonly #lines: number
  readonly #items: readonly OutlineItem[]
  readonly #isOpen: (item: OutlineItem) => boolean
  #next = 0

  constructor(lines: number, items: readonly OutlineItem[], isOpen: (item: OutlineItem) => boolean) {
    this.#lines = lines
    this.#items = items
    this.#isOpen = isOpen
    this.#between(0, lines, 0)
  }

  #endOf(item: OutlineItem): number {
    return Math.min(item.end ?? this.#lines, this.#lines)
  }

  #between(from: number, end: number, depth: number): void {
    let at = from
    for (let item = this.#items[this.#next]; item && item.first < end; item = this.#items[this.#next]) {
      this.#next++
      if (item.first < at) continue
      this.#put(at, item.first - at, depth)
      at = item.kind === 'group' ? this.#group(item, depth) : this.#alike(item, depth)
    }
    this.#put(at, end - at, depth)
  }

  #group(item: OutlineItem, depth: number): number {
    const end = this.#endOf(item)
    const isOpen = this.#isOpen(item)
    this.#put(item.first, 1, depth, item, isOpen)
    // The line that only ends the group says nothing; it is there when lines are copied.
    const isEnded = item.end !== null && item.end <= this.#lines
    const contentEnd = Math.max(item.first + 1, end - (item.hasEndMarker && isEnded ? 1 : 0))
    if (isOpen) this.#between(item.first + 1, contentEnd, depth + 1)
    while ((this.#items[this.#next]?.first ?? Number.POSITIVE_INFINITY) < end) this.#next++
    return end
  }

  #alike(item: OutlineItem, depth: number): number {
    const end = this.#endOf(item)
    const isOpen = this.#isOpen(item)
    // Of progress the last line counts; of lines that are the same, any.
    if (isOpen) this.#put(item.first, end - item.first, depth, item, true)
    else this.#put(item.kind === 'progress' ? end - 1 : item.first, 1, depth, item, false)
    return end
  }

  #put(position: number, rows: number, depth: number, item: OutlineItem | null = null, isOpen = false): void {
    if (rows <= 0) return
    this.pieces.push({ row: this.rows, rows, position, depth, item, isOpen })
    this.rows += rows
  }
}
