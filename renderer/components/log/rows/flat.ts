import { lineKey } from './body'
import type { Row, RowModel, RowPlace } from './row'

/** Lines of all runs in the order in which they came. */
export class FlatRows implements RowModel {
  readonly count: number

  /** `lines` that a filter lets through. */
  constructor(lines: number) {
    this.count = lines
  }

  rowAt(index: number): Row | undefined {
    if (index < 0 || index >= this.count) return undefined
    return flatLine(index)
  }

  indexOf(place: RowPlace): number | null {
    return place.kind === 'line' && place.run === undefined && place.position < this.count ? place.position : null
  }

  headingOf(): null {
    return null
  }
}

const flatLine = (position: number): Row => ({
  kind: 'line',
  key: lineKey(undefined, position),
  run: undefined,
  position,
  depth: 0
})

/** Lines around every hit that are shown with it. */
export const around = 3

interface Span {
  readonly row: number
  readonly first: number
  readonly end: number
}

/** Only the lines that hold what is searched for, and a few around each; a thin row stands for those in between. */
export class MatchRows implements RowModel {
  readonly count: number
  readonly #spans: readonly Span[]
  readonly #lines: number

  /** `hits` are ascending positions among `lines` lines. */
  constructor(hits: readonly number[], lines: number) {
    const spans: { row: number; first: number; end: number }[] = []
    let row = 0
    for (const hit of hits) {
      const first = Math.max(0, hit - around)
      const end = Math.min(lines, hit + around + 1)
      const last = spans.at(-1)
      if (hit >= lines) break
      if (last && first <= last.end) {
        row += Math.max(0, end - last.end)
        last.end = Math.max(last.end, end)
        continue
      }
      // Each span begins with the row that stands for what is left out before it.
      if (first > (last?.end ?? 0)) row++
      spans.push({ row, first, end })
      row += end - first
    }
    const rest = spans.length > 0 && lines > (spans.at(-1)?.end ?? 0) ? 1 : 0
    this.#spans = spans
    this.#lines = lines
    this.count = row + rest
  }

  rowAt(index: number): Row | undefined {
    if (index < 0 || index >= this.count) return undefined
    const i = this.#spanAt(index)
    const span = this.#spans[i]
    if (span && index < span.row + span.end - span.first) return flatLine(span.first + index - span.row)
    const next = this.#spans[i + 1]
    const from = span?.end ?? 0
    return { kind: 'silence', key: `silence:${from}`, depth: 0, lines: (next?.first ?? this.#lines) - from }
  }

  indexOf(place: RowPlace): number | null {
    if (place.kind !== 'line' || place.run !== undefined) return null
    const span = this.#spans.findLast(item => item.first <= place.position)
    if (span === undefined) return this.count > 0 ? 0 : null
    return Math.min(span.row + place.position - span.first, span.row + span.end - span.first, this.count - 1)
  }

  headingOf(): null {
    return null
  }

  /** Position of the last span that begins at or before a row; -1 when none does. */
  #spanAt(index: number): number {
    let low = -1
    let high = this.#spans.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#spans[middle]?.row ?? 0) <= index) low = middle
      else high = middle - 1
    }
    return low
  }
}
