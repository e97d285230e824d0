import type { Input, Output } from '@shared/api'
import { canonicalJson } from '@shared/canonical-json'
import { useCallback, useEffect, useRef, useState } from 'react'
import { api } from '../api'
import { afterFailure, type Load, loading, ready } from './load'

type Statistics = Output<'deployment.statistics'>

/** Statistics as long as a screen shows them: made anew when a deployment ends. */
export function useStatistics(input: Input<'deployment.statistics'>): {
  readonly load: Load<Statistics>
  readonly again: () => void
} {
  const [load, setLoad] = useState<Load<Statistics>>(loading)
  const newest = useRef(0)
  const key = canonicalJson(input)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the input, which is a new object each time
  const again = useCallback(() => {
    newest.current += 1
    const own = newest.current
    void api.call('deployment.statistics', input).then(result => {
      if (own !== newest.current) return
      setLoad(before => (result.ok ? ready(result.value) : afterFailure(before, result.failure)))
    })
  }, [key])
  useEffect(() => {
    again()
    return api.subscribe(event => {
      if (event.type === 'deployment.changed' && event.summary.state === 'finished') again()
    })
  }, [again])
  return { load, again }
}
