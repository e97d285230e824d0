import { canonicalJson } from '@shared/canonical-json'
import type { Failure } from '@shared/failure'
import type { PlannedRun } from '@shared/plan/plan'
import { type PreflightReport, type PreflightVerdict, worstOf } from '@shared/preflight'
import { useState } from 'react'
import { type PlanRequest, planSubject } from '../../stores/plan'
import { useCall } from '../../stores/use-call'

export interface Preflight {
  /** Null as long as nobody looked. */
  readonly report: PreflightReport | null
  readonly isChecking: boolean
  readonly failure: Failure | null
  /** Whether it was about other choices. */
  readonly isStale: boolean
  readonly check: () => void
  readonly verdictOf: (run: PlannedRun) => PreflightVerdict | null
}

interface Found {
  readonly report: PreflightReport
  readonly key: string
  readonly subject: string
}

/** A look at the machines of a plan, for the release and the place at hand. */
export function usePreflight(request: PlanRequest | null): Preflight {
  const { run, isBusy, failure } = useCall('plan.preflight')
  const [last, setLast] = useState<Found | null>(null)
  const subject = request === null ? '' : planSubject(request)
  const key = request === null ? '' : canonicalJson(request)
  // Another release or place was not looked at yet.
  const found = last?.subject === subject ? last : null
  const report = found?.report ?? null
  return {
    report,
    isChecking: isBusy,
    failure,
    isStale: found !== null && found.key !== key,
    check: () => {
      if (request === null || isBusy) return
      void run(request).then(result => {
        if (result.ok) setLast({ report: result.value, key, subject })
      })
    },
    verdictOf: ({ on, targetId }) => {
      const id = on === 'here' ? null : targetId
      const target = report?.targets.find(item => item.targetId === id)
      return target === undefined ? null : worstOf(target)
    }
  }
}
