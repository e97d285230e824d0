import { useEffect, useRef, useState } from 'react'

/** How many times as fast as it was. */
export const speeds = [1, 5, 20, 60] as const
export type Speed = (typeof speeds)[number]

/** How far the arrow keys go, in milliseconds. */
export const keyStep = 5_000
/** Pictures are not drawn more often than this, in milliseconds: each is a whole screen. */
const frameTime = 40

export interface Player {
  /** Where on the track, in its milliseconds. */
  readonly position: number
  readonly isPlaying: boolean
  readonly speed: Speed
  readonly setSpeed: (speed: Speed) => void
  /** Goes to a place of the track; playing goes on from there. */
  readonly seek: (position: number) => void
  readonly toggle: () => void
}

/** Goes along a track that is `length` milliseconds long. */
export function usePlayer(length: number): Player {
  const [position, setPosition] = useState(0)
  const [isPlaying, setPlaying] = useState(false)
  const [speed, setSpeed] = useState<Speed>(5)
  const at = useRef(0)
  const seek = (wanted: number): void => {
    at.current = Math.max(0, Math.min(length, wanted))
    setPosition(at.current)
  }
  useEffect(() => {
    if (!isPlaying) return
    let last = performance.now()
    let frame = requestAnimationFrame(function tick(now) {
      frame = requestAnimationFrame(tick)
      if (now - last < frameTime) return
      at.current = Math.min(length, at.current + (now - last) * speed)
      last = now
      setPosition(at.current)
      if (at.current >= length) setPlaying(false)
    })
    return () => cancelAnimationFrame(frame)
  }, [isPlaying, speed, length])
  return {
    position,
    isPlaying,
    speed,
    setSpeed,
    seek,
    toggle: () => {
      // At the end, playing begins again.
      if (!isPlaying && at.current >= length) seek(0)
      setPlaying(!isPlaying)
    }
  }
}
