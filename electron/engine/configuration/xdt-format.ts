// Gives new elements lines of their own, indented like their neighbours, and closes the gaps that removed ones left.
// Nothing that was there before is moved, so that a comparison with the old file shows the changes only.
import type { Element, Node, Text } from 'slimdom'
import type { Target } from './xdt-clone'

/** Sets the white space around what a transform has changed. */
export function formatChanges(target: Target): void {
  const root = target.tree.document.documentElement
  if (root !== null) new Formatter(target, root).element(root)
}

class Formatter {
  readonly #target: Target
  readonly #step: string
  readonly #outer: string[] = []
  /** Line feed and blanks that go in front of a node on this level; null until it is known. */
  #indent: string | null
  #current: Node | null = null
  #previous: Node | null = null

  constructor(target: Target, root: Element) {
    this.#target = target
    this.#indent = '\n'
    this.#step = stepOf(root) ?? '  '
  }

  element(element: Element): void {
    this.#moveTo(element)
    if (element.parentNode !== this.#target.tree.document) this.#ensureIndent(element)
    this.#outer.push(this.#indentOf(element))
    this.#indent = null
    this.#moveEndSpace(element)
    this.#children(element)
    this.#moveTo(element)
    this.#indent = this.#outer.pop() ?? null
    if (element.firstChild !== null && this.#needsIndent(element)) element.appendChild(this.#space(element))
  }

  #children(parent: Node): void {
    for (let node = parent.firstChild; node !== null; ) {
      const next = node.nextSibling
      if (node.nodeType === node.ELEMENT_NODE) this.element(node as Element)
      else this.#other(node)
      node = next
    }
  }

  #other(node: Node): void {
    this.#moveTo(node)
    if (isSpace(node)) this.#whiteSpace(node)
    else if (node.nodeType === node.COMMENT_NODE) this.#ensureIndent(node)
  }

  /** White space twice in a row: what stood between was removed. */
  #whiteSpace(node: Text): void {
    const before = this.#previous
    if (before !== null && isSpace(before)) {
      const surplus = indentIn(node) === null && indentIn(before) !== null ? node : before
      surplus.parentNode?.removeChild(surplus)
    }
    this.#indent = indentIn(node) ?? this.#indent
  }

  /** New elements at the end stand behind the white space that belongs to the end tag. */
  #moveEndSpace(element: Element): void {
    if (this.#target.added.has(element)) return
    let last = element.lastChild
    if (last === null || isSpace(last)) return
    while (last !== null && this.#target.added.has(last)) last = last.previousSibling
    if (last !== null && isSpace(last)) element.appendChild(last)
  }

  #moveTo(node: Node): void {
    this.#previous = this.#current
    this.#current = node
  }

  #ensureIndent(node: Node): void {
    if (this.#needsIndent(node)) node.parentNode?.insertBefore(this.#space(node), node)
  }

  #needsIndent(node: Node): boolean {
    const before = this.#previous
    if (before !== null && before.nodeType === before.TEXT_NODE) return false
    return this.#isNew(node) || (before !== null && this.#isNew(before))
  }

  #isNew(node: Node): boolean {
    return this.#target.added.has(node.nodeType === node.ELEMENT_NODE ? node : (node.parentNode ?? node))
  }

  #space(node: Node): Text {
    return this.#target.tree.document.createTextNode(this.#indentOf(node).replace('\n', this.#target.newline))
  }

  #indentOf(node: Node): string {
    this.#indent ??= this.#indentAhead(node) ?? `${this.#outer.at(-1) ?? '\n'}${this.#step}`
    return this.#indent
  }

  #indentAhead(node: Node): string | null {
    const space = node.parentNode?.childNodes.find(sibling => isSpace(sibling) && sibling.nextSibling !== null)
    return space === undefined ? null : indentIn(space)
  }
}

/** How much further in the children of the root are. */
function stepOf(root: Element): string | null {
  const space = root.childNodes.find(node => isSpace(node) && node.nextSibling !== null)
  const step = space === undefined ? null : (indentIn(space)?.slice(1) ?? null)
  return step === '' ? null : step
}

function isSpace(node: Node): node is Text {
  return node.nodeType === node.TEXT_NODE && /^[ \t\r\n]*$/.test(node.nodeValue ?? '')
}

/** The last line feed and what is behind it; null for white space within a line. */
function indentIn(node: Node): string | null {
  return /\n[ \t]*$/.exec(node.nodeValue ?? '')?.[0] ?? null
}
