import type { Deployment } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import type { LogFilter } from '@shared/log'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { api } from '../../../api'
import type { LogHandle } from '../../../components/log/LogView'
import type { LineSelection } from '../../../components/log/line-selection'
import type { RowPlace } from '../../../components/log/rows/row'
import type { TreeRows } from '../../../components/log/rows/tree'

export interface RevealInput {
  readonly deployment: Deployment
  readonly filter: LogFilter
  /** Null where lines of all runs are mixed. */
  readonly tree: TreeRows | null
  readonly view: RefObject<LogHandle | null>
  readonly select: (selection: LineSelection | null) => void
  readonly open: (keys: readonly string[]) => void
  /** Lets all lines through again. */
  readonly onClear: () => void
}

export interface Reveal {
  /** Brings lines into view and marks them, by their numbers; what hides them is opened. */
  readonly lines: (first: number, last?: number) => void
  /** The same for a line that is known. */
  readonly place: (place: LinePlace) => void
}

export interface LinePlace {
  readonly number: number
  readonly run: RunId | null
  /** Position among all lines that are let through, and among those of its run. */
  readonly position: number
  readonly inRun: number
}

/** Goes to lines, wherever they are folded away. */
export function useReveal(input: RevealInput): Reveal {
  const { deployment, filter, tree, view, select, open, onClear } = input
  const [wanted, setWanted] = useState<{ readonly first: number; readonly last: number } | null>(null)
  const [target, setTarget] = useState<RowPlace | null>(null)

  const show = ({ number, run, position, inRun }: LinePlace, last = number): void => {
    if (tree !== null) open(tree.keysAround(run, inRun))
    select({ anchor: number, focus: last, run: tree === null ? undefined : run })
    setTarget(tree === null ? { kind: 'line', run: undefined, position } : { kind: 'line', run, position: inRun })
  }

  // A hit may have been waited for while the log came to be shown in another way.
  const latest = useRef(show)
  latest.current = show

  // Only once what hides it was opened, and its rows are there.
  useEffect(() => {
    if (target !== null && view.current?.show(target)) setTarget(null)
  })

  // biome-ignore lint/correctness/useExhaustiveDependencies: looked for once for each wish and filter
  useEffect(() => {
    if (wanted === null) return
    let isCurrent = true
    void find(deployment, filter, wanted.first).then(found => {
      if (!isCurrent) return
      // The filter hides it; without one it is looked for again.
      if (found === 'hidden') return onClear()
      setWanted(null)
      if (found !== null) show(found, wanted.last)
    })
    return () => {
      isCurrent = false
    }
  }, [wanted, filter])

  return { lines: (first, last = first) => setWanted({ first, last }), place: place => latest.current(place) }
}

async function find(deployment: Deployment, filter: LogFilter, number: number): Promise<LinePlace | 'hidden' | null> {
  const at = (line: number, filters: LogFilter[]) =>
    api.call('log.locate', { deploymentId: deployment.id, spot: { kind: 'line', number: line }, filters })
  const [own, next] = await Promise.all([at(number, [filter]), at(number + 1, [filter])])
  if (!own.ok || !next.ok) return null
  const { run } = own.value
  const position = own.value.positions[0] ?? 0
  const isHidden = next.value.positions[0] === position && number <= deployment.lines
  const isNarrowed = filter.runs !== null || filter.levels !== null
  if (isHidden && isNarrowed) return 'hidden'
  const section = await at(number, [{ ...filter, runs: [run] }])
  if (!section.ok) return null
  return { number, run, position, inRun: section.value.positions[0] ?? 0 }
}
