import type { Attr, CharacterData, Element, Node } from 'slimdom'
import type { ConfigurationVariables, Replacement } from './errors'
import { printXml } from './xml-print'
import { hasForbiddenCharacter } from './xml-text'
import { isNamespaceDeclaration, readFragment, readXml, type XmlTree } from './xml-tree'
import { selectNodes } from './xml-xpath'

/** What the caller knows about the file. */
export interface XmlOptions {
  /** The encoding that the file will be written in; it is put into the XML declaration of a file that has one. */
  readonly encodingName?: string
}

/**
 * Puts variables into the nodes that their names select as XPath expressions. The whole document is written anew, with
 * line feeds. Throws a `ConfigurationError` when it is not well-formed.
 */
export function replaceInXml(text: string, variables: ConfigurationVariables, options: XmlOptions = {}): Replacement {
  const tree = readXml(text, 'drop')
  const prefixes = prefixesOf(tree)
  const hits: string[] = []
  const warnings = [...prefixes.warnings]
  for (const [name, value] of variables) {
    if (!/[/:]/.test(name)) continue
    const selected = selectNodes(name, tree.document, prefix => prefixes.byName.get(prefix) ?? null) ?? []
    const nodes = selected.filter(node => !continuesText(node))
    if (nodes.length === 0) continue
    hits.push(name)
    for (const node of nodes) warnings.push(...setNode(tree, node, name, value ?? ''))
  }
  return { text: printXml(tree, options.encodingName ?? null), hits, warnings }
}

interface Prefixes {
  readonly byName: ReadonlyMap<string, string>
  readonly warnings: readonly string[]
}

function prefixesOf({ document }: XmlTree): Prefixes {
  const byName = new Map<string, string>()
  const warnings = new Set<string>()
  for (const element of document.getElementsByTagName('*')) {
    for (const attribute of element.attributes) {
      if (attribute.prefix !== 'xmlns') continue
      const known = byName.get(attribute.localName)
      if (known === undefined) byName.set(attribute.localName, attribute.value)
      else if (known !== attribute.value) warnings.add(clash(attribute, known))
    }
  }
  return { byName, warnings: [...warnings] }
}

function clash({ localName, value }: Attr, known: string): string {
  return `The prefix '${localName}' stands for the namespace '${known}' and cannot stand for '${value}' as well. Variables that select nodes by this prefix may not find what they should.`
}

/** Text that follows other text is one with it, and the first part has the value already. */
function continuesText(node: Node): boolean {
  return isText(node) && node.previousSibling !== null && isText(node.previousSibling)
}

function isText(node: Node): boolean {
  return node.nodeType === node.TEXT_NODE || node.nodeType === node.CDATA_SECTION_NODE
}

/** Returns what there is to warn about. */
function setNode(tree: XmlTree, node: Node, name: string, value: string): readonly string[] {
  if (hasForbiddenCharacter(value)) return [`The value of '${name}' has characters that XML cannot hold. ${unchanged}`]
  switch (node.nodeType) {
    case node.ELEMENT_NODE:
      return setElement(tree, node as Element, name, value)
    case node.ATTRIBUTE_NODE:
      return setAttribute(node as Attr, name, value)
    case node.TEXT_NODE:
    case node.CDATA_SECTION_NODE:
    case node.COMMENT_NODE:
    case node.PROCESSING_INSTRUCTION_NODE:
      ;(node as CharacterData).data = value
      return []
    default:
      return [`'${name}' selects something that has no value of its own. ${unchanged}`]
  }
}

const unchanged = 'It was left as it is.'

function setAttribute(attribute: Attr, name: string, value: string): readonly string[] {
  if (isNamespaceDeclaration(attribute)) return [`'${name}' selects a namespace declaration. ${unchanged}`]
  attribute.value = value
  return []
}

function setElement(tree: XmlTree, element: Element, name: string, value: string): readonly string[] {
  const only = element.childNodes.length === 1 ? element.firstChild : null
  if (only !== null && only.nodeType === only.CDATA_SECTION_NODE) {
    ;(only as CharacterData).data = value
    return []
  }
  if (element.firstElementChild === null) {
    element.replaceChildren(tree.document.createTextNode(value))
    return []
  }
  const nodes = readFragment(tree, value, element)
  if (nodes === null) {
    return [`The value of '${name}' is not valid XML, which it has to be to replace elements. ${unchanged}`]
  }
  element.replaceChildren(...nodes)
  return []
}
