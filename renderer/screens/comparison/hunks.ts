import type { LineDifference } from '@shared/comparison/comparison'

/** Lines that are shown together, or same ones that are not. */
export type Hunk =
  | { readonly kind: 'lines'; readonly lines: readonly LineDifference[] }
  | { readonly kind: 'folded'; readonly lines: readonly LineDifference[] }

/** How many lines around a difference are shown. */
const around = 3

/** Cuts lines into what is shown and what may stay folded: same lines far away from every difference. */
export function hunksOf(lines: readonly LineDifference[]): readonly Hunk[] {
  const isNear = nearness(lines)
  const hunks: { kind: Hunk['kind']; lines: LineDifference[] }[] = []
  for (const [index, line] of lines.entries()) {
    const kind = isNear[index] ? 'lines' : 'folded'
    const last = hunks.at(-1)
    if (last?.kind === kind) last.lines.push(line)
    else hunks.push({ kind, lines: [line] })
  }
  // A single line takes no more room than the words that it is left out.
  return hunks.map(hunk => (hunk.lines.length === 1 ? { ...hunk, kind: 'lines' } : hunk))
}

function nearness(lines: readonly LineDifference[]): readonly boolean[] {
  const near = lines.map(({ kind }) => kind !== 'same')
  const marks = lines.flatMap(({ kind }, index) => (kind === 'same' ? [] : [index]))
  for (const mark of marks)
    for (let at = Math.max(0, mark - around); at <= Math.min(lines.length - 1, mark + around); at++) near[at] = true
  return near
}
