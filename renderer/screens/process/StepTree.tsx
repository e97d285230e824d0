import { DndContext, DragOverlay } from '@dnd-kit/core'
import { type KeyboardEvent, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { Icon } from '../../components/Icon'
import { actionIcons } from '../../lib/action-icons'
import { isMod } from '../../lib/keys'
import type { NodeKey } from './draft/nodes'
import { type StepRow, titleOf } from './draft/rows'
import { StepLine } from './StepLine'
import classes from './StepTree.module.css'
import type { Around } from './use-around'
import { useStepDrag } from './use-step-drag'
import type { StepsDraft } from './use-steps-draft'

export interface StepTreeProps {
  readonly editor: StepsDraft
  readonly around: Around
  /** Goes to the field that the row is named in. */
  readonly onEdit: () => void
  /** Opens the choice of kinds: for a step below a row, or for a further action. */
  readonly onAdd: (what: 'step' | 'action', key: NodeKey) => void
}

/** The steps with their actions, in order. Arrows walk, Alt with arrows moves, and everything can be dragged. */
export function StepTree({ editor, around, onEdit, onAdd }: StepTreeProps) {
  const { rows, state, run, select } = editor
  const list = useRef<HTMLOListElement>(null)
  useFollowFocus(list, state.selected, rows.find(row => row.key === state.selected)?.number)
  const drag = useStepDrag(rows, (key, to) => run({ kind: 'drop', key, to }))
  const [menu, setMenu] = useState<NodeKey | null>(null)
  const openMenu = useCallback(
    (key: NodeKey | null) => {
      if (key !== null) select(key)
      setMenu(key)
    },
    [select]
  )
  const onKeyDown = (event: KeyboardEvent) => {
    const { selected } = state
    if (selected === null || event.altKey || event.target instanceof HTMLInputElement) return
    const next = neighbour(rows, selected, event.key)
    if (next !== undefined) select(next)
    else if (event.key === 'Delete') run({ kind: 'remove', key: selected })
    else if (event.key === 'F2' || event.key === 'Enter') onEdit()
    else if (event.key.toLowerCase() === 'd' && isMod(event.nativeEvent)) run({ kind: 'clone', key: selected })
    else return
    event.preventDefault()
  }
  return (
    <DndContext {...drag.context}>
      <ol
        ref={list}
        className={classes.list}
        aria-label="Steps"
        onKeyDown={onKeyDown}
        data-dragging={drag.held !== null || undefined}
      >
        {rows.map(row => (
          <StepLine
            key={row.key}
            row={row}
            isSelected={row.key === state.selected}
            hasIssue={editor.issueRows.has(row.key)}
            isHeld={
              drag.held !== null && (row.key === drag.held.key || (!drag.held.isChild && row.step === drag.held.step))
            }
            mark={drag.landing?.row === row.key ? `${drag.landing.edge}-${drag.landing.isInside ? 'in' : 'out'}` : null}
            isMenuOpen={menu === row.key}
            around={around}
            run={run}
            select={select}
            onMenu={openMenu}
            onAdd={onAdd}
          />
        ))}
      </ol>
      <DragOverlay dropAnimation={null}>{drag.held && <HeldRow row={drag.held} />}</DragOverlay>
    </DndContext>
  )
}

/** The row that a key leads to from another one. */
function neighbour(rows: readonly StepRow[], from: NodeKey, key: string): NodeKey | undefined {
  const at = rows.findIndex(row => row.key === from)
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[key]
  return to === undefined ? undefined : (rows[to]?.key ?? from)
}

/** Whoever walks or moves rows by keyboard stays on the row that is chosen, wherever it is now. */
function useFollowFocus(
  list: React.RefObject<HTMLOListElement | null>,
  selected: NodeKey | null,
  /** Where it is; another one says that it was moved. */
  place: string | undefined
): void {
  const wasInside = useRef(false)
  useLayoutEffect(() => {
    const node = list.current
    if (node === null) return
    const look = () => {
      wasInside.current = node.contains(document.activeElement)
    }
    document.addEventListener('focusin', look)
    return () => document.removeEventListener('focusin', look)
  }, [list])
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another row is chosen or the chosen one has moved
  useLayoutEffect(() => {
    const row = list.current?.querySelector<HTMLElement>(`[data-row="${selected}"]`)
    const isLost = document.activeElement === null || document.activeElement === document.body
    if (row && wasInside.current && (isLost || list.current?.contains(document.activeElement))) row.focus()
    row?.scrollIntoView?.({ block: 'nearest' })
  }, [list, selected, place])
}

function HeldRow({ row }: { readonly row: StepRow }) {
  return (
    <div className={classes.overlay}>
      <span className={classes.number}>{row.number}</span>
      <Icon name={row.action === null ? 'process' : actionIcons[row.action.settings.type]} size={14} />
      <span className={classes.name}>{titleOf(row)}</span>
    </div>
  )
}
