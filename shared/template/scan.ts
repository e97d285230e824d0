import { isWhiteSpace } from './characters'

/** How deep constructs may lie in each other. Deeper ones make the whole text unreadable instead of overflowing the stack. */
export const depthLimit = 200

/** Thrown where constructs lie too deep; it ends the reading of the whole text. */
export class TooDeep extends Error {
  readonly at: number

  constructor(at: number) {
    super('too deep')
    this.at = at
  }
}

/**
 * A place in a text. Readers move it to the end of what they have read. One that finds nothing answers undefined and
 * leaves it where it got stuck, because that is where a lenient reading resumes; who tries something else moves it back.
 */
export class Scan {
  readonly text: string
  at = 0
  private depth = 0
  private closings: ReadonlyMap<number, number> | undefined

  constructor(text: string) {
    this.text = text
  }

  get isNested(): boolean {
    return this.depth > 0
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length
  }

  skip(): void {
    while (this.at < this.text.length && isWhiteSpace(this.text.charCodeAt(this.at))) this.at++
  }

  /** At least one white space. */
  skipSome(): boolean {
    const start = this.at
    this.skip()
    return this.at > start
  }

  /** Gets stuck at the first sign that differs. */
  take(expected: string): boolean {
    for (let i = 0; i < expected.length; i++, this.at++) {
      if (this.text.charCodeAt(this.at) !== expected.charCodeAt(i)) return false
    }
    return true
  }

  /** `expected` in lower case; case does not matter. */
  takeKeyword(expected: string): boolean {
    for (let i = 0; i < expected.length; i++, this.at++) {
      if (this.text.charAt(this.at).toLowerCase() !== expected.charAt(i)) return false
    }
    return true
  }

  /** `#{`, but not `#{/`. */
  takeOpening(): boolean {
    if (this.text.startsWith('#{/', this.at)) return false
    return this.take('#{')
  }

  startsWith(expected: string): boolean {
    return this.text.startsWith(expected, this.at)
  }

  /** Reads something that lies inside something else. */
  nested<T>(read: () => T): T {
    if (this.depth >= depthLimit) throw new TooDeep(this.at)
    this.depth++
    const result = read()
    this.depth--
    return result
  }

  /** Where the bracket at this position closes, counting only brackets. */
  closingOf(bracket: number): number | undefined {
    this.closings ??= closingsOf(this.text)
    return this.closings.get(bracket)
  }
}

function closingsOf(text: string): ReadonlyMap<number, number> {
  const result = new Map<number, number>()
  const open: number[] = []
  for (let at = text.search(/[[\]]/); at >= 0 && at < text.length; at++) {
    const sign = text.charCodeAt(at)
    if (sign === 0x5b) open.push(at)
    else if (sign === 0x5d) {
      const start = open.pop()
      if (start !== undefined) result.set(start, at)
    }
  }
  return result
}
