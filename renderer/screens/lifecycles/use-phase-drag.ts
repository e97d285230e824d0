import { type DragMoveEvent, PointerSensor, useSensor, useSensors } from '@dnd-kit/core'
import { useState } from 'react'
import { accessibility, byPointer, pointerOptions } from '../process/use-step-drag'

/** Where what is dragged would land: beside which item, and on which side of it. */
interface Landing {
  readonly key: string
  readonly edge: 'top' | 'bottom'
}

/**
 * Dragging the items of a list with the mouse.
 * @param onDrop gets the place of the item among the others, counted without it.
 */
export function usePhaseDrag(keys: readonly string[], onDrop: (key: string, to: number) => void) {
  const [held, setHeld] = useState<string | null>(null)
  const [landing, setLanding] = useState<Landing | null>(null)
  const sensors = useSensors(useSensor(PointerSensor, pointerOptions))
  const stop = () => {
    setHeld(null)
    setLanding(null)
  }
  const find = ({ active, collisions }: Pick<DragMoveEvent, 'active' | 'collisions'>): Landing | null => {
    const [hit] = collisions ?? []
    if (!hit || hit.id === active.id) return null
    return { key: String(hit.id), edge: hit.data?.isLower === true ? 'bottom' : 'top' }
  }
  return {
    held,
    landing,
    context: {
      sensors,
      collisionDetection: byPointer,
      accessibility,
      onDragStart: ({ active }: Pick<DragMoveEvent, 'active'>) => setHeld(String(active.id)),
      onDragMove: (event: DragMoveEvent) => setLanding(find(event)),
      onDragEnd: (event: Pick<DragMoveEvent, 'active' | 'collisions'>) => {
        const found = find(event)
        stop()
        if (found === null) return
        const key = String(event.active.id)
        const others = keys.filter(other => other !== key)
        onDrop(key, others.indexOf(found.key) + (found.edge === 'bottom' ? 1 : 0))
      },
      onDragCancel: stop
    }
  }
}
