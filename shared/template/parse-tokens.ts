import type { ConditionalToken, Path, TextToken, Token } from './ast'
import { isWhiteSpace } from './characters'
import { readArithmetic } from './parse-calculation'
import { readCondition, readExpression } from './parse-expression'
import { readName, readPath } from './parse-path'
import { depthLimit, type Scan, TooDeep } from './scan'

type Closer = '#{/if}' | '#{/unless}' | '#{/each}'

interface Attempt {
  readonly token: Token | undefined
  readonly end: number
}

/** Reads the tokens of one text. Tokens that lie in others are remembered, because some are looked at by several readers. */
export class TokenReader {
  private readonly scan: Scan
  private readonly attempts = new Map<number, Attempt>()
  private readonly lastClosers = new Map<Closer, number>()
  private readonly readOne = (): Token | undefined => this.token()

  constructor(scan: Scan) {
    this.scan = scan
  }

  /** The token at this place. Without one the place moves to where the reader that came furthest got stuck. */
  token(): Token | undefined {
    const { scan } = this
    const start = scan.at
    const known = this.attempts.get(start)
    if (known !== undefined) {
      scan.at = known.end
      return known.token
    }
    const token = scan.startsWith('#{') ? this.construct() : readText(scan)
    if (scan.isNested) this.attempts.set(start, { token, end: scan.at })
    return token
  }

  /** How far a text can be read from a place where there is no token. */
  furthestFrom(start: number): number {
    this.scan.at = start
    this.token()
    const furthest = this.scan.at
    this.scan.at = start
    return Math.max(furthest, this.endOfUnclosed(), start + 1)
  }

  private construct(): Token | undefined {
    const { scan } = this
    const start = scan.at
    let furthest = start + 1
    const block = this.block(start)
    if (block !== undefined) return block
    furthest = Math.max(furthest, scan.at)
    scan.at = start
    const token = this.substitution(start)
    if (token === undefined) scan.at = Math.max(furthest, scan.at)
    return token
  }

  /** What begins with a keyword. No two keywords share their first letter, so one reader is tried. */
  private block(start: number): Token | undefined {
    const { scan } = this
    scan.at = start + 2
    scan.skip()
    const letter = scan.text.charAt(scan.at).toLowerCase()
    scan.at = start
    if (letter === 'i' || letter === 'u') return this.conditional(start)
    if (letter === 'e') return this.each(start)
    return letter === 'c' ? this.calculation(start) : undefined
  }

  private substitution(start: number): Token | undefined {
    const { scan } = this
    if (!scan.takeOpening()) return undefined
    scan.skip()
    const expression = readExpression(scan, this.readOne)
    if (expression === undefined) return undefined
    scan.skip()
    return scan.take('}') ? { kind: 'substitution', expression, start, end: scan.at } : undefined
  }

  private calculation(start: number): Token | undefined {
    const { scan } = this
    if (!this.takeKeyword('calc')) return undefined
    const arithmetic = readArithmetic(scan)
    if (arithmetic === undefined) return undefined
    scan.skip()
    return scan.take('}') ? { kind: 'calculation', arithmetic, start, end: scan.at } : undefined
  }

  private each(start: number): Token | undefined {
    const head = this.eachHead()
    if (head === undefined || !this.isClosedBehind('#{/each}')) return undefined
    const body = this.body('#{/each}')
    return this.scan.take('#{/each}') ? { kind: 'each', ...head, body, start, end: this.scan.at } : undefined
  }

  private eachHead(): { readonly item: string; readonly collection: Path } | undefined {
    const { scan } = this
    if (!this.takeKeyword('each')) return undefined
    const item = readName(scan)?.text
    if (item === undefined) return undefined
    scan.skip()
    if (!scan.takeKeyword('in')) return undefined
    scan.skip()
    const collection = readPath(scan)
    if (collection === undefined) return undefined
    scan.skip()
    return scan.take('}') ? { item, collection } : undefined
  }

  private conditional(start: number): Token | undefined {
    const head = this.conditionalHead()
    if (head === undefined || !this.isClosedBehind(head.closer)) return undefined
    const body = this.body(head.closer)
    const rest = this.alternatives(head.closer)
    if (!this.scan.take(head.closer)) return undefined
    const end = this.scan.at
    const falsy = rest.reduceRight<readonly Token[]>(
      (otherwise, branch) =>
        branch.condition === null
          ? branch.body
          : [
              {
                kind: 'conditional',
                condition: branch.condition,
                truthy: branch.body,
                falsy: otherwise,
                start: branch.start,
                end
              }
            ],
      []
    )
    const isTurned = head.closer === '#{/unless}'
    const branches = isTurned ? { truthy: falsy, falsy: body } : { truthy: body, falsy }
    return { kind: 'conditional', condition: head.condition, ...branches, start, end }
  }

  private conditionalHead():
    | { readonly condition: ConditionalToken['condition']; readonly closer: Closer }
    | undefined {
    const { scan } = this
    const start = scan.at
    const closer = this.takeKeyword('if') ? '#{/if}' : undefined
    const stuck = scan.at
    if (closer === undefined) {
      scan.at = start
      if (!this.takeKeyword('unless')) {
        scan.at = Math.max(stuck, scan.at)
        return undefined
      }
    }
    const condition = readCondition(scan, this.readOne)
    return condition && scan.take('}') ? { condition, closer: closer ?? '#{/unless}' } : undefined
  }

  /** Branches behind the first one: each `elseif` with its condition, and `else` without. */
  private alternatives(closer: Closer): readonly Branch[] {
    const { scan } = this
    const branches: Branch[] = []
    for (;;) {
      const { at: start } = scan
      const branch = closer === '#{/if}' ? this.elseIf() : undefined
      if (branch === undefined) {
        scan.at = start
        if (scan.take('#{else}')) branches.push({ condition: null, body: this.body(null), start })
        else scan.at = start
        return branches
      }
      branches.push(branch)
      // Each one will lie in the one before it.
      if (branches.length > depthLimit) throw new TooDeep(start)
    }
  }

  private elseIf(): Branch | undefined {
    const { scan } = this
    const { at: start } = scan
    if (!scan.take('#{elseif') || !scan.skipSome()) return undefined
    const condition = readCondition(scan, this.readOne)
    return condition && scan.take('}') ? { condition, body: this.body('#{/if}'), start } : undefined
  }

  /** Tokens up to what can be none of them. `owner` is null behind `#{else}`, where nothing but the end is left to come. */
  private body(owner: Closer | null): readonly Token[] {
    return this.scan.nested(() => {
      const tokens: Token[] = []
      for (;;) {
        const { at } = this.scan
        const token = this.endsBranch(owner) ? undefined : this.token()
        if (token === undefined) {
          this.scan.at = at
          return tokens
        }
        tokens.push(token)
      }
    })
  }

  private endsBranch(owner: Closer | null): boolean {
    const { scan } = this
    if (scan.isAtEnd) return true
    if (owner === null || owner === '#{/each}' || !scan.startsWith('#{else')) return false
    if (scan.startsWith('#{else}')) return true
    return owner === '#{/if}' && scan.startsWith('#{elseif') && isWhiteSpace(scan.text.charCodeAt(scan.at + 8))
  }

  /** Where an `if`, `unless` or `each` without its end gets stuck; its start when there is none. */
  private endOfUnclosed(): number {
    const { scan } = this
    const { at: start } = scan
    const closer = this.conditionalHead()?.closer ?? (this.eachHeadAt(start) ? '#{/each}' : undefined)
    if (closer === undefined || this.isClosedBehind(closer)) return start
    this.body(closer)
    if (closer !== '#{/each}') this.alternatives(closer)
    scan.take(closer)
    return scan.at
  }

  private eachHeadAt(start: number): boolean {
    this.scan.at = start
    return this.eachHead() !== undefined
  }

  /** Without any end further on nothing has to be tried; otherwise many beginnings would make a deep tree. */
  private isClosedBehind(closer: Closer): boolean {
    let last = this.lastClosers.get(closer)
    if (last === undefined) {
      last = this.scan.text.lastIndexOf(closer)
      this.lastClosers.set(closer, last)
    }
    return last >= this.scan.at
  }

  /** `#{ keyword ` with white space behind it. */
  private takeKeyword(word: string): boolean {
    const { scan } = this
    if (!scan.takeOpening()) return false
    scan.skip()
    return scan.takeKeyword(word) && scan.skipSome()
  }
}

interface Branch {
  readonly condition: ConditionalToken['condition'] | null
  readonly body: readonly Token[]
  readonly start: number
}

/**
 * Text up to the next token. `##{` stands for `#{`, `##` right before a token for one hash, and other hashes go in pairs
 * with what follows them, all as in Octostache.
 */
function readText(scan: Scan): TextToken | undefined {
  const { text } = scan
  const start = scan.at
  let result = ''
  let from = start
  for (;;) {
    const hash = text.indexOf('#', scan.at)
    scan.at = hash < 0 ? text.length : hash
    if (hash < 0 || text[hash + 1] === '{') break
    const isPair = text[hash + 1] === '#'
    if (isPair && text.startsWith('#{', hash + 2) && hash + 4 < text.length) {
      result += `${text.slice(from, hash)}#`
      from = hash + 2
    } else if (isPair && text[hash + 2] === '{') {
      result += `${text.slice(from, hash)}#{`
      from = hash + 3
    }
    scan.at = Math.min(Math.max(from, hash + 2), text.length)
  }
  if (scan.at === start) {
    scan.at = Math.min(start + 1, text.length)
    return undefined
  }
  return { kind: 'text', text: result + text.slice(from, scan.at), start, end: scan.at }
}
