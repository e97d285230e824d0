// Cuts the text of a document into its pieces and loses nothing. A DOM does not know how a tag was written, and that is
// what a file has to keep. Only text that a parser has found well-formed comes here.
import { ConfigurationError } from './errors'

/** An attribute as it was written. */
export interface WrittenAttribute {
  /** White space in front of the name. */
  readonly leading: string
  readonly name: string
  /** What is between the quotes. */
  readonly raw: string
  /** Name, equals sign and value with its quotes. */
  readonly source: string
}

/** A document type declaration; `null` for a part that was not written. */
export interface DoctypeToken {
  readonly kind: 'doctype'
  readonly source: string
  readonly name: string
  readonly publicId: string | null
  readonly systemId: string | null
  readonly subset: string | null
}

/** A start tag, or an element that is one tag only. */
export interface StartToken {
  readonly kind: 'start'
  readonly name: string
  readonly attributes: readonly WrittenAttribute[]
  /** White space behind the last attribute. */
  readonly trailing: string
  readonly selfClosing: boolean
}

/** A piece of a document. */
export type XmlToken =
  | { readonly kind: 'declaration'; readonly source: string }
  | DoctypeToken
  | StartToken
  | { readonly kind: 'end'; readonly source: string }
  | { readonly kind: 'text'; readonly source: string }
  | PlainToken

/** A piece that has nothing in it but its own text. */
export type PlainToken =
  | { readonly kind: 'cdata'; readonly data: string; readonly source: string }
  | { readonly kind: 'comment'; readonly data: string; readonly source: string }
  | { readonly kind: 'instruction'; readonly target: string; readonly data: string; readonly source: string }

const startTag = /<([^ \t\r\n/>]+)/y
const attribute = /([ \t\r\n]+)(([^ \t\r\n=]+)[ \t\r\n]*=[ \t\r\n]*("[^"]*"|'[^']*'))/y
const tagEnd = /([ \t\r\n]*)(\/?)>/y
const endTag = /<\/[^>]*>/y
const plainText = /[^<]+/y
const cdata = /<!\[CDATA\[([\s\S]*?)\]\]>/y
const comment = /<!--([\s\S]*?)-->/y
const declaration = /<\?xml[ \t\r\n][\s\S]*?\?>/y
const instruction = /<\?([^ \t\r\n?]+)[ \t\r\n]*([\s\S]*?)\?>/y
const doctypeHead =
  /<!DOCTYPE[ \t\r\n]+([^ \t\r\n[>]+)(?:[ \t\r\n]+(?:PUBLIC[ \t\r\n]+("[^"]*"|'[^']*')|SYSTEM)[ \t\r\n]+("[^"]*"|'[^']*'))?[ \t\r\n]*/y
const subsetPiece = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|"[^"]*"|'[^']*'|[^\]"'<]+|</y
const doctypeTail = /(?:\][ \t\r\n]*)?>/y

/** The pieces of a document, or of what may stand in an element, from first to last. */
export function* scanXml(text: string): Generator<XmlToken> {
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found !== null) at = pattern.lastIndex
    return found
  }
  while (at < text.length) yield nextToken(text, at, take)
}

type Take = (pattern: RegExp) => RegExpExecArray | null

function nextToken(text: string, at: number, take: Take): XmlToken {
  if (text[at] !== '<') return { kind: 'text', source: must(take(plainText))[0] }
  switch (text[at + 1]) {
    case '/':
      return { kind: 'end', source: must(take(endTag))[0] }
    case '?':
      return processingToken(at, take)
    case '!':
      return exclamationToken(text, at, take)
    default:
      return startToken(take)
  }
}

function processingToken(at: number, take: Take): XmlToken {
  const head = at === 0 ? take(declaration) : null
  if (head !== null) return { kind: 'declaration', source: head[0] }
  const [source, target = '', data = ''] = must(take(instruction))
  return { kind: 'instruction', target, data, source }
}

function exclamationToken(text: string, at: number, take: Take): XmlToken {
  const found = take(comment)
  if (found !== null) return { kind: 'comment', data: found[1] ?? '', source: found[0] }
  const section = take(cdata)
  if (section !== null) return { kind: 'cdata', data: section[1] ?? '', source: section[0] }
  return doctypeToken(text, at, take)
}

function doctypeToken(text: string, from: number, take: Take): DoctypeToken {
  const [head, name = '', publicId, systemId] = must(take(doctypeHead))
  const subsetAt = from + head.length
  let at = subsetAt
  let subset: string | null = null
  if (text[subsetAt] === '[') {
    take(/\[/y)
    at += 1
    for (let piece = take(subsetPiece); piece !== null; piece = take(subsetPiece)) at += piece[0].length
    subset = text.slice(subsetAt + 1, at)
  }
  at += must(take(doctypeTail))[0].length
  const source = text.slice(from, at)
  return { kind: 'doctype', source, name, publicId: unquoted(publicId), systemId: unquoted(systemId), subset }
}

function startToken(take: Take): StartToken {
  const [, name = ''] = must(take(startTag))
  const attributes: WrittenAttribute[] = []
  for (let found = take(attribute); found !== null; found = take(attribute)) {
    const [, leading = '', source = '', attributeName = '', quoted = ''] = found
    attributes.push({ leading, name: attributeName, raw: quoted.slice(1, -1), source })
  }
  const [, trailing = '', slash] = must(take(tagEnd))
  return { kind: 'start', name, attributes, trailing, selfClosing: slash === '/' }
}

function unquoted(quoted: string | undefined): string | null {
  return quoted === undefined ? null : quoted.slice(1, -1)
}

/** The parser may let something through that is not foreseen here; then the file is refused, not damaged. */
function must(found: RegExpExecArray | null): RegExpExecArray {
  if (found === null)
    throw new ConfigurationError('unparsable', 'xml', 'The document is written in a way that is not understood.')
  return found
}
