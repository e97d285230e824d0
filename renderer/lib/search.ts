/** Something the command palette can find. */
export interface Findable {
  readonly label: string
  /** Further words that find it. */
  readonly keywords: string
}

const boundary = /[\s\-_./:(]/

/**
 * How well a word is found in a text: 0 is not at all, higher is better. Whole beginnings beat beginnings of words,
 * those beat places inside a word, and those beat letters that are merely in order.
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
  return areInOrder(needle, haystack) ? 10 : 0
}

function areInOrder(needle: string, haystack: string): boolean {
  let from = 0
  for (const letter of needle) {
    const at = haystack.indexOf(letter, from)
    if (at < 0) return false
    from = at + 1
  }
  return true
}

/** The items that every word of the query finds, best first; equal ones keep their order. Everything for an empty query. */
export function search<T extends Findable>(query: string, items: readonly T[]): readonly T[] {
  const words = query.split(/\s+/).filter(Boolean)
  if (words.length === 0) return items
  const scored = items.map(item => {
    const scores = words.map(word => {
      const inKeywords = scoreWord(word, item.keywords)
      // Scattered letters in keywords match nearly anything.
      return Math.max(scoreWord(word, item.label), inKeywords > 10 ? inKeywords / 2 : 0)
    })
    return { item, score: scores.includes(0) ? 0 : scores.reduce((sum, score) => sum + score, 0) }
  })
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ item }) => item)
}
