// Brings elements of a transform into the source document, without what makes them a transform.
import type { Attr, Document, Element, Node } from 'slimdom'
import { xdtNamespace } from './xdt-locate'
import { isNamespaceDeclaration, namespacesAt, type XmlTree } from './xml-tree'

/** A document that is being transformed. */
export interface Target {
  readonly tree: XmlTree
  /** Elements that were not there before. */
  readonly added: WeakSet<Node>
  /** How lines end in it. */
  readonly newline: string
}

/** A copy of an element for the target. It is put in its place by the caller. */
export function copyInto(target: Target, from: XmlTree, element: Element): Element {
  const document = target.tree.document
  const copy = document.createElementNS(element.namespaceURI, element.tagName)
  for (const attribute of plainAttributes(element)) copy.setAttributeNodeNS(copyAttribute(document, attribute))
  const selfClosing = element.firstChild === null && from.sources.elements.get(element)?.selfClosing === true
  target.tree.sources.elements.set(copy, { trailing: selfClosing ? ' ' : '', selfClosing, end: '' })
  target.added.add(copy)
  for (const child of element.childNodes) copy.appendChild(copyNode(target, from, child))
  return copy
}

/** The attributes that are not about the transform itself. */
export function plainAttributes(element: Element): readonly Attr[] {
  return element.attributes.filter(
    attribute => attribute.namespaceURI !== xdtNamespace && !isNamespaceDeclaration(attribute)
  )
}

/** An attribute for an element of another document. */
export function copyAttribute(document: Document, attribute: Attr): Attr {
  const copy = document.createAttributeNS(attribute.namespaceURI, attribute.name)
  copy.value = attribute.value
  return copy
}

/** Declares the namespaces that an element uses and that do not count where it stands now. */
export function declareNamespaces(element: Element): void {
  const known = namespacesAt(element)
  declare(element, element.prefix, element.namespaceURI, known)
  for (const { prefix, namespaceURI } of plainAttributes(element)) {
    if (prefix !== null) declare(element, prefix, namespaceURI, known)
  }
}

/** Does so for everything in the element too. */
export function declareNamespacesWithin(element: Element): void {
  declareNamespaces(element)
  for (const child of element.children) declareNamespacesWithin(child)
}

function declare(
  element: Element,
  prefix: string | null,
  namespace: string | null,
  known: ReadonlyMap<string, string>
): void {
  if ((known.get(prefix ?? '') ?? '') === (namespace ?? '')) return
  element.setAttributeNS(
    'http://www.w3.org/2000/xmlns/',
    prefix === null ? 'xmlns' : `xmlns:${prefix}`,
    namespace ?? ''
  )
}

function copyNode(target: Target, from: XmlTree, node: Node): Node {
  const document = target.tree.document
  const text = (node.nodeValue ?? '').replaceAll('\n', target.newline)
  switch (node.nodeType) {
    case node.ELEMENT_NODE:
      return copyInto(target, from, node as Element)
    case node.CDATA_SECTION_NODE:
      return document.createCDATASection(text)
    case node.COMMENT_NODE:
      return document.createComment(text)
    case node.PROCESSING_INSTRUCTION_NODE:
      return document.createProcessingInstruction(node.nodeName, text)
    default:
      return document.createTextNode(text)
  }
}
