// Writes a document anew: every element on a line of its own, two blanks for each level, unless there is text beside it.
import type { Attr, Element, Node, Text } from 'slimdom'
import {
  cdataSection,
  commentText,
  escapeAttribute,
  escapeText,
  instructionText,
  ownReferences,
  readAttribute,
  readText,
  rewrite,
  unixLines
} from './xml-text'
import type { XmlTree } from './xml-tree'

/** The document with line feeds for line ends, and none at the end. `encodingName` goes into its declaration, if it has one. */
export function printXml(tree: XmlTree, encodingName: string | null): string {
  const printer = new Printer(tree)
  const declaration = tree.declaration === null ? [] : [printDeclaration(tree.declaration, encodingName)]
  return [...declaration, ...tree.document.childNodes.map(node => printer.node(node, 0, false))].join('\n')
}

function printDeclaration(source: string, encodingName: string | null): string {
  const written = (name: string) =>
    new RegExp(`[ \\t\\r\\n]${name}[ \\t\\r\\n]*=[ \\t\\r\\n]*["']([^"']*)`).exec(source)?.[1]
  const parts = [
    ['version', written('version') ?? '1.0'],
    ['encoding', encodingName ?? written('encoding')],
    ['standalone', written('standalone')]
  ] as const
  return `<?xml${parts.map(([name, value]) => (value === undefined ? '' : ` ${name}="${value}"`)).join('')}?>`
}

class Printer {
  readonly #tree: XmlTree

  constructor(tree: XmlTree) {
    this.#tree = tree
  }

  node(node: Node, level: number, mixed: boolean): string {
    const text = unixLines(node.nodeValue ?? '')
    switch (node.nodeType) {
      case node.ELEMENT_NODE:
        return this.#element(node as Element, level, mixed)
      case node.TEXT_NODE:
        return this.#text(node as Text)
      case node.CDATA_SECTION_NODE:
        return cdataSection(text)
      case node.COMMENT_NODE:
        return `<!--${commentText(text)}-->`
      case node.PROCESSING_INSTRUCTION_NODE:
        return `<?${node.nodeName}${text === '' ? '' : ` ${instructionText(text)}`}?>`
      case node.DOCUMENT_TYPE_NODE:
        return this.#doctype()
      default:
        return ''
    }
  }

  #element(element: Element, level: number, besideText: boolean): string {
    const name = element.tagName
    const start = `<${name}${element.attributes.map(attribute => this.#attribute(attribute)).join('')}`
    if (element.firstChild === null) {
      return this.#tree.sources.elements.get(element)?.selfClosing === false ? `${start}></${name}>` : `${start} />`
    }
    const parts: string[] = []
    // From the first text on nothing may be indented any more: it would become part of the text.
    let mixed = besideText
    for (const node of element.childNodes) {
      mixed ||= isText(node)
      parts.push(mixed ? '' : indent(level + 1), this.node(node, level + 1, mixed))
    }
    return `${start}>${parts.join('')}${mixed ? '' : indent(level)}</${name}>`
  }

  #attribute(attribute: Attr): string {
    const { entities, sources } = this.#tree
    const written = sources.attributes.get(attribute)
    const isOwn = written?.value === attribute.value && ownReferences(written.raw).length > 0
    const value = isOwn
      ? rewrite(written.raw, raw => readAttribute(raw, entities), escapeAttribute)
      : escapeAttribute(attribute.value)
    return ` ${attribute.name}="${value}"`
  }

  #text(text: Text): string {
    const { entities, sources } = this.#tree
    const written = sources.texts.get(text)
    const isOwn = written?.value === text.data && ownReferences(written.raw).length > 0
    return isOwn
      ? rewrite(
          written.raw,
          raw => readText(raw, entities),
          plain => escapeText(unixLines(plain))
        )
      : escapeText(unixLines(text.data))
  }

  #doctype(): string {
    const doctype = this.#tree.doctype
    if (doctype === null) return ''
    const { name, publicId, systemId, subset } = doctype
    const system = systemId === null ? '' : `"${systemId}"`
    const external =
      publicId === null ? (systemId === null ? '' : ` SYSTEM ${system}`) : ` PUBLIC "${publicId}" ${system}`
    const internal = `${external === '' ? ' ' : ''}[${unixLines(subset ?? '')}]`
    return `<!DOCTYPE ${name}${external}${internal}>`
  }
}

function indent(level: number): string {
  return `\n${'  '.repeat(level)}`
}

function isText(node: Node): boolean {
  return node.nodeType === node.TEXT_NODE || node.nodeType === node.CDATA_SECTION_NODE
}
