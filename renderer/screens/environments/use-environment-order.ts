import type { Failure } from '@shared/failure'
import type { Environment } from '@shared/model/environment'
import { useState } from 'react'
import { useCatalog } from '../../stores/catalog'
import { useCall } from '../../stores/use-call'

interface EnvironmentOrder {
  readonly shown: readonly Environment[]
  readonly failure: Failure | null
  /** What was moved last, in words for screen readers. */
  readonly said: string
  /** Puts one at a place among the others, counted without it. */
  readonly move: (id: string, to: number) => void
  readonly step: (id: string, by: 1 | -1) => void
}

/** The order of environments, which is saved with each move and is shown at once. */
export function useEnvironmentOrder(environments: readonly Environment[]): EnvironmentOrder {
  const { run, failure } = useCall('environment.reorder')
  const [wanted, setWanted] = useState<readonly Environment[] | null>(null)
  const [said, setSaid] = useState('')
  // Only as long as it is being saved: after that the list says how they are.
  const shown = wanted ?? environments

  const move = (id: string, to: number): void => {
    const moved = shown.find(item => item.id === id)
    if (!moved) return
    const others = shown.filter(item => item !== moved)
    const after = [...others.slice(0, to), moved, ...others.slice(to)]
    if (after.every((item, index) => item === shown[index])) return
    setWanted(after)
    setSaid(`${moved.name} is number ${after.indexOf(moved) + 1} of ${after.length}.`)
    void save(after)
  }
  const save = async (after: readonly Environment[]): Promise<void> => {
    const result = await run({ ids: after.map(({ id }) => id) })
    if (result.ok) await useCatalog.getState().refresh('environment')
    setWanted(null)
  }
  return {
    shown,
    failure,
    said,
    move,
    step: (id, by) => {
      const at = shown.findIndex(item => item.id === id)
      if (at + by >= 0 && at + by < shown.length) move(id, at + by)
    }
  }
}
