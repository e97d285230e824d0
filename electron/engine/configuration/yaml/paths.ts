import type { YamlEvent } from './events'

/** An open collection: the path to it, and which of its children comes next. */
interface Open {
  /** Null where no variable's name could be as long. */
  readonly path: string | null
  readonly isMapping: boolean
  /** How many keys and values, or items, have begun. */
  count: number
  /** The part of the path that the last key adds; null for a key that is no scalar. */
  key: string | null
}

/** Tells for one event after the other which path leads to the node that it begins. */
export interface PathFinder {
  /** The path in lower case; null for what is no value: keys, ends, comments, and what is overly long. */
  next(event: YamlEvent): string | null
}

/** Finds paths: keys and indexes from 0, joined by colons. Paths that are longer than `longest` are not spelt out. */
export function createPathFinder(longest: number): PathFinder {
  const open: Open[] = []
  const join = (path: string | null, part: string | null): string | null => {
    if (path === null || part === null) return null
    const joined = open.length === 1 ? part : `${path}:${part}`
    return joined.length > longest ? null : joined
  }
  /** The path of the child that begins now; null for a key. */
  const enter = (event: YamlEvent): string | null => {
    const parent = open.at(-1)
    if (!parent) return ''
    const at = parent.count++
    if (!parent.isMapping) return join(parent.path, String(at))
    if (at % 2 === 1) return join(parent.path, parent.key)
    parent.key = event.kind === 'scalar' ? event.value.toLowerCase() : null
    return null
  }
  const next = (event: YamlEvent): string | null => {
    switch (event.kind) {
      case 'scalar':
      case 'alias':
        return enter(event)
      case 'mapping-start':
      case 'sequence-start': {
        const path = enter(event)
        open.push({ path, isMapping: event.kind === 'mapping-start', count: 0, key: null })
        return path
      }
      case 'mapping-end':
      case 'sequence-end':
        open.pop()
        return null
      default:
        return null
    }
  }
  return { next }
}
