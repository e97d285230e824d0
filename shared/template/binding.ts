import { fold } from './characters'
import type { Recorder } from './memory'
import { pathOfName } from './parse-path'

/** A place in the tree that variables make by their names. */
export interface BindingNode {
  /** Its text as it was defined, which is a template in turn; null when only deeper places are defined. */
  readonly text: string | null
  /** The variable that defines the text, as it is written; null when none does. */
  readonly source: string | null
  readonly named: ReadonlyMap<string, BindingNode> | null
  readonly indexed: ReadonlyMap<string, BindingNode> | null
  /** Whether the variable that defines the text is sensitive. */
  readonly isSensitive?: boolean
  /** What was read for a text that is a part of sensitive ones, such as a member of JSON; absent for all others. */
  readonly origin?: Recorder
}

/** Variables in the order of their definition. Of names that differ only in case the last one's value counts. */
export interface Variables {
  readonly root: BindingNode
  /** By the folded name. */
  readonly byName: ReadonlyMap<string, Variable>
}

export interface Variable {
  readonly name: string
  readonly value: string | null
}

interface GrowingNode extends BindingNode {
  text: string | null
  source: string | null
  isSensitive?: boolean
  named: Map<string, GrowingNode> | null
  indexed: Map<string, GrowingNode> | null
}

const emptyNode = (text: string | null): GrowingNode => ({ text, source: null, named: null, indexed: null })

/** A place with a text and nothing below it. */
export const leaf = (text: string, origin?: Recorder): BindingNode =>
  origin === undefined ? emptyNode(text) : { ...emptyNode(text), origin }

/** Nothing is defined here. */
export const nowhere: BindingNode = emptyNode(null)

/** Puts variables where templates look for them: each by the longest path that its name begins with. */
export function bind(
  variables: Iterable<readonly [name: string, value: string | null]>,
  isSensitive: (name: string) => boolean
): Variables {
  const byName = new Map<string, Variable>()
  for (const [name, value] of variables) {
    const key = fold(name)
    byName.set(key, { name: byName.get(key)?.name ?? name, value })
  }
  const root = emptyNode(null)
  for (const variable of byName.values()) define(root, variable, isSensitive(variable.name))
  return { root, byName }
}

function define(root: GrowingNode, { name, value }: Variable, isSensitive: boolean): void {
  const path = pathOfName(name)
  if (path === undefined || path.hasLookup) return
  let node = root
  for (const step of path.steps) {
    if (step.kind === 'lookup') return
    const isIndex = step.kind === 'index'
    const siblings = (isIndex ? node.indexed : node.named) ?? new Map<string, GrowingNode>()
    if (isIndex) node.indexed = siblings
    else node.named = siblings
    // What stands in brackets is its own text until something else is defined.
    node = below(siblings, step.folded, isIndex ? step.text : null)
  }
  node.text = value ?? ''
  node.source = name
  if (isSensitive) node.isSensitive = true
}

function below(nodes: Map<string, GrowingNode>, key: string, text: string | null): GrowingNode {
  const known = nodes.get(key)
  if (known !== undefined) return known
  const node = emptyNode(text)
  nodes.set(key, node)
  return node
}
