import type { Plan } from '@shared/plan/plan'
import type { Timings } from '@shared/timings'
import { useEffect, useState } from 'react'
import { api } from '../api'

type Timed = Pick<Plan, 'project' | 'environment' | 'tenant' | 'runbook'>

/**
 * How long deployments like this one took so far. Null where it cannot be read: nothing depends on it. Undefined until it
 * is known.
 */
export function useTimings({ project, environment, tenant, runbook }: Timed): Timings | null | undefined {
  const [timings, setTimings] = useState<Timings | null | undefined>(undefined)
  const runbookId = runbook?.id
  const tenantId = tenant?.id
  useEffect(() => {
    let isCurrent = true
    const input = {
      projectId: project.id,
      environmentId: environment.id,
      ...(tenantId ? { tenantId } : {}),
      ...(runbookId ? { runbookId } : {})
    }
    void api.call('deployment.timings', input).then(result => {
      if (isCurrent) setTimings(result.ok ? result.value : null)
    })
    return () => {
      isCurrent = false
    }
  }, [project.id, environment.id, tenantId, runbookId])
  return timings
}
