/** A value as it was written: numbers keep their text, members their order and their repeats. */
export type JsonNode =
  | { readonly kind: 'object'; readonly members: readonly JsonMember[] }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string'; readonly text: string }
  /** `raw` may be what only lenient readers take: `.5`, `5.`, `0x1F`, `017` (octal), `NaN`, `Infinity`, `-Infinity`. */
  | { readonly kind: 'number'; readonly raw: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** Also what is left out between commas and what is called `undefined`. */
  | { readonly kind: 'null' }

/** One name and its value. A name may occur again: the last one counts, at the place of the first. */
export interface JsonMember {
  readonly name: string
  readonly value: JsonNode
}

/** `line` and `column` count from 1 and say where reading stopped; `message` is half a sentence without them. */
export type JsonReading =
  | { readonly ok: true; readonly value: JsonNode }
  | { readonly ok: false; readonly message: string; readonly line: number; readonly column: number }

/** How deep objects and arrays may lie in each other, so that no text overflows the stack. */
export const jsonDepthLimit = 500

/**
 * Reads JSON as people write it, and as Newtonsoft does: with comments, single quotes, names without quotes, commas
 * before a closing bracket, line breaks in texts, and other bases than ten. Nothing but comments may follow the value.
 */
export function parseLenientJson(text: string): JsonReading {
  const reader = new Reader(text)
  try {
    return { ok: true, value: reader.document() }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { ok: false, message: error.message, ...placeOf(text, error.at) }
  }
}

/** The members with each name once, as Newtonsoft keeps them: the last value at the place of the first. */
export function distinctMembers(members: readonly JsonMember[]): readonly JsonMember[] {
  const last = new Map<string, JsonMember>()
  for (const member of members) last.set(member.name, member)
  return last.size === members.length ? members : [...last.values()]
}

class Unreadable extends Error {
  readonly at: number

  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

function placeOf(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at).split(/\r\n|\r|\n/)
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

const nothing: JsonNode = { kind: 'null' }
const space = /[\s\u0085]/
const nameSign = /[\p{L}\p{Nd}_$]/u
const separator = /[\s\u0085,}\])/]/
const numberSign = /[-+0-9a-fA-FxX.]/
const numberForms = /^(?:-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|0[xX][0-9a-fA-F]+)$/
const lineEnd = /[\r\n]/g
const octal = /^0[0-7]+$/
const words: ReadonlyMap<string, JsonNode> = new Map<string, JsonNode>([
  ['true', { kind: 'boolean', value: true }],
  ['false', { kind: 'boolean', value: false }],
  ['null', nothing],
  ['undefined', nothing],
  ['NaN', { kind: 'number', raw: 'NaN' }],
  ['Infinity', { kind: 'number', raw: 'Infinity' }],
  ['-Infinity', { kind: 'number', raw: '-Infinity' }]
])
const escapes: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['t', '\t'],
  ['n', '\n'],
  ['f', '\f'],
  ['r', '\r'],
  ['\\', '\\'],
  ['"', '"'],
  ["'", "'"],
  ['/', '/']
])

class Reader {
  private at = 0
  private depth = 0
  private readonly text: string

  constructor(text: string) {
    this.text = text
  }

  document(): JsonNode {
    this.skip()
    if (this.at === this.text.length) this.stop('there is no value')
    const value = this.value()
    this.skip()
    if (this.at < this.text.length) this.stop('there is more text after the end of the value')
    return value
  }

  private value(): JsonNode {
    const sign = this.text[this.at]
    if (sign === '{') return this.nested(() => this.object())
    if (sign === '[') return this.nested(() => this.array())
    if (sign === '"' || sign === "'") return { kind: 'string', text: this.quoted(sign) }
    return this.word() ?? this.number()
  }

  private nested(read: () => JsonNode): JsonNode {
    if (++this.depth > jsonDepthLimit) this.stop(`values lie more than ${jsonDepthLimit} deep in each other`)
    this.at++
    const value = read()
    this.depth--
    return value
  }

  private object(): JsonNode {
    const members: JsonMember[] = []
    for (this.skip(); !this.take('}'); this.skip()) {
      const name = this.name()
      this.skip()
      if (!this.take(':')) this.stop('a colon is missing after the name')
      this.skip()
      members.push({ name, value: this.value() })
      this.skip()
      if (!this.take(',') && this.text[this.at] !== '}') this.stop('a comma or a closing brace is missing')
    }
    return { kind: 'object', members }
  }

  private array(): JsonNode {
    const items: JsonNode[] = []
    for (this.skip(); !this.take(']'); this.skip()) {
      if (this.take(',')) {
        items.push(nothing)
        continue
      }
      items.push(this.value())
      this.skip()
      if (!this.take(',') && this.text[this.at] !== ']') this.stop('a comma or a closing bracket is missing')
    }
    return { kind: 'array', items }
  }

  private name(): string {
    const sign = this.text[this.at]
    if (sign === '"' || sign === "'") return this.quoted(sign)
    const start = this.at
    while (this.at < this.text.length && nameSign.test(this.text.charAt(this.at))) this.at++
    if (this.at === start) this.stop('a name is missing')
    return this.text.slice(start, this.at)
  }

  private quoted(quote: string): string {
    const start = this.at++
    let result = ''
    for (let from = this.at; ; this.at++) {
      const sign = this.text[this.at]
      if (sign === undefined) this.stop('the text has no end', start)
      if (sign !== quote && sign !== '\\') continue
      result += this.text.slice(from, this.at)
      if (sign === quote) {
        this.at++
        return result
      }
      result += this.escape()
      from = this.at + 1
    }
  }

  /** Leaves the place at the last sign of the escape. */
  private escape(): string {
    const sign = this.text.charAt(++this.at)
    if (sign === 'u') {
      const digits = this.text.slice(this.at + 1, this.at + 5)
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.stop('four hexadecimal digits must follow \\u')
      this.at += 4
      return String.fromCharCode(Number.parseInt(digits, 16))
    }
    return escapes.get(sign) ?? this.stop(`there is no escape \\${sign}`)
  }

  private word(): JsonNode | undefined {
    for (const [word, node] of words) {
      if (!this.text.startsWith(word, this.at) || !this.endsAt(this.at + word.length)) continue
      this.at += word.length
      return node
    }
    return undefined
  }

  private number(): JsonNode {
    const start = this.at
    while (this.at < this.text.length && numberSign.test(this.text.charAt(this.at))) this.at++
    const raw = this.text.slice(start, this.at)
    if (!numberForms.test(raw) || (/^0\d+$/.test(raw) && !octal.test(raw))) this.stop('this is no value', start)
    if (!this.endsAt(this.at)) this.stop('this does not belong to a number')
    return { kind: 'number', raw }
  }

  private endsAt(at: number): boolean {
    return at >= this.text.length || separator.test(this.text.charAt(at))
  }

  private take(sign: string): boolean {
    if (this.text[this.at] !== sign) return false
    this.at++
    return true
  }

  /** White space and comments. */
  private skip(): void {
    for (;;) {
      while (this.at < this.text.length && space.test(this.text.charAt(this.at))) this.at++
      if (this.text[this.at] !== '/') return
      const isLine = this.text[this.at + 1] === '/'
      if (!isLine && this.text[this.at + 1] !== '*') this.stop('this begins no comment')
      this.at = isLine ? this.endOfLine() : this.endOfComment()
    }
  }

  private endOfLine(): number {
    lineEnd.lastIndex = this.at
    return lineEnd.exec(this.text)?.index ?? this.text.length
  }

  private endOfComment(): number {
    const end = this.text.indexOf('*/', this.at + 2)
    return end < 0 ? this.stop('the comment has no end') : end + 2
  }

  private stop(message: string, at = this.at): never {
    throw new Unreadable(message, at)
  }
}
