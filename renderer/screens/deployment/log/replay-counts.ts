import type { LogCounts } from '@shared/log'
import { createContext, useContext, useMemo } from 'react'
import { RunCounts } from '../../../stores/run-counts'

/** How many lines there were at the moment that a replay shows; null outside of a replay. */
export const ReplayCounts = createContext<LogCounts | null>(null)

/** The same, to be asked by run and level. */
export function useReplayCounts(): RunCounts | null {
  const counts = useContext(ReplayCounts)
  return useMemo(() => counts && new RunCounts(counts), [counts])
}
