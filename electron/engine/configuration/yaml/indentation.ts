import type { YamlEvent } from './events'

const usual = 2
const most = 9

/** The most frequent step between a block and the one it is in; the first of those that are equally frequent. */
export function indentationOf(events: readonly YamlEvent[]): number {
  const counts = new Map<number, number>()
  const columns: (number | null)[] = []
  for (const event of events) {
    if (event.kind === 'mapping-end' || event.kind === 'sequence-end') columns.pop()
    if (event.kind !== 'mapping-start' && event.kind !== 'sequence-start') continue
    const column = event.style === 'block' ? event.column : null
    const outer = columns.at(-1) ?? null
    columns.push(column)
    if (column === null || outer === null) continue
    const step = column - outer
    if (step >= usual && step <= most) counts.set(step, (counts.get(step) ?? 0) + 1)
  }
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best), [usual, 0])[0]
}
