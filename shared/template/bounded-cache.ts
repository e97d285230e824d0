/** Keeps what was made for a text until there is too much of it; then what was not asked for longest goes first. */
export class BoundedCache<T> {
  private readonly entries = new Map<string, T>()
  private characters = 0
  private newest = ''
  private newestMade: T | undefined
  private readonly capacity: number

  /** `capacity` is in characters of the texts that are kept. */
  constructor(capacity: number) {
    this.capacity = capacity
  }

  get(text: string, make: (text: string) => T): T {
    if (text === this.newest && this.newestMade !== undefined) return this.newestMade
    const known = this.entries.get(text)
    const made = known ?? make(text)
    this.newest = text
    this.newestMade = made
    if (known !== undefined) {
      this.entries.delete(text)
      this.entries.set(text, known)
      return known
    }
    this.entries.set(text, made)
    this.characters += text.length + overhead
    for (const [oldest] of this.entries) {
      if (this.characters <= this.capacity) break
      this.entries.delete(oldest)
      this.characters -= oldest.length + overhead
    }
    return made
  }
}

/** What an entry costs beside its text, in characters: nobody shall fill the memory with empty texts. */
const overhead = 100
