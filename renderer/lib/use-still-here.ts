import { useEffect, useRef } from 'react'

/**
 * Whether the calling part of the screen is still shown: asked after waiting, by what would go on to another screen or open
 * a dialog. Whoever went elsewhere meanwhile is not taken away from there.
 */
export function useStillHere(): () => boolean {
  const isHere = useRef(true)
  useEffect(() => {
    isHere.current = true
    return () => {
      isHere.current = false
    }
  }, [])
  return () => isHere.current
}
