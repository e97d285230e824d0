import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react'
import { moveInList } from '../../components/explain/variable-rows'
import classes from './packages.module.css'

/** Height of a row in pixels, as the style sheet has it. */
const rowHeight = 28
const pageRows = 12

export interface FileRow {
  readonly path: string
  /** At the right: a size, or how it changed. */
  readonly end: string
  /** Before the path. */
  readonly sign?: ReactNode
}

interface FileListProps {
  readonly label: string
  readonly rows: readonly FileRow[]
  readonly chosen: string | null
  readonly onChoose: (path: string) => void
}

/** Files in rows of one height, of which only those in view are drawn: packages have thousands. */
export function FileList({ label, rows, chosen, onChoose }: FileListProps) {
  const id = useId()
  const element = useRef<HTMLDivElement>(null)
  const at = Math.max(
    0,
    rows.findIndex(({ path }) => path === chosen)
  )
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => element.current,
    estimateSize: () => rowHeight,
    overscan: 12
  })
  const onKeyDown = (event: KeyboardEvent) => {
    const next = moveInList(event.key, at, rows.length, pageRows)
    const row = next === null ? undefined : rows[next]
    if (next === null || row === undefined) return
    virtual.scrollToIndex(next)
    onChoose(row.path)
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div
      ref={element}
      className={classes.list}
      role="listbox"
      aria-label={label}
      aria-activedescendant={rows.length === 0 ? undefined : `${id}-${at}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div className={classes.range} role="presentation" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index]
          if (row === undefined) return null
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list around it takes the keys
            // biome-ignore lint/a11y/useFocusableInteractive: the list keeps the focus and says which row is meant
            <div
              key={row.path}
              id={`${id}-${index}`}
              className={classes.row}
              role="option"
              aria-selected={row.path === chosen}
              aria-posinset={index + 1}
              aria-setsize={rows.length}
              style={{ transform: `translateY(${start}px)` }}
              onClick={() => onChoose(row.path)}
            >
              {row.sign}
              <span className={classes.path} title={row.path}>
                <bdi>{row.path}</bdi>
              </span>
              <span className={classes.muted}>{row.end}</span>
            </div>
          )
        })}
      </div>
    </div>
  )
}
