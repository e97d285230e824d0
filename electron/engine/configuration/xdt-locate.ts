// Where in the source document the elements of a transform point to.
import type { Attr, Document, Element, Node } from 'slimdom'
import { readCall, splitArguments, type XdtCall, XdtProblem } from './xdt-arguments'
import { namespacesAt } from './xml-tree'
import { type ResolvePrefix, selectNodes } from './xml-xpath'

/** The namespace of the attributes that make a document a transform. */
export const xdtNamespace = 'http://schemas.microsoft.com/XML-Document-Transform'

/** Some nodes of the source document, and the path that they were looked for under. */
export interface Located {
  readonly nodes: readonly Node[]
  readonly path: string
}

/** An element of the transform, with those that it is inside of. */
export interface XdtElement {
  readonly element: Element
  readonly parent: XdtElement | null
}

/** The elements that the locators on the way down to this one select. */
export function locate(source: Document, { element, parent }: XdtElement): Located {
  const locator = locatorOf(element)
  const outer = parent === null ? { nodes: [source], path: '' } : locate(source, parent)
  const step = {
    nodes: outer.nodes.flatMap(node => namedChildren(node, element)),
    path: `${outer.path}/${element.tagName}`
  }
  switch (locator?.name) {
    case undefined:
      return step
    case 'Match':
      return matching(step, element, required(locator))
    case 'Condition': {
      const condition = required(locator)
      const nodes = outer.nodes.flatMap(node => select(`${nameTest(element)}[${condition}]`, node, element))
      return { nodes, path: `${step.path}[${condition}]` }
    }
    case 'XPath':
      return byXPath(source, step, element, required(locator))
    default:
      throw new XdtProblem(`'${locator?.name}' is not a locator.`)
  }
}

/** The elements that new children go into: mostly what the outer element points to. */
export function locateParents(source: Document, here: XdtElement): Located {
  if (locatorOf(here.element)?.name === 'XPath') return locate(source, here)
  return here.parent === null ? { nodes: [source], path: '/' } : locate(source, here.parent)
}

/** The outermost path that already leads nowhere. */
export function deadEnd(source: Document, here: XdtElement): string {
  const outer = here.parent === null ? null : locate(source, here.parent)
  return outer?.nodes.length === 0 && here.parent !== null ? deadEnd(source, here.parent) : locate(source, here).path
}

/** What an expression of the transform selects, with the prefixes that count where it is written. */
export function select(expression: string, context: Node, writtenAt: Element): readonly Node[] {
  const nodes = selectNodes(expression, context, prefixesAt(writtenAt))
  if (nodes === null) throw new XdtProblem(`'${expression}' cannot be evaluated as an XPath expression.`)
  return nodes
}

// XPath has no default namespace. This is the prefix that the original tool gives it.
const defaultPrefix = '_defaultNamespace'
const stepPrefix = '_elementNamespace'

function prefixesAt(element: Element): ResolvePrefix {
  const namespaces = namespacesAt(element)
  return prefix => {
    if (prefix === stepPrefix) return element.namespaceURI
    return namespaces.get(prefix === defaultPrefix ? '' : prefix) ?? null
  }
}

function nameTest(element: Element): string {
  return element.namespaceURI === null ? element.localName : `${stepPrefix}:${element.localName}`
}

function locatorOf(element: Element): XdtCall | null {
  const text = element.getAttributeNS(xdtNamespace, 'Locator')
  return text === null ? null : readCall(text)
}

function required({ name, argument }: XdtCall): string {
  if (argument === null) throw new XdtProblem(`The locator '${name}' needs an argument.`)
  return argument
}

function namedChildren(node: Node, like: Element): readonly Element[] {
  return node.childNodes.filter(
    (child): child is Element =>
      child.nodeType === child.ELEMENT_NODE &&
      (child as Element).localName === like.localName &&
      (child as Element).namespaceURI === like.namespaceURI
  )
}

function matching(step: Located, element: Element, names: string): Located {
  const wanted = splitArguments(names).map((name): Attr => {
    const attribute = element.getAttributeNode(name)
    if (attribute === null)
      throw new XdtProblem(`The locator 'Match' names '${name}', which is no attribute of the element.`)
    return attribute
  })
  const fits = (node: Node) =>
    wanted.every(
      ({ namespaceURI, localName, value }) => (node as Element).getAttributeNS(namespaceURI, localName) === value
    )
  const predicate = wanted.map(({ name, value }) => `@${name}='${value}'`).join(' and ')
  return { nodes: step.nodes.filter(fits), path: `${step.path}[${predicate}]` }
}

function byXPath(source: Document, step: Located, element: Element, expression: string): Located {
  const trimmed = expression.trim()
  if (trimmed.startsWith('/')) return { nodes: select(trimmed, source, element), path: trimmed }
  const nodes = step.nodes.flatMap(node => select(trimmed, node, element))
  return { nodes: [...new Set(nodes)], path: `${step.path}/${trimmed}` }
}
