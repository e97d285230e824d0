import type { BindingNode } from './binding'

/** How many characters one evaluation searches in all. */
const searchLimit = 100_000_000

/** Tells which parts stand in clear in the text that they are parts of. Parts mostly come in the order of the text. */
export class InClear {
  /** Where the last part was found, by its whole: the next one is sought from there on. */
  private readonly places = new Map<BindingNode, number>()
  private left = searchLimit

  /** Whether `part` stands in the text of `whole` as it is written. Also false when too much has been searched already. */
  holds(whole: BindingNode, part: string): boolean {
    const { text } = whole
    if (text === null) return false
    const from = this.places.get(whole) ?? 0
    let at = this.search(text, part, from)
    if (at < 0 && from > 0) at = this.search(text, part, 0)
    if (at < 0) return false
    this.places.set(whole, at)
    return true
  }

  private search(text: string, part: string, from: number): number {
    if (this.left <= 0) return -1
    const at = text.indexOf(part, from)
    this.left -= (at < 0 ? text.length : at) - from
    return at
  }
}
