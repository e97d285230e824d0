import { useRef } from 'react'
import type { Load } from '../../stores/load'

/** What was there before, while something else is on its way: so that a form does not go away under the person's hands. */
export function useHeld<T>(load: Load<T>): Load<T> {
  const before = useRef(load)
  if (load.state !== 'loading') before.current = load
  return before.current
}
