// A document as a DOM that remembers how each of its nodes was written.
import { type Attr, Document, type Element, type Node, parseXmlDocument, parseXmlFragment } from 'slimdom'
import { ConfigurationError } from './errors'
import { type DoctypeToken, type PlainToken, type StartToken, scanXml, type XmlToken } from './xml-scan'
import { entitiesOf, ownReferences, readAttribute, readText, unixLines, type XmlEntities } from './xml-text'

/** How a node was written. Nodes that were made later have none of this. */
export interface XmlSources {
  readonly elements: WeakMap<Node, WrittenElement>
  readonly attributes: WeakMap<Node, Written & { readonly leading: string }>
  /** Everything else. */
  readonly texts: WeakMap<Node, Written>
  /** White space in front of what stands beside the root, where a DOM has no room for it. */
  readonly before: WeakMap<Node, string>
}

/** How the tags of an element were written. */
export interface WrittenElement {
  /** White space at the end of the start tag. */
  readonly trailing: string
  readonly selfClosing: boolean
  /** The end tag; empty when there is none. */
  readonly end: string
}

interface Written {
  readonly source: string
  /** The text of an attribute or between tags before references are read. */
  readonly raw: string
  /** What it said when it was read: written again as it was while it still says so. */
  readonly value: string
}

/** A document that was read. */
export interface XmlTree {
  readonly document: Document
  /** The XML declaration as it was written; null when there is none. */
  readonly declaration: string | null
  readonly doctype: DoctypeToken | null
  readonly entities: XmlEntities
  readonly sources: XmlSources
  /** White space behind everything. */
  readonly tail: string
}

/** What becomes of white space that only sets tags apart: `xml:space="preserve"` keeps it in any case. */
export type WhiteSpace = 'drop' | 'keep'

/** Elements may contain each other this many times. Searching a document takes longer the deeper it is. */
const deepest = 500

const xmlnsNamespace = 'http://www.w3.org/2000/xmlns/'
const blank = /^[ \t\r\n]*$/

/** Reads a document; throws a `ConfigurationError` for one that is not well-formed. No other file is looked at. */
export function readXml(text: string, whiteSpace: WhiteSpace): XmlTree {
  checked(() => parseXmlDocument(text))
  const builder = new TreeBuilder(new Document(), whiteSpace)
  builder.add(text)
  return builder.tree()
}

/**
 * Nodes for what may stand inside an element, with the prefixes that are declared there. Null when the text is not
 * that, or when the document would become too deep by it.
 */
export function readFragment(tree: XmlTree, text: string, parent: Element): readonly Node[] | null {
  try {
    parseXmlFragment(text, { resolveNamespacePrefix: prefix => parent.lookupNamespaceURI(prefix) ?? undefined })
    const builder = new TreeBuilder(tree.document, 'drop', tree, parent)
    builder.add(text)
    return builder.nodes()
  } catch {
    return null
  }
}

/** Whether an attribute declares a namespace. */
export function isNamespaceDeclaration(attribute: Attr): boolean {
  return attribute.namespaceURI === xmlnsNamespace
}

interface Open {
  readonly node: Node
  readonly namespaces: ReadonlyMap<string, string>
  readonly keepsSpace: boolean
}

class TreeBuilder {
  readonly #document: Document
  readonly #whiteSpace: WhiteSpace
  readonly #sources: XmlSources
  readonly #base: Open
  readonly #outerDepth: number
  readonly #open: Open[] = []
  #entities: XmlEntities
  #declaration: string | null = null
  #doctype: DoctypeToken | null = null
  #between = ''

  constructor(document: Document, whiteSpace: WhiteSpace, tree?: XmlTree, parent?: Element) {
    this.#document = document
    this.#whiteSpace = whiteSpace
    this.#sources = tree?.sources ?? {
      elements: new WeakMap(),
      attributes: new WeakMap(),
      texts: new WeakMap(),
      before: new WeakMap()
    }
    this.#entities = tree?.entities ?? new Map()
    this.#outerDepth = parent === undefined ? 0 : depthOf(parent)
    this.#base = {
      node: parent === undefined ? document : document.createDocumentFragment(),
      namespaces: namespacesAt(parent ?? null),
      keepsSpace: whiteSpace === 'keep' || keepsSpaceAt(parent ?? null)
    }
  }

  /** Appends what the text holds to the innermost open element. */
  add(text: string): void {
    for (const token of scanXml(text)) this.#token(token)
  }

  tree(): XmlTree {
    return {
      document: this.#document,
      declaration: this.#declaration,
      doctype: this.#doctype,
      entities: this.#entities,
      sources: this.#sources,
      tail: this.#between
    }
  }

  nodes(): readonly Node[] {
    return [...this.#base.node.childNodes]
  }

  get #inner(): Open {
    return this.#open.at(-1) ?? this.#base
  }

  #append(node: Node): void {
    const parent = this.#inner.node
    parent.appendChild(node)
    if (parent !== this.#document) return
    this.#sources.before.set(node, this.#between)
    this.#between = ''
  }

  #token(token: XmlToken): void {
    if (token.kind === 'declaration') this.#declaration = token.source
    else if (token.kind === 'doctype') this.#documentType(token)
    else if (token.kind === 'start') this.#start(token)
    else if (token.kind === 'end') this.#end(token.source)
    else if (token.kind === 'text') this.#text(token.source)
    else this.#written(this.#plainNode(token), token.source)
  }

  #plainNode(token: PlainToken): Node {
    switch (token.kind) {
      case 'cdata':
        return this.#document.createCDATASection(unixLines(token.data))
      case 'comment':
        return this.#document.createComment(unixLines(token.data))
      case 'instruction':
        return this.#document.createProcessingInstruction(token.target, unixLines(token.data))
    }
  }

  #written(node: Node, source: string, raw = ''): void {
    this.#sources.texts.set(node, { source, raw, value: node.nodeValue ?? '' })
    this.#append(node)
  }

  #documentType(token: DoctypeToken): void {
    this.#doctype = token
    this.#entities = entitiesOf(token.subset)
    const implementation = this.#document.implementation
    this.#written(
      implementation.createDocumentType(token.name, token.publicId ?? '', token.systemId ?? ''),
      token.source
    )
  }

  #text(source: string): void {
    if (this.#inner.node === this.#document) {
      this.#between += source
      return
    }
    if (blank.test(source) && !this.#inner.keepsSpace) return
    const marked = ownReferences(source).find(name => this.#entities.get(name)?.includes('<'))
    if (marked !== undefined) this.#markedText(source, `&${marked};`)
    else this.#written(this.#document.createTextNode(readText(source, this.#entities)), source, source)
  }

  /** An entity that holds tags is as if its text stood there. Entities are well-formed each for itself. */
  #markedText(source: string, reference: string): void {
    const at = source.indexOf(reference)
    if (at > 0) this.#text(source.slice(0, at))
    this.add(this.#entities.get(reference.slice(1, -1)) ?? '')
    const rest = source.slice(at + reference.length)
    if (rest !== '') this.#text(rest)
  }

  #start(token: StartToken): void {
    if (this.#outerDepth + this.#open.length >= deepest) {
      throw new ConfigurationError('too-deep', 'xml', `Elements are nested more than ${deepest} levels deep.`)
    }
    const outer = this.#inner
    const values = token.attributes.map(({ raw }) => readAttribute(raw, this.#entities))
    const declared = token.attributes.flatMap(({ name }, index): (readonly [string, string])[] => {
      const prefix = declaredPrefix(name)
      return prefix === null ? [] : [[prefix, values[index] ?? '']]
    })
    const namespaces = declared.length === 0 ? outer.namespaces : new Map([...outer.namespaces, ...declared])
    const element = this.#document.createElementNS(namespaceOf(token.name, namespaces, true), token.name)
    token.attributes.forEach((written, index) => {
      this.#attribute(element, namespaces, written, values[index] ?? '')
    })
    this.#sources.elements.set(element, { trailing: token.trailing, selfClosing: token.selfClosing, end: '' })
    this.#append(element)
    if (token.selfClosing) return
    const space = token.attributes.findIndex(({ name }) => name === 'xml:space')
    const keepsSpace = space === -1 ? outer.keepsSpace : this.#whiteSpace === 'keep' || values[space] === 'preserve'
    this.#open.push({ node: element, namespaces, keepsSpace })
  }

  #end(source: string): void {
    const node = this.#open.pop()?.node
    const written = node === undefined ? undefined : this.#sources.elements.get(node)
    if (node !== undefined && written !== undefined) this.#sources.elements.set(node, { ...written, end: source })
  }

  #attribute(
    element: Element,
    namespaces: ReadonlyMap<string, string>,
    written: StartToken['attributes'][number],
    value: string
  ): void {
    const attribute = this.#document.createAttributeNS(namespaceOf(written.name, namespaces, false), written.name)
    attribute.value = value
    element.setAttributeNodeNS(attribute)
    this.#sources.attributes.set(attribute, {
      leading: written.leading,
      source: written.source,
      raw: written.raw,
      value
    })
  }
}

function declaredPrefix(name: string): string | null {
  if (name === 'xmlns') return ''
  return name.startsWith('xmlns:') ? name.slice('xmlns:'.length) : null
}

function namespaceOf(name: string, namespaces: ReadonlyMap<string, string>, isElement: boolean): string | null {
  if (declaredPrefix(name) !== null) return xmlnsNamespace
  const colon = name.indexOf(':')
  if (colon === -1) return isElement ? namespaces.get('') || null : null
  return namespaces.get(name.slice(0, colon)) ?? null
}

/** The namespaces that count inside an element, by prefix. */
export function namespacesAt(element: Element | null): ReadonlyMap<string, string> {
  const namespaces = new Map<string, string>()
  for (let at = element; at !== null; at = at.parentElement) {
    for (const attribute of at.attributes) {
      const prefix = declaredPrefix(attribute.name)
      if (prefix !== null && !namespaces.has(prefix)) namespaces.set(prefix, attribute.value)
    }
  }
  return namespaces.set('xml', 'http://www.w3.org/XML/1998/namespace')
}

function keepsSpaceAt(element: Element | null): boolean {
  for (let at = element; at !== null; at = at.parentElement) {
    const space = at.getAttribute('xml:space')
    if (space !== null) return space === 'preserve'
  }
  return false
}

function depthOf(element: Element): number {
  let depth = 0
  for (let at: Element | null = element; at !== null; at = at.parentElement) depth += 1
  return depth
}

/** What the parser reports becomes a failure with its place. */
function checked<T>(parse: () => T): T {
  try {
    return parse()
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    const [problem = message] = message.split('\n')
    const place = /\nAt line (\d+), character (\d+):/.exec(message)
    const at = place === null ? null : { line: Number(place[1]), column: Number(place[2]) }
    throw new ConfigurationError('unparsable', 'xml', `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`, at)
  }
}
