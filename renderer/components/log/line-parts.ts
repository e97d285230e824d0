import { type AnsiStyle, parseAnsi, plainStyle, plainText } from '@shared/task-log/ansi'

/** A piece of a line as it is drawn. */
export interface LinePart {
  readonly text: string
  readonly style: AnsiStyle
  /** Whether it is a part of what is searched for. */
  readonly isMatch: boolean
  readonly link?: string
}

type Range = readonly [start: number, end: number]

/** The pieces of a line: by its styles, unless it is to be plain, and by what was found in it. `ranges` are of its plain text. */
export function partsOf(text: string, isPlain: boolean, ranges: readonly Range[]): readonly LinePart[] {
  const runs = isPlain ? [{ text: plainText(text), style: plainStyle }] : parseAnsi(text)
  if (ranges.length === 0) return runs.flatMap(run => (run.text === '' ? [] : [{ ...run, isMatch: false }]))
  const parts: LinePart[] = []
  let at = 0
  for (const run of runs) {
    const end = at + run.text.length
    for (const [from, to, isMatch] of cuts(at, end, ranges))
      parts.push({ ...run, text: run.text.slice(from - at, to - at), isMatch })
    at = end
  }
  return parts
}

/** What lies between two positions, cut at the ends of the ranges. */
function* cuts(start: number, end: number, ranges: readonly Range[]): Generator<readonly [number, number, boolean]> {
  let at = start
  for (const [from, to] of ranges) {
    if (to <= at) continue
    if (from >= end) break
    if (from > at) yield [at, from, false]
    const last = Math.min(to, end)
    yield [Math.max(at, from), last, true]
    at = last
  }
  if (at < end) yield [at, end, false]
}
