import type { LinesOf } from '@shared/comparison/entries'
import type { Part } from '@shared/packages/difference'

/** Lines that differ, as those between what two texts begin and end with alike: the same in both directions. */
export const testLines: LinesOf = async (before, after) => {
  const [old, now] = [before.split('\n'), after.split('\n')]
  let head = 0
  while (head < Math.min(old.length, now.length) && old[head] === now[head]) head++
  let tail = 0
  while (tail < Math.min(old.length, now.length) - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++
  const part = (kind: Part['kind'], lines: readonly string[]): readonly Part[] =>
    lines.length === 0 ? [] : [{ kind, text: `${lines.join('\n')}\n` }]
  return [
    ...part('same', now.slice(0, head)),
    ...part('removed', old.slice(head, old.length - tail)),
    ...part('added', now.slice(head, now.length - tail)),
    ...part('same', now.slice(now.length - tail))
  ]
}
