import { anyCase, escapedSign, literal, places, sets } from './regex-classes'

/** A pattern of .NET as one of JavaScript. */
export interface Translation {
  readonly source: string
  readonly flags: string
  /** JavaScript's index of each group by .NET's number or name; groups without a name are counted first there. */
  readonly groups: ReadonlyMap<string, number>
}

/** For what .NET has and JavaScript cannot do. */
export class UnsupportedPattern extends Error {}

/** Rewrites what is written differently. Conditions, balancing groups and names of Unicode blocks are not supported. */
export const translate = (pattern: string): Translation => new Translator(pattern).run()

interface Options {
  readonly i: boolean
  readonly m: boolean
  readonly n: boolean
  readonly s: boolean
  readonly x: boolean
}

interface Group {
  readonly index: number
  readonly name: string | undefined
}

/** A piece of the result; references wait until all groups are known. */
type Part = string | { readonly reference: string }

const heads =
  /\((?:\?(?:(#)[^)]*\)|(:|=|!|<=|<!)|(>)|<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)'|([imnsx]*(?:-[imnsx]+)?)([:)])))?/y
const quantifier = /(?:[*+?]|\{\d+(?:,\d*)?\})\??/y
const property = /[pP]\{(?!Is)[^}]*\}/y
const backReference = /k(?:<(\w+)>|'(\w+)')|([1-9]\d*)/y

class Translator {
  private at = 0
  private options: Options = { i: false, m: false, n: false, s: false, x: false }
  private readonly parts: Part[] = []
  private readonly groups: Group[] = []
  private readonly open: { readonly options: Options; readonly tail: string }[] = []
  private captured = 0
  private readonly pattern: string

  constructor(pattern: string) {
    this.pattern = pattern
  }

  run(): Translation {
    while (this.at < this.pattern.length) this.step()
    if (this.open.length > 0) throw new UnsupportedPattern('a parenthesis is not closed')
    const groups = this.numbered()
    const source = this.parts
      .map(part => (typeof part === 'string' ? part : referenceTo(part.reference, groups)))
      .join('')
    return { source, flags: 'gv', groups }
  }

  private numbered(): ReadonlyMap<string, number> {
    const named = this.groups.filter(({ name }) => name !== undefined)
    const inOrder = [...this.groups.filter(({ name }) => name === undefined), ...named]
    return new Map([
      ['0', 0],
      ...inOrder.map(({ index }, number) => [String(number + 1), index] as const),
      ...named.map(({ name = '', index }) => [name, index] as const)
    ])
  }

  private step(): void {
    const sign = this.pattern.charAt(this.at)
    if (sign === '\\') this.escape()
    else if (sign === '(') this.openGroup()
    else if (sign === ')') this.closeGroup()
    else if (sign === '[') this.parts.push(this.readClass(0))
    else if (this.options.x && (/\s/.test(sign) || sign === '#')) this.comment(sign)
    else this.parts.push(this.match(quantifier)?.[0] ?? this.plain(this.wholeSign()))
  }

  /** Both halves of a sign that needs two. */
  private wholeSign(): string {
    const sign = String.fromCodePoint(this.pattern.codePointAt(this.at) ?? 0)
    this.at += sign.length
    return sign
  }

  private plain(sign: string): string {
    const { m, s } = this.options
    switch (sign) {
      case '.':
        return s ? '[^]' : '[^\\n]'
      case '^':
        return m ? '(?<![^\\n])' : '(?<![^])'
      case '$':
        return m ? '(?![^\\n])' : '(?=\\n?(?![^]))'
      case '|':
        return '|'
      default:
        return this.sign(sign)
    }
  }

  private sign(sign: string): string {
    return this.options.i ? anyCase(sign) : literal(sign)
  }

  private comment(sign: string): void {
    const end = sign === '#' ? this.pattern.indexOf('\n', this.at) : this.at
    this.at = end < 0 ? this.pattern.length : end + 1
  }

  private escape(): void {
    this.at++
    const sign = this.pattern.charAt(this.at)
    const fixed = places.get(sign) ?? sets.get(sign)
    if (fixed !== undefined) {
      this.at++
      this.parts.push(fixed)
      return
    }
    const [set] = this.match(property) ?? []
    if (set !== undefined) {
      this.parts.push(`\\${set}`)
      return
    }
    const reference = this.match(backReference)
    if (reference) this.parts.push({ reference: reference[1] ?? reference[2] ?? reference[3] ?? '' })
    else this.parts.push(this.sign(this.escapedSign()))
  }

  private escapedSign(): string {
    const found = escapedSign(this.pattern, this.at)
    if (found === undefined) throw new UnsupportedPattern(`the escape \\${this.pattern.charAt(this.at)} is not known`)
    this.at += found.length
    return found.sign
  }

  private openGroup(): void {
    const match = this.match(heads)
    const [whole, comment, look, atomic, name, quotedName, flags, ending] = match ?? []
    if (comment !== undefined) return
    if (whole === undefined || (whole === '(' && this.pattern[this.at] === '?')) {
      throw new UnsupportedPattern('this kind of group is not supported')
    }
    const { options } = this
    if (flags !== undefined) this.options = withFlags(options, flags)
    if (ending === ')') return
    const isCapture = whole === '(' && !options.n
    const label = name ?? quotedName
    if (atomic !== undefined) {
      // What has matched is not matched differently: it is looked at, and then taken as it was found.
      const own = `_atomic${++this.captured}`
      this.parts.push(`(?:(?=(?<${own}>`)
      this.open.push({ options, tail: `))\\k<${own}>)` })
      return
    }
    if (isCapture || label !== undefined) this.groups.push({ index: ++this.captured, name: label })
    this.parts.push(isCapture ? '(' : label === undefined ? `(?${look ?? ':'}` : `(?<${label}>`)
    this.open.push({ options, tail: ')' })
  }

  private closeGroup(): void {
    const group = this.open.pop()
    if (group === undefined) throw new UnsupportedPattern('there are too many closing parentheses')
    this.at++
    this.options = group.options
    this.parts.push(group.tail)
  }

  /** A closing bracket in the first place is a sign like others; `-[…]` at the end takes signs away. */
  private readClass(depth: number): string {
    if (depth > 20) throw new UnsupportedPattern('too many sets lie in each other')
    const isNegated = this.pattern[++this.at] === '^'
    if (isNegated) this.at++
    let items = ''
    let removed = ''
    for (let isFirst = true; isFirst || this.pattern[this.at] !== ']'; isFirst = false) {
      if (this.at >= this.pattern.length) throw new UnsupportedPattern('a bracket is not closed')
      if (!isFirst && this.pattern.startsWith('-[', this.at)) {
        this.at++
        removed = `--${this.readClass(depth + 1)}`
      } else items += this.classItem()
    }
    this.at++
    const set = `[${isNegated ? '^' : ''}${items}]`
    return removed === '' ? set : `[${set}${removed}]`
  }

  private classItem(): string {
    const first = this.classSign()
    if (first.length > 1 || this.pattern[this.at] !== '-' || /^-[[\]]/.test(this.pattern.slice(this.at, this.at + 2))) {
      return first.length > 1 ? first : this.cased(first, first)
    }
    this.at++
    const last = this.classSign()
    if (last.length > 1 || last < first) throw new UnsupportedPattern('a range in brackets is turned round')
    return this.cased(first, last)
  }

  /** One sign, or a set that is longer than a sign. */
  private classSign(): string {
    const sign = this.pattern.charAt(this.at++)
    if (sign !== '\\') return sign
    const set = sets.get(this.pattern.charAt(this.at))
    if (set !== undefined) this.at++
    const [named] = set === undefined ? (this.match(property) ?? []) : []
    return set ?? (named === undefined ? this.escapedSign() : `\\${named}`)
  }

  private cased(first: string, last: string): string {
    const range = (from: string, to: string) => (from === to ? literal(from) : `${literal(from)}-${literal(to)}`)
    const plain = range(first, last)
    if (!this.options.i) return plain
    const both = (['az', 'AZ'] as const).flatMap(letters => {
      const from = first > letters.charAt(0) ? first : letters.charAt(0)
      const to = last < letters.charAt(1) ? last : letters.charAt(1)
      return from > to ? [] : [range(from.toLowerCase(), to.toLowerCase()), range(from.toUpperCase(), to.toUpperCase())]
    })
    return first === last && both.length === 0 ? anyCase(first) : plain + both.join('')
  }

  private match(form: RegExp): RegExpExecArray | null {
    form.lastIndex = this.at
    const match = form.exec(this.pattern)
    if (match !== null) this.at = form.lastIndex
    return match
  }
}

function referenceTo(name: string, groups: ReadonlyMap<string, number>): string {
  const index = groups.get(name)
  if (index === undefined) throw new UnsupportedPattern(`there is no group ${name}`)
  return `(?:\\${index})`
}

function withFlags(options: Options, flags: string): Options {
  const [on = '', off = ''] = flags.split('-')
  const set = (flag: keyof Options): boolean => (options[flag] || on.includes(flag)) && !off.includes(flag)
  return { i: set('i'), m: set('m'), n: set('n'), s: set('s'), x: set('x') }
}
