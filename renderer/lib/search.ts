/** Something the command palette can find. */
export interface Findable {
  readonly label: string
  /** Further words that find it. */
  readonly keywords: string
}

const boundary = /[\s\-_./:(]/

/**
 * How well a word is found in a text: 0 is not at all, higher is better. Whole beginnings beat beginnings of words,
 * those beat places inside a word, and last come the initials of words (`hb` finds Harbour Books).
 */
export function scoreWord(word: string, text: string): number {
  const haystack = text.toLowerCase()
  const needle = word.toLowerCase()
  const at = haystack.indexOf(needle)
  if (at === 0) return needle.length === haystack.length ? 100 : 80
  for (let next = at; next > 0; next = haystack.indexOf(needle, next + 1)) {
    if (boundary.test(haystack.charAt(next - 1))) return 60
  }
  if (at > 0) return 40
  return needle.length > 1 && initialsOf(haystack).includes(needle) ? 20 : 0
}

const initialsOf = (text: string): string =>
  text
    .split(boundary)
    .map(word => word.charAt(0))
    .join('')

/** The items that every word of the query finds, best first; equal ones keep their order. Everything for an empty query. */
export function search<T extends Findable>(query: string, items: readonly T[]): readonly T[] {
  const words = query.split(/\s+/).filter(Boolean)
  if (words.length === 0) return items
  const scored = items.map(item => {
    const scores = words.map(word => Math.max(scoreWord(word, item.label), scoreWord(word, item.keywords) / 2))
    return { item, score: scores.includes(0) ? 0 : scores.reduce((sum, score) => sum + score, 0) }
  })
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ item }) => item)
}
