// What transforms do to the elements that they point to.
import type { Attr, Element, Node } from 'slimdom'
import { splitArguments, type XdtCall, XdtProblem } from './xdt-arguments'
import {
  copyAttribute,
  copyInto,
  declareNamespaces,
  declareNamespacesWithin,
  plainAttributes,
  type Target
} from './xdt-clone'
import { deadEnd, locate, locateParents, select, type XdtElement } from './xdt-locate'
import type { XmlTree } from './xml-tree'

/** Something to tell about a transform. */
export interface XdtMessage {
  readonly level: 'verbose' | 'warning' | 'error'
  readonly message: string
}

/** One transform at work. */
export interface XdtWork {
  readonly target: Target
  readonly transform: XmlTree
  readonly here: XdtElement
  readonly call: XdtCall
  readonly tell: (level: XdtMessage['level'], message: string) => void
}

/** Carries out a transform; throws an `XdtProblem` when it cannot. */
export type Verb = (work: XdtWork) => void

/** What a name stands for; throws an `XdtProblem` when it is none. */
export function verbOf({ name }: XdtCall): Verb {
  const verb = verbs.get(name)
  if (verb === undefined) throw new XdtProblem(`'${name}' is not a transform.`)
  return verb
}

const verbs: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ['SetAttributes', work => forAll(work, element => setAttributes(work, element))],
  ['RemoveAttributes', work => forAll(work, element => removeAttributes(work, element))],
  ['RemoveAll', work => forAll(work, element => remove(work, element))],
  ['Remove', work => forFirst(work, element => remove(work, element))],
  ['Replace', work => forFirst(work, element => replace(work, element))],
  ['Insert', insert],
  ['InsertIfMissing', work => isThere(work) || insert(work)],
  ['InsertBefore', work => insertBeside(work, sibling => sibling)],
  ['InsertAfter', work => insertBeside(work, sibling => sibling.nextSibling)]
])

function forAll(work: XdtWork, apply: (element: Element) => void): void {
  for (const element of targets(work)) apply(element)
}

function forFirst(work: XdtWork, apply: (element: Element) => void): void {
  const [first, ...others] = targets(work)
  if (first === undefined) return
  if (others.length > 0) {
    work.tell('warning', `Several elements match, but '${work.call.name}' is applied to the first of them only.`)
  }
  apply(first)
}

function targets(work: XdtWork): readonly Element[] {
  const { nodes } = locate(work.target.tree.document, work.here)
  const elements = nodes.filter((node): node is Element => node.nodeType === node.ELEMENT_NODE)
  if (elements.length === 0) work.tell('warning', noElement(work))
  return elements
}

function noElement({ target, here }: XdtWork): string {
  return `No element in the source document matches '${deadEnd(target.tree.document, here)}'.`
}

function remove(work: XdtWork, element: Element): void {
  ignoreArguments(work)
  element.parentNode?.removeChild(element)
  work.tell('verbose', `Removed '${element.tagName}' element.`)
}

function replace(work: XdtWork, element: Element): void {
  ignoreArguments(work)
  const copy = newElement(work)
  const { before } = work.target.tree.sources
  before.set(copy, before.get(element) ?? '')
  element.parentNode?.replaceChild(copy, element)
  declareNamespacesWithin(copy)
  work.tell('verbose', `Replaced '${element.tagName}' element.`)
}

function insert(work: XdtWork): void {
  ignoreArguments(work)
  place(work, parentOf(work), null)
}

function isThere(work: XdtWork): boolean {
  return locate(work.target.tree.document, work.here).nodes.length > 0
}

function insertBeside(work: XdtWork, next: (sibling: Element) => Node | null): void {
  const expression = work.call.argument
  if (expression === null) throw new XdtProblem(`'${work.call.name}' needs an XPath expression as its argument.`)
  const [found] = select(expression.trim(), parentOf(work), work.here.element)
  if (found === undefined) {
    throw new XdtProblem(`No element in the source document matches '${expression.trim()}'.`)
  }
  const parent = found.parentElement
  if (found.nodeType !== found.ELEMENT_NODE || parent === null) {
    throw new XdtProblem(`'${expression.trim()}' has to select an element that others can be beside.`)
  }
  place(work, parent, next(found as Element))
}

/** An element without a place to go to is a failure, other than one that nothing is to be done with. */
function parentOf(work: XdtWork): Element {
  const { nodes, path } = locateParents(work.target.tree.document, work.here)
  const [first] = nodes
  if (first === undefined) {
    const end = work.here.parent === null ? path : deadEnd(work.target.tree.document, work.here.parent)
    throw new XdtProblem(`No element in the source document matches '${end}'.`)
  }
  if (first.nodeType !== first.ELEMENT_NODE) throw new XdtProblem('A document has one root element only.')
  return first as Element
}

function place(work: XdtWork, parent: Element, before: Node | null): void {
  const copy = newElement(work)
  parent.insertBefore(copy, before)
  declareNamespacesWithin(copy)
  work.tell('verbose', `Inserted '${copy.tagName}' element.`)
}

function newElement({ target, transform, here }: XdtWork): Element {
  return copyInto(target, transform, here.element)
}

function setAttributes(work: XdtWork, element: Element): void {
  const attributes = chosen(work, plainAttributes(work.here.element))
  for (const attribute of attributes) {
    const existing = element.getAttributeNodeNS(attribute.namespaceURI, attribute.localName)
    if (existing === null) element.setAttributeNodeNS(copyAttribute(work.target.tree.document, attribute))
    else existing.value = attribute.value
    work.tell('verbose', `Set '${attribute.name}' attribute.`)
  }
  declareNamespaces(element)
  if (attributes.length === 0) work.tell('warning', 'No attributes found to set.')
}

function removeAttributes(work: XdtWork, element: Element): void {
  const attributes = chosen(work, plainAttributes(element))
  for (const attribute of attributes) {
    element.removeAttributeNode(attribute)
    work.tell('verbose', `Removed '${attribute.name}' attribute.`)
  }
  if (attributes.length === 0) work.tell('warning', 'No attributes found to remove.')
}

/** The attributes that the arguments name, or all. */
function chosen({ call, tell }: XdtWork, attributes: readonly Attr[]): readonly Attr[] {
  if (call.argument === null) return attributes
  const names = splitArguments(call.argument)
  for (const name of names) {
    if (!attributes.some(attribute => attribute.name === name)) {
      tell('warning', `Argument '${name}' did not match any attributes.`)
    }
  }
  return attributes.filter(({ name }) => names.includes(name))
}

function ignoreArguments({ call, tell }: XdtWork): void {
  if (call.argument !== null) tell('warning', `'${call.name}' takes no arguments; they are ignored.`)
}
