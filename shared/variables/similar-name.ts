import { nameKey } from './rows'

/** How many slips a name may have to be taken for another one: one in four characters, three at most. */
const slipsIn = (name: string): number => Math.min(3, Math.floor(name.length / 4))

/** The name that somebody most likely meant: the one with the fewest slips, the first of several; null for none near. */
export function similarName(name: string, names: Iterable<string>): string | null {
  const wanted = nameKey(name)
  let best: string | null = null
  let most = slipsIn(wanted)
  for (const other of names) {
    const slips = slipsBetween(wanted, nameKey(other), most)
    if (slips > most || slips === 0 || (best !== null && slips === most)) continue
    best = other
    most = slips
  }
  return best
}

/** Without what two texts begin and end with alike: that is no slip, and mostly all of them. */
function differing(a: string, b: string): readonly [string, string] {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)]
}

/** Characters that are wrong, missing, too many, or swapped with their neighbour. More than `most` is not told apart. */
function slipsBetween(whole: string, other: string, most: number): number {
  if (Math.abs(whole.length - other.length) > most) return most + 1
  const [a, b] = differing(whole, other)
  let beforeLast: readonly number[] = []
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1]
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row.push(
        Math.min(
          at(last, j) + 1,
          at(row, j - 1) + 1,
          at(last, j - 1) + (isSame ? 0 : 1),
          isSwapped ? at(beforeLast, j - 2) + 1 : Number.POSITIVE_INFINITY
        )
      )
    }
    if (Math.min(...row) > most) return most + 1
    beforeLast = last
    last = row
  }
  return at(last, b.length)
}

const at = (row: readonly number[], index: number): number => row[index] ?? Number.POSITIVE_INFINITY
