import { useEffect, useRef, useState } from 'react'
import { openDialogs, topDialog } from './use-return-focus'

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false

/**
 * Hands on files that are dropped anywhere on the window, so that nobody has to aim; tells whether some are held over it.
 * Without this the window would try to open the file as a page. They go to nobody whom a dialog has covered since.
 */
export function useDroppedFiles(onFiles: (files: readonly File[]) => void): boolean {
  const [isDragging, setDragging] = useState(false)
  const newest = useRef(onFiles)
  newest.current = onFiles
  useEffect(() => {
    // One of these it lies in, if in any; what lies over that one, such as the palette, may be gone when files come.
    const known = new Set(openDialogs())
    /** What came over the whole window later is asked instead, if it takes files at all. */
    const isCovered = () => {
      const top = topDialog()
      return top !== undefined && !known.has(top)
    }
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setDragging(!isCovered())
    }
    // Leaving one element for another inside of the window says where it goes; leaving the window does not.
    const leave = (event: DragEvent) => {
      if (!event.relatedTarget) setDragging(false)
    }
    const drop = (event: DragEvent) => {
      setDragging(false)
      if (!hasFiles(event)) return
      event.preventDefault()
      const files = [...(event.dataTransfer?.files ?? [])]
      if (files.length > 0 && !isCovered()) newest.current(files)
    }
    const undo = new AbortController()
    window.addEventListener('dragover', over, { signal: undo.signal })
    window.addEventListener('dragleave', leave, { signal: undo.signal })
    window.addEventListener('drop', drop, { signal: undo.signal })
    return () => undo.abort()
  }, [])
  return isDragging
}
