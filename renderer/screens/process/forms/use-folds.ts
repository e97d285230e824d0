import { useCallback, useState } from 'react'

export const foldNames = [
  'where',
  'when',
  'rolling',
  'failing',
  'rollback',
  'properties',
  'notes',
  'scripts',
  'configuration',
  'installation',
  'nginx',
  'packages'
] as const
export type FoldName = (typeof foldNames)[number]

/** Which parts of the forms are open, whichever step is shown. */
export interface Folds {
  readonly isOpen: (name: FoldName) => boolean
  readonly toggle: (name: FoldName) => void
}

/** A step needs a place, so that part is open at first. */
export function useFolds(): Folds {
  const [open, setOpen] = useState<ReadonlySet<FoldName>>(new Set(['where']))
  const toggle = useCallback(
    (name: FoldName) =>
      setOpen(now => {
        const next = new Set(now)
        if (!next.delete(name)) next.add(name)
        return next
      }),
    []
  )
  return { isOpen: name => open.has(name), toggle }
}
