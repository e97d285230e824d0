import type { ExpansionNode } from '@shared/variables/explain'
import { lookOfNode, lookOfValue } from '@shared/variables/explain-words'
import { type KeyboardEvent, useRef, useState } from 'react'
import { Icon } from '../Icon'
import classes from './ExpansionTree.module.css'
import { type TreeRow, treeMove, visibleRows } from './tree-model'
import { ValueText } from './ValueText'

/** Every reference of a value with what it is written as and what it came to, down to the last. */
export function ExpansionTree({ root }: { readonly root: ExpansionNode }) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const [at, setAt] = useState('')
  const items = useRef(new Map<string, HTMLElement>())
  const rows = visibleRows(root, closed)
  // A row that was folded away cannot hold the tab stop.
  const current = rows.some(({ path }) => path === at) ? at : ''

  const fold = (path: string, isOpen: boolean) =>
    setClosed(before => new Set(isOpen ? [...before].filter(item => item !== path) : [...before, path]))
  const onKeyDown = (event: KeyboardEvent) => {
    const move = treeMove(event.key, rows, current)
    if (move === null) return
    event.preventDefault()
    event.stopPropagation()
    if (move.kind !== 'go') return fold(move.path, move.kind === 'open')
    setAt(move.path)
    items.current.get(move.path)?.focus()
  }
  return (
    <div className={classes.tree} role="tree" aria-label="How the value is put together" onKeyDown={onKeyDown}>
      {rows.map(row => (
        <TreeItem
          key={row.path}
          row={row}
          isCurrent={row.path === current}
          onElement={element => {
            if (element) items.current.set(row.path, element)
            else items.current.delete(row.path)
          }}
          onPick={() => {
            setAt(row.path)
            if (row.canOpen) fold(row.path, !row.isOpen)
          }}
        />
      ))}
    </div>
  )
}

interface TreeItemProps {
  readonly row: TreeRow
  readonly isCurrent: boolean
  readonly onElement: (element: HTMLElement | null) => void
  readonly onPick: () => void
}

function TreeItem({ row, isCurrent, onElement, onPick }: TreeItemProps) {
  const { node, level, canOpen, isOpen } = row
  const value = lookOfNode(node)
  const isPlain = node.template !== null && value.kind === 'text' && node.template.text === value.text
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it takes the keys
    <div
      ref={onElement}
      className={classes.item}
      role="treeitem"
      aria-level={level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      data-level={Math.min(level, 8)}
      tabIndex={isCurrent ? 0 : -1}
      onClick={onPick}
      {...(canOpen ? { 'aria-expanded': isOpen } : {})}
    >
      <span className={classes.chevron} data-open={isOpen}>
        {canOpen && <Icon name="chevron-right" size={12} />}
      </span>
      <span className={classes.text}>
        <span className={classes.name}>{node.name}</span>
        {node.template !== null && !isPlain && (
          <span className={classes.written}>
            <span className="visually-hidden">, written as </span>
            <ValueText look={lookOfValue(node.template)} />
          </span>
        )}
        <span className={classes.value}>
          <Icon name="arrow-right" size={11} />
          <span className="visually-hidden">, is </span>
          <ValueText look={value} />
        </span>
      </span>
    </div>
  )
}
