import type { DeploymentId, RunId } from '@shared/ids'
import type { Comparison } from '@shared/log-calls'
import { useEffect, useState } from 'react'
import { api } from '../../api'

/** How a run that is over compares with the last time it went well. Null until that is known, and where it cannot be. */
export function useComparison(deploymentId: DeploymentId, run: RunId | null): Comparison | null {
  const [comparison, setComparison] = useState<Comparison | null>(null)
  useEffect(() => {
    setComparison(null)
    if (run === null) return
    let isCurrent = true
    void api.call('log.compare', { deploymentId, run }).then(result => {
      if (isCurrent && result.ok) setComparison(result.value)
    })
    return () => {
      isCurrent = false
    }
  }, [deploymentId, run])
  return comparison
}
