import type { Element, Node } from 'slimdom'
import { readCall, XdtProblem } from './xdt-arguments'
import type { Target } from './xdt-clone'
import { formatChanges } from './xdt-format'
import { type XdtElement, xdtNamespace } from './xdt-locate'
import { verbOf, type XdtMessage } from './xdt-verbs'
import { printSource } from './xml-source'
import { isNamespaceDeclaration, readXml, type XmlTree } from './xml-tree'

export type { XdtMessage } from './xdt-verbs'

/** A transformed document, and what there is to tell about the transform. */
export interface XdtResult {
  readonly text: string
  readonly messages: readonly XdtMessage[]
}

/**
 * Applies an XML Document Transform. What the transform does not touch stays as it was written. Throws a
 * `ConfigurationError` when one of the two is not well-formed; what else goes wrong is told in the messages.
 */
export function applyTransform(source: string, transform: string): XdtResult {
  const tree = readXml(source, 'keep')
  const instructions = readXml(transform, 'keep')
  const messages: XdtMessage[] = []
  const tell: Tell = (level, message) => messages.push({ level, message })
  if (!isTransform(instructions)) {
    tell('verbose', `The expected namespace ${xdtNamespace} was not found in the transform file.`)
    return { text: source, messages }
  }
  warnOfTags(instructions, tell)
  const target = { tree, added: new WeakSet<Node>(), newline: source.includes('\r\n') ? '\r\n' : '\n' }
  const root = instructions.document.documentElement
  if (root !== null) applyElement({ target, instructions, tell }, { element: root, parent: null })
  formatChanges(target)
  if (tree.document.documentElement === null) tell('warning', 'The result of the transform has no root element.')
  return { text: printSource(tree), messages }
}

type Tell = (level: XdtMessage['level'], message: string) => void

interface Run {
  readonly target: Target
  readonly instructions: XmlTree
  readonly tell: Tell
}

function isTransform({ document }: XmlTree): boolean {
  return document
    .getElementsByTagName('*')
    .some(({ attributes }) =>
      attributes.some(attribute => isNamespaceDeclaration(attribute) && attribute.value === xdtNamespace)
    )
}

/** Transforms can bring code with them in the original; here they cannot. */
function warnOfTags({ document }: XmlTree, tell: Tell): void {
  for (const { tagName } of document.getElementsByTagNameNS(xdtNamespace, '*')) {
    tell('warning', `Unknown tag '${tagName}'.`)
  }
}

function applyElement(run: Run, here: XdtElement): void {
  const tell = isQuiet(here.element) ? withoutWarnings(run.tell) : run.tell
  const isRead = attempt(tell, () => {
    const work = readWork({ ...run, tell }, here)
    if (work !== null) attempt(tell, work)
  })
  // An element whose transform cannot be read says nothing about those inside of it.
  if (isRead) for (const element of here.element.children) applyElement(run, { element, parent: here })
}

/** What is to be done for an element; null when it only stands around others. */
function readWork({ target, instructions, tell }: Run, here: XdtElement): (() => void) | null {
  const text = here.element.getAttributeNS(xdtNamespace, 'Transform')
  if (text === null) return null
  const call = readCall(text)
  const verb = verbOf(call)
  tell('verbose', `Executing ${call.name} of '${here.element.tagName}'.`)
  return () => verb({ target, transform: instructions, here, call, tell })
}

/** Tells about what went wrong, and whether nothing did. */
function attempt(tell: Tell, act: () => void): boolean {
  try {
    act()
    return true
  } catch (thrown) {
    if (!(thrown instanceof XdtProblem)) throw thrown
    tell('error', thrown.message)
    return false
  }
}

// The original misspells this attribute, so transforms do.
function isQuiet(element: Element): boolean {
  return element.getAttributeNS(xdtNamespace, 'SupressWarnings')?.trim().toLowerCase() === 'true'
}

function withoutWarnings(tell: Tell): Tell {
  return (level, message) => {
    if (level !== 'warning') tell(level, message)
  }
}
