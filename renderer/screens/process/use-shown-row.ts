import { useCallback, useDeferredValue, useState } from 'react'
import type { NodeKey } from './draft/nodes'

/**
 * The row that the pane is about. It comes after the chosen one, so that whoever walks through the list does not wait
 * for each row to be drawn; `catchUp` draws the chosen one with the next render, for who goes on in its fields.
 */
export function useShownRow(selected: NodeKey | null): {
  readonly shown: NodeKey | null
  readonly catchUp: () => void
} {
  const late = useDeferredValue(selected)
  const [isHurried, setHurried] = useState(false)
  if (isHurried && late === selected) setHurried(false)
  return { shown: isHurried ? selected : late, catchUp: useCallback(() => setHurried(true), []) }
}
