import type { ExpansionNode } from '@shared/variables/explain'

/** A node that is shown, with where it stands. */
export interface TreeRow {
  /** The way to it, by positions: `0.2`. The root is the empty path. */
  readonly path: string
  readonly parent: string | null
  readonly node: ExpansionNode
  /** From 1. */
  readonly level: number
  readonly position: number
  readonly siblings: number
  readonly canOpen: boolean
  readonly isOpen: boolean
}

/** The rows that are shown when the nodes at `closed` are folded. */
export function visibleRows(root: ExpansionNode, closed: ReadonlySet<string>): readonly TreeRow[] {
  const walk = (
    node: ExpansionNode,
    row: Pick<TreeRow, 'path' | 'parent' | 'level' | 'position' | 'siblings'>
  ): readonly TreeRow[] => {
    const canOpen = node.references.length > 0
    const isOpen = canOpen && !closed.has(row.path)
    const inner = isOpen
      ? node.references.flatMap((reference, index) =>
          walk(reference, {
            path: row.path === '' ? String(index) : `${row.path}.${index}`,
            parent: row.path,
            level: row.level + 1,
            position: index + 1,
            siblings: node.references.length
          })
        )
      : []
    return [{ ...row, node, canOpen, isOpen }, ...inner]
  }
  return walk(root, { path: '', parent: null, level: 1, position: 1, siblings: 1 })
}

/** What a key does in a tree: moves to a row, or opens or closes the one it is at. */
export type TreeMove =
  | { readonly kind: 'go'; readonly path: string }
  | { readonly kind: 'open' | 'close'; readonly path: string }

/** The keys of trees as the ARIA practices have them; null for keys that are not theirs, or do nothing here. */
export function treeMove(key: string, rows: readonly TreeRow[], at: string): TreeMove | null {
  const index = rows.findIndex(({ path }) => path === at)
  const row = rows[index]
  if (row === undefined) return null
  const go = (other: TreeRow | undefined): TreeMove | null => (other ? { kind: 'go', path: other.path } : null)
  switch (key) {
    case 'ArrowDown':
      return go(rows[index + 1])
    case 'ArrowUp':
      return go(rows[index - 1])
    case 'Home':
      return go(rows[0])
    case 'End':
      return go(rows.at(-1))
    case 'ArrowRight':
      return row.isOpen ? go(rows[index + 1]) : row.canOpen ? { kind: 'open', path: at } : null
    case 'ArrowLeft':
      return row.isOpen ? { kind: 'close', path: at } : go(rows.find(({ path }) => path === row.parent))
    case 'Enter':
    case ' ':
      return row.canOpen ? { kind: row.isOpen ? 'close' : 'open', path: at } : null
    default:
      return null
  }
}
