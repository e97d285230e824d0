/** Something that can be found by its name. */
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

/** The words of a query; none for an empty one. */
export const wordsOf = (query: string): readonly string[] => query.split(/\s+/).filter(Boolean)

/** How well all the words find something: 0 where one of them does not. What is said beside the name counts half. */
export function scoreOf(words: readonly string[], { label, keywords }: Findable): number {
  let sum = 0
  for (const word of words) {
    const score = Math.max(scoreWord(word, label), scoreWord(word, keywords) / 2)
    if (score === 0) return 0
    sum += score
  }
  return sum
}

/** The items that every word of the query finds, best first; equal ones keep their order. Everything for an empty query. */
export function search<T extends Findable>(query: string, items: readonly T[]): readonly T[] {
  const words = wordsOf(query)
  if (words.length === 0) return items
  const best = new Best<T>(items.length)
  for (const item of items) best.offer(item, scoreOf(words, item))
  return best.all()
}

/** Keeps the best few of many that are offered, without keeping the others. */
export class Best<T> {
  readonly #limit: number
  #kept: { readonly item: T; readonly score: number; readonly order: number }[] = []
  #offered = 0

  /** @param limit how many are wanted at most */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** One with a score of 0 is not taken. */
  offer(item: T, score: number): void {
    this.#offered += 1
    if (score <= 0) return
    this.#kept.push({ item, score, order: this.#offered })
    if (this.#kept.length > this.#limit * 2 + 50) this.#cut()
  }

  /** The best first; of equal ones the one that was offered first. */
  all(): readonly T[] {
    this.#cut()
    return this.#kept.map(({ item }) => item)
  }

  #cut(): void {
    this.#kept = this.#kept.sort((a, b) => b.score - a.score || a.order - b.order).slice(0, this.#limit)
  }
}
