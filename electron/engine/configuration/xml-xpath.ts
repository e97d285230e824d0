import { evaluateXPathToNodes } from 'fontoxpath'
import type { Node } from 'slimdom'

/** The namespace of a prefix; null for one that nobody declared. */
export type ResolvePrefix = (prefix: string) => string | null

/** The nodes that an expression selects, or null when it cannot be compiled or evaluated, or yields something else. */
export function selectNodes(expression: string, context: Node, resolve: ResolvePrefix): readonly Node[] | null {
  try {
    return evaluateXPathToNodes<Node & { nodeType: number }>(expression, context, null, null, {
      disableCache: true,
      namespaceResolver: prefix => (prefix === '' ? null : resolve(prefix))
    })
  } catch {
    return null
  }
}
