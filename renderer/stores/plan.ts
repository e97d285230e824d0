import type { EnvironmentId, ReleaseId } from '@shared/ids'
import type { PlanResult } from '@shared/plan/plan'
import { useCallback, useEffect, useState } from 'react'
import { api } from '../api'
import { afterFailure, type Load, loading, ready } from './load'

export interface PlanRead {
  /** Null while release or environment are not chosen. */
  readonly load: Load<PlanResult> | null
  readonly again: () => void
}

/** The plan of a release for an environment, made again whenever something changed that it may depend on. */
export function usePlan(releaseId: ReleaseId | null, environmentId: EnvironmentId | null): PlanRead {
  const [load, setLoad] = useState<Load<PlanResult>>(loading)
  const [round, setRound] = useState(0)
  const again = useCallback(() => setRound(current => current + 1), [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: another choice starts from nothing; its old plan must not show
  useEffect(() => setLoad(loading), [releaseId, environmentId])
  useEffect(
    () =>
      api.subscribe(event => {
        if (event.type === 'catalog.changed') again()
      }),
    [again]
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: the round asks for the same plan again
  useEffect(() => {
    if (releaseId === null || environmentId === null) return
    let isWanted = true
    void api.call('deployment.plan', { releaseId, environmentId }).then(result => {
      if (!isWanted) return
      setLoad(before => (result.ok ? ready(result.value) : afterFailure(before, result.failure)))
    })
    return () => {
      isWanted = false
    }
  }, [releaseId, environmentId, round])

  return { load: releaseId === null || environmentId === null ? null : load, again }
}
