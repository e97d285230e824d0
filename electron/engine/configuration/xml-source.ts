// Writes a document back as it was written, except for what was changed in it.
import type { Attr, Element, Node } from 'slimdom'
import { cdataSection, commentText, escapeAttribute, escapeText, instructionText } from './xml-text'
import type { XmlTree } from './xml-tree'

/** The text of a document that was read with its white space. Nodes that nobody touched come out as they went in. */
export function printSource(tree: XmlTree): string {
  const nodes = tree.document.childNodes.map(node => `${tree.sources.before.get(node) ?? ''}${printNode(tree, node)}`)
  return `${tree.declaration ?? ''}${nodes.join('')}${tree.tail}`
}

function printNode(tree: XmlTree, node: Node): string {
  if (node.nodeType === node.ELEMENT_NODE) return printElement(tree, node as Element)
  const written = tree.sources.texts.get(node)
  const value = node.nodeValue ?? ''
  if (written !== undefined && written.value === value) return written.source
  switch (node.nodeType) {
    case node.TEXT_NODE:
      return escapeText(value)
    case node.CDATA_SECTION_NODE:
      return cdataSection(value)
    case node.COMMENT_NODE:
      return `<!--${commentText(value)}-->`
    case node.PROCESSING_INSTRUCTION_NODE:
      return `<?${node.nodeName}${value === '' ? '' : ` ${instructionText(value)}`}?>`
    default:
      return ''
  }
}

function printElement(tree: XmlTree, element: Element): string {
  const name = element.tagName
  const { trailing, selfClosing, end } = tree.sources.elements.get(element) ?? newElement
  const start = `<${name}${printAttributes(tree, element)}`
  if (element.firstChild === null && selfClosing) return `${start}${trailing}/>`
  const content = element.childNodes.map(node => printNode(tree, node)).join('')
  return `${start}${selfClosing ? '' : trailing}>${content}${end === '' ? `</${name}>` : end}`
}

const newElement = { trailing: '', selfClosing: false, end: '' }

function printAttributes(tree: XmlTree, element: Element): string {
  // Where each attribute has a line of its own, a new one gets one too.
  const written = element.attributes.flatMap(attribute => tree.sources.attributes.get(attribute)?.leading ?? [])
  const last = written.at(-1) ?? ' '
  const leading = last.includes('\n') ? last : ' '
  return element.attributes.map(attribute => printAttribute(tree, attribute, leading)).join('')
}

function printAttribute(tree: XmlTree, attribute: Attr, leadingOfNew: string): string {
  const written = tree.sources.attributes.get(attribute)
  if (written?.value === attribute.value) return `${written.leading}${written.source}`
  return `${written?.leading ?? leadingOfNew}${attribute.name}="${escapeAttribute(attribute.value)}"`
}
