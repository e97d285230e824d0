import {
  type CollisionDetection,
  type DragEndEvent,
  type DragMoveEvent,
  type DragStartEvent,
  PointerSensor,
  useSensor,
  useSensors
} from '@dnd-kit/core'
import { useState } from 'react'
import { type Landing, landingOf } from './draft/drag'
import type { Drop } from './draft/moves'
import type { NodeKey } from './draft/nodes'
import type { StepRow } from './draft/rows'

/** The row that the pointer is over or nearest to, with the half of it that the pointer is in. */
export const byPointer: CollisionDetection = ({ droppableContainers, droppableRects, pointerCoordinates }) => {
  if (pointerCoordinates === null) return []
  const { y } = pointerCoordinates
  let best: { readonly id: string | number; readonly far: number; readonly isLower: boolean } | null = null
  for (const { id } of droppableContainers) {
    const rect = droppableRects.get(id)
    if (!rect) continue
    const far = Math.max(rect.top - y, y - rect.bottom, 0)
    if (best === null || far < best.far) best = { id, far, isLower: y > rect.top + rect.height / 2 }
  }
  return best === null ? [] : [{ id: best.id, data: { isLower: best.isLower } }]
}

// All of these stay the same objects: else every row would be drawn anew with every key.
export const pointerOptions = { activationConstraint: { distance: 6 } }
const nothing = (): undefined => undefined
/** For editors that say themselves what moves, whichever way it was moved. */
export const accessibility = {
  announcements: { onDragStart: nothing, onDragOver: nothing, onDragEnd: nothing, onDragCancel: nothing },
  screenReaderInstructions: { draggable: '' }
}

/** Dragging rows with the mouse: what is held, and where it would go. */
export function useStepDrag(rows: readonly StepRow[], onDrop: (key: NodeKey, to: Drop) => void) {
  const [held, setHeld] = useState<StepRow | null>(null)
  const [landing, setLanding] = useState<Landing | null>(null)
  const sensors = useSensors(useSensor(PointerSensor, pointerOptions))
  const find = ({ active, collisions, delta }: DragMoveEvent | DragEndEvent): Landing | null => {
    const row = rows.find(other => other.key === active.id)
    const [hit] = collisions ?? []
    if (!row || !hit) return null
    return landingOf(rows, { row, over: String(hit.id), isLower: hit.data?.isLower === true, pull: delta.x })
  }
  const stop = () => {
    setHeld(null)
    setLanding(null)
  }
  return {
    held,
    landing,
    context: {
      sensors,
      collisionDetection: byPointer,
      accessibility,
      onDragStart: ({ active }: DragStartEvent) => setHeld(rows.find(row => row.key === active.id) ?? null),
      onDragMove: (event: DragMoveEvent) => {
        const next = find(event)
        setLanding(now => (isSameLanding(now, next) ? now : next))
      },
      onDragEnd: (event: DragEndEvent) => {
        const found = find(event)
        stop()
        if (found) onDrop(String(event.active.id), found.to)
      },
      onDragCancel: stop
    }
  }
}

const isSameLanding = (a: Landing | null, b: Landing | null): boolean =>
  a === b || (a !== null && b !== null && a.row === b.row && a.edge === b.edge && a.isInside === b.isInside)
